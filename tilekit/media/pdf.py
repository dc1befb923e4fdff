"""PDF documents: their pages, and risks for customers who open them."""

from collections.abc import Mapping
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from tilekit.core.messages import N_, Message

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PDF_BYTES = 10_000_000
_MAX_READ_PAGES = 10
_MAX_OBJECTS, _MAX_VISITED = 10_000, 100_000


class PdfRisk(StrEnum):
    """Content that can harm the reader of a PDF.

    The value is part of the finding's fingerprint, so it must not change, or waivers and baselines would no longer
    match. The text that people read (`message`) may be reworded.
    """

    SCRIPT = "JavaScript"
    PROGRAM = "a command that starts a program"
    FILE = "an embedded file"
    SENDING_FORM = "a form that sends data"
    IMPORTING_FORM = "a form that imports data"
    MEDIA = "embedded media"

    @property
    def message(self) -> Message:
        """The name of the risk, for people."""
        return Message(_TEXT_BY_RISK[self])


_TEXT_BY_RISK: Mapping[PdfRisk, str] = {
    PdfRisk.SCRIPT: N_("JavaScript"),
    PdfRisk.PROGRAM: N_("a command that starts a program"),
    PdfRisk.FILE: N_("an embedded file"),
    PdfRisk.SENDING_FORM: N_("a form that sends data"),
    PdfRisk.IMPORTING_FORM: N_("a form that imports data"),
    PdfRisk.MEDIA: N_("embedded media"),
}
_RISKS = {
    "/JavaScript": PdfRisk.SCRIPT,
    "/JS": PdfRisk.SCRIPT,
    "/Launch": PdfRisk.PROGRAM,
    "/EmbeddedFile": PdfRisk.FILE,
    "/EmbeddedFiles": PdfRisk.FILE,
    "/SubmitForm": PdfRisk.SENDING_FORM,
    "/ImportData": PdfRisk.IMPORTING_FORM,
    "/RichMedia": PdfRisk.MEDIA,
}


class PdfFacts(Struct, frozen=True, kw_only=True):
    """Facts about a document. pages is 0 if the document can't be read. risks are sorted, without duplicates.

    has_text is True if a font is used; otherwise the pages are only images.
    """

    size_bytes: int
    is_pdf: bool
    is_complete: bool
    pages: int = 0
    is_encrypted: bool = False
    has_text: bool = False
    risks: tuple[PdfRisk, ...] = ()

    @property
    def is_readable(self) -> bool:
        return self.pages > 0


class PdfTooLarge(Exception):
    """The document has more objects than any normal document."""


def inspect(data: bytes, *, is_deep: bool = True) -> PdfFacts:
    """The facts of a document that the checks EU-003 to EU-005 use. Never raises an error for bad content.

    Without is_deep, only the start and the end of the file are read, which is fast.
    """
    shallow = PdfFacts(
        size_bytes=len(data), is_pdf=b"%PDF" in data[:1024].split(b"\n")[0], is_complete=b"%%EOF" in data[-1024:]
    )
    if not is_deep or not shallow.is_pdf or len(data) > MAX_PDF_BYTES:
        return shallow
    from pypdf import PdfReader  # slow import

    try:
        reader = PdfReader(BytesIO(data), strict=True)
        if reader.is_encrypted:
            return PdfFacts(size_bytes=len(data), is_pdf=True, is_complete=shallow.is_complete, is_encrypted=True)
        return _facts_of_content(reader, shallow)
    except Exception:  # noqa: BLE001 a broken document raises nearly anything; all of it means unreadable
        return shallow


def text_of_pages(data: bytes) -> str:
    """The text of the first pages; "" if there is none or it can't be read."""
    from pypdf import PdfReader  # slow import

    if len(data) > MAX_PDF_BYTES:
        return ""
    try:
        reader = PdfReader(BytesIO(data), strict=True)
        return "\n".join(page.extract_text() for page in reader.pages[:_MAX_READ_PAGES])
    except Exception:  # noqa: BLE001 a broken document raises nearly anything; EU-005 reports it
        return ""


def _facts_of_content(reader: "PdfReader", shallow: PdfFacts) -> PdfFacts:
    risks, has_text = _walk_objects(reader)  # before counting the pages, which takes longer the more there are
    return PdfFacts(
        size_bytes=shallow.size_bytes,
        is_pdf=True,
        is_complete=shallow.is_complete,
        pages=_pages(reader),
        has_text=has_text,
        risks=tuple(sorted(risks)),
    )


def _pages(reader: "PdfReader") -> int:
    """The number of pages; 0 if the document says that it has none, because programs then show nothing."""
    root = _resolve(reader.trailer["/Root"])
    tree = _resolve(root.get("/Pages")) if isinstance(root, dict) else None
    said = _resolve(tree.get("/Count")) if isinstance(tree, dict) else None
    return 0 if isinstance(said, int) and said <= 0 else len(reader.pages)


def _walk_objects(reader: "PdfReader") -> tuple[set[PdfRisk], bool]:
    """The risks, and whether there is a font, in everything that the document refers to from its root.
    Raises PdfTooLarge.
    """
    risks, seen, has_font = set[PdfRisk](), set[int](), False
    waiting: list[object] = [reader.trailer["/Root"]]
    visited = 0
    while waiting:
        visited += 1
        if visited > _MAX_VISITED or len(seen) > _MAX_OBJECTS:
            raise PdfTooLarge
        value = waiting.pop()
        number = getattr(value, "idnum", None)
        if number is not None:
            if number in seen:
                continue
            seen.add(number)
            value = _resolve(value)
        if isinstance(value, dict):
            names = [*value.keys(), *(item for item in value.values() if isinstance(item, str))]
            risks |= {_RISKS[name] for name in names if name in _RISKS}
            has_font = has_font or dict.get(value, "/Type") == "/Font"
            waiting += dict.values(value)
        elif isinstance(value, list):
            waiting += list.__iter__(value)
    return risks, has_font


def _resolve(value: object) -> object:
    get = getattr(value, "get_object", None)
    return get() if callable(get) else value
