from io import BytesIO

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tilekit.media.pdf import inspect


def document(change: str = "") -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(width=100, height=100)
    if change != "picture":
        font = DictionaryObject(
            {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")}
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if change == "script":
        names = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        writer.root_object[NameObject("/AA")] = DictionaryObject({NameObject("/WC"): DictionaryObject(names)})
    if change == "attachment":
        writer.add_attachment("a.exe", b"MZ")
    if change == "launch":
        action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc")})
        writer.root_object[NameObject("/OpenAction")] = action
    if change == "password":
        writer.encrypt("secret")
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_plain_document_has_pages_and_no_risk() -> None:
    facts = inspect(document())

    assert (facts.is_pdf, facts.is_complete, facts.pages, facts.is_encrypted, facts.risks) == (True, True, 1, False, ())


def test_pages_without_a_font_hold_no_text() -> None:
    assert (inspect(document()).has_text, inspect(document("picture")).has_text) == (True, False)


@pytest.mark.parametrize(
    "change,risk",
    [
        ("script", "JavaScript"),
        ("attachment", "an embedded file"),
        ("launch", "a command that starts a program"),
    ],
)
def test_a_document_that_acts_is_named(change: str, risk: str) -> None:
    assert inspect(document(change)).risks == (risk,)


def test_a_document_with_a_password_is_seen() -> None:
    facts = inspect(document("password"))

    assert facts.is_encrypted
    assert not facts.is_readable


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"<html>%PDF</html>", b"PK\x03\x04", document()[:200]])
def test_a_broken_document_is_unreadable_and_raises_nothing(data: bytes) -> None:
    assert not inspect(data).is_readable


def test_the_ends_alone_tell_kind_and_completeness() -> None:
    assert not inspect(document()[:200], is_deep=False).is_complete
    assert inspect(document(), is_deep=False).is_pdf
    assert not inspect(b"PK\x03\x04", is_deep=False).is_pdf
