"""Messages in the reader's language: counts, fallbacks and broken catalogues."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tilekit.core import message_catalogues
from tilekit.core.message_catalogues import has_translations, language_code
from tilekit.core.messages import Message, render, translate

_LINES = "{n} lines in {file}"
_TEXTS: dict[str | tuple[str, str], str | tuple[str, str]] = {
    "Add {name}": "Ajouter {name}",
    (_LINES, _LINES): ("{n} ligne dans {file}", "{n} lignes dans {file}"),
    "Sort {name}": "Trier {nom} {",
    "Drop {name}": "Retirer {}",
    "Move {name}": "Placer {name.place}",
}


def _compiled_catalogue() -> bytes:
    catalogue, file = Catalog(locale="fr", charset="utf-8"), BytesIO()
    for text, translation in _TEXTS.items():
        catalogue.add(text, translation)
    write_mo(file, catalogue)
    return file.getvalue()


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The compiled French catalogue of a test folder; there are no other languages."""
    file = tmp_path / "fr" / "LC_MESSAGES" / "tilekit.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(_compiled_catalogue())
    monkeypatch.setattr(message_catalogues, "LOCALE", tmp_path)
    message_catalogues.catalogue_of.cache_clear()
    yield file
    message_catalogues.catalogue_of.cache_clear()


@pytest.mark.parametrize("language", ["fr", "fr-CA", "fr_CA.UTF-8", "FR", "fr@euro"])
@pytest.mark.usefixtures("catalogue")
def test_every_spelling_of_a_language_finds_its_catalogue(language: str) -> None:
    assert render(Message("Add {name}", {"name": "x"}), language) == "Ajouter x"


@pytest.mark.parametrize("language", ["en", "de", "", "zz-ZZ", "../fr", "C.UTF-8", "\0", "日本語", "f" * 5000])
@pytest.mark.usefixtures("catalogue")
def test_unknown_language_is_english(language: str) -> None:
    assert render(Message("Add {name}", {"name": "x"}), language) == "Add x"


@pytest.mark.parametrize(
    "count, text", [(0, "0 ligne dans a"), (1, "1 ligne dans a"), (2, "2 lignes dans a"), ("1", "1 lignes dans a")]
)
@pytest.mark.usefixtures("catalogue")
def test_a_count_chooses_the_form(count: object, text: str) -> None:
    assert render(Message(_LINES, {"n": count, "file": "a"}), "fr") == text


@pytest.mark.usefixtures("catalogue")
def test_without_a_count_the_form_is_that_of_many() -> None:
    assert translate(_LINES, "fr") == "{n} lignes dans {file}"
    assert render(Message(_LINES, {"file": "a"}), "fr") == "{n} lignes dans a"


@pytest.mark.usefixtures("catalogue")
def test_a_message_among_the_values_is_translated_too() -> None:
    assert render(Message("Add {name}", {"name": Message("Add {name}", {"name": 1})}), "fr") == "Ajouter Ajouter 1"


@pytest.mark.parametrize("language, text", [("en", "Add A, B"), ("fr", "Add A, B"), ("ja", "Add A、B")])
def test_names_among_the_values_are_joined_as_the_language_does(language: str, text: str) -> None:
    message = Message("Add {name}", {"name": ("A", Message("B"))})

    assert render(message, language) == text
    assert Message.from_json(message.as_json()) == message


@pytest.mark.parametrize("word", ["Sort", "Drop", "Move"])
@pytest.mark.usefixtures("catalogue")
def test_a_translation_that_cannot_be_filled_gives_way_to_english(word: str) -> None:
    assert render(Message(f"{word} {{name}}", {"name": "x"}), "fr") == f"{word} x"


def test_an_identifier_that_cannot_be_filled_stays_as_it_is() -> None:
    assert render(Message("Add {name", {"name": "x"})) == "Add {name"


def _broken_catalogues() -> Iterator[tuple[str, bytes]]:
    whole = _compiled_catalogue()
    yield "empty", b""
    yield "other file", b"PK\x03\x04" + bytes(200)
    yield "other version", whole[:4] + b"\xff\xff\xff\xff" + whole[8:]
    yield "offsets beyond the end", whole[:12] + b"\xff\xff\xff\x7f" * 2 + whole[20:]
    yield "no UTF-8", whole.replace(b"Ajouter", b"\xff\xfe\xff\xfe\xff\xfe\xff")
    yield "unknown charset", whole.replace(b"charset=utf-8", b"charset=xxx-8")
    yield "hostile plural", whole.replace(b"plural=(n > 1)", b"plural=os.exit")
    yield "plural by zero", whole.replace(b"plural=(n > 1)", b"plural=(n % 0)")
    yield from ((f"cut at {length}", whole[:length]) for length in range(1, len(whole), 97))


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in _broken_catalogues()])
def test_a_broken_catalogue_leaves_english(catalogue: Path, content: bytes) -> None:
    catalogue.write_bytes(content)

    assert render(Message("Add {name}", {"name": "x"}), "fr") in ("Add x", "Ajouter x")
    assert render(Message(_LINES, {"n": 2, "file": "a"}), "fr") in ("2 lines in a", "2 lignes dans a")


def test_a_folder_in_place_of_a_catalogue_leaves_english(catalogue: Path) -> None:
    catalogue.unlink()
    catalogue.mkdir()

    assert render("Add {name}", "fr") == "Add {name}"


@pytest.mark.usefixtures("catalogue")
def test_spoken_is_what_has_a_catalogue() -> None:
    assert [code for code in ("en", "fr", "ja") if has_translations(language_code(code))] == ["en", "fr"]
