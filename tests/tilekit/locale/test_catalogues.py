"""The catalogues hold every text, translated, with its values, in the typography of the language."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from portal.extraction import bring_up_to_date, catalogues, marked_in, template
from tests.tilekit.locale.catalogues import LANGUAGES, catalogue, entries
from tilekit.checks.catalogue import all_checks
from tilekit.checks.subjects import SUBJECTS
from tilekit.commands import COMMANDS
from tilekit.core.composite import Rows
from tilekit.core.messages import LOCALE, is_counted
from tilekit.core.section import Document
from tilekit.sections import SECTIONS, STEPS

_VALUE = re.compile(r"\{[A-Za-z0-9_]+\}|%\(\w+\)[srd]|%[sr](?![A-Za-z])")
# Terms of the glossary that have a space in them.
_SPACED = re.compile(
    r"(?<=Agent) (?=ベース)|(?<=API) (?=ベース)|(?<=OAuth) (?=クライアント)|(?<=SIEM) (?=検知)|(?<=[ート]) (?=ID|URL)"
)
# Texts that read the same in French: names, words of the domain, what a listing itself holds (it is English).
_NAMES = {
    "OpenMetrics", "DogStatsD", "JMX", "Marketplace", "Logo", "Documentation", "Dashboards", "Logs", "Traces",
    "Incidents", "Date", "Version", "Versions", "Scope", "Scopes", "Type", "JavaScript", "options", "Acme", "broker",
    "Python wheel", "{entry}: {said}", "{width} x {height}", "log_detection", "integration", "{amount} MB",
    "{amount} GB",
}  # fmt: skip


def _declared(document: type[Document]) -> Iterator[str]:
    for name, field in document.fields.items():
        yield from (field.label, field.help)
        if isinstance(field, Rows):
            yield from _declared(field.row)
        elif name not in ("categories", "supported_os"):
            yield from (option.label for option in getattr(field, "options", ()))


def _shown() -> set[str]:
    """What the registry and the declarations say."""
    texts = {text for check in all_checks() for text in (check.message, check.folded)}
    texts |= {text for section in SECTIONS for text in (section.heading, *_declared(section))}
    texts |= {notice.text for section in SECTIONS for notice in section.notices}
    texts |= {step.title for step in STEPS} | set(SUBJECTS.values()) | {summary for _, summary in COMMANDS.values()}
    return texts - {""}


def _examples(document: type[Document]) -> Iterator[str]:
    for field in document.fields.values():
        yield field.example
        if isinstance(field, Rows):
            yield from _examples(field.row)


def _values(text: str) -> set[str]:
    return set(_VALUE.findall(text))


def _ids(texts: Catalog) -> set[object]:
    return {message.id for message in texts if message.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_is_fresh(language: str) -> None:
    """`make messages` brings it up to date."""
    assert _ids(template()) ^ _ids(catalogue(language)) == set()


def test_template_is_fresh() -> None:
    with (LOCALE / "tilekit.pot").open("rb") as file:
        assert _ids(template()) ^ _ids(read_po(file)) == set()


def test_template_holds_what_registry_and_declarations_say() -> None:
    known = {message.id[0] if message.pluralizable else message.id for message in template()}

    assert _shown() - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    assert [entry.text for entry in entries(language) if not all(entry.translations)] == []


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_nothing_is_doubtful_or_left_over(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []
    assert list(catalogue(language).obsolete) == []


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_a_translation_has_the_values_of_its_text(language: str) -> None:
    found = {
        entry.text: translation
        for entry in entries(language)
        for translation in entry.translations
        if _values(translation) != _values(entry.text)
    }

    assert found == {}


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_edges_of_a_translation_are_those_of_its_text(language: str) -> None:
    found = [
        entry.text
        for entry in entries(language)
        for translation in entry.translations
        if (translation != translation.strip(" \n")) != (entry.text != entry.text.strip(" \n"))
    ]

    assert found == []


def test_english_has_forms_for_one_and_is_its_own_form_for_many() -> None:
    english = {entry.text: entry.translations for entry in entries("en")}

    assert set(english) == {entry.text for entry in entries("fr") if is_counted(entry.text)}
    assert [text for text, forms in english.items() if not forms[0] or forms[1] != text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_in_english(language: str) -> None:
    content = {example for section in SECTIONS for example in _examples(section)}
    same = {entry.text for entry in entries(language) if entry.text in entry.translations}

    assert same - content - _NAMES == set()


@pytest.mark.parametrize(
    "wrong",
    [
        r"(?<=\w)'(?=\w)",  # a straight apostrophe
        r" [;:?!»]",  # a space that may break the line before the sign
        r"« ",
        r"[^\s\u00a0«][;?!»](?![\w/=.*-])",  # no space at all
        r"[“”]",
    ],
)
def test_french_has_its_signs(wrong: str) -> None:
    found = [text for entry in entries("fr") if entry.text not in entry.translations for text in entry.translations]

    assert [text for text in found if re.search(wrong, text)] == []


def test_japanese_has_its_signs_and_stays_polite() -> None:
    texts = [text for entry in entries("ja") if entry.text not in entry.translations for text in entry.translations]

    assert [text for text in texts if re.search(r"[“”!?][。]|[、。][ 　]|[（）！？：；]", text)] == []
    assert [text for text in texts if re.search(r"(である|だ|しろ|せよ|なさい)。", text)] == []


def test_japanese_and_latin_stand_without_a_space_but_in_terms() -> None:
    texts = [_SPACED.sub("", text) for entry in entries("ja") for text in entry.translations]

    assert [text for text in texts if re.search(r"[ぁ-ヿ一-鿿] [A-Za-z{]|[A-Za-z}] [ぁ-ヿ一-鿿]", text)] == []


@pytest.mark.parametrize("language, stop", [("fr", "."), ("ja", "。")])
def test_a_sentence_stays_a_sentence_and_a_label_a_label(language: str, stop: str) -> None:
    ends = {".": stop, "?": "?"}
    found = [
        (entry.text, text)
        for entry in entries(language)
        for text in entry.translations
        if text != entry.text and text and (ends.get(entry.text[-1], "") or text[-1]) != text[-1]
    ]
    labels = [
        entry.text for entry in entries(language) if entry.text[-1] not in ".?" and entry.translations[0][-1:] == stop
    ]

    assert (found, labels) == ([], [])


def test_update_keeps_translations_and_drops_what_is_gone(tmp_path: Path) -> None:
    folder = copytree(LOCALE, tmp_path / "locale")
    file = folder / "fr" / "LC_MESSAGES" / "tilekit.po"
    file.write_text(file.read_text() + '\nmsgid "A text of yesterday"\nmsgstr "Un texte d\'hier"\n')

    bring_up_to_date(folder)

    with file.open("rb") as opened:
        found = read_po(opened, locale="fr")
    assert "A text of yesterday" not in _ids(found) | {message.id for message in found.obsolete.values()}
    assert found["Overview"].string == "Présentation"


def test_update_of_what_is_up_to_date_changes_nothing(tmp_path: Path) -> None:
    folder = copytree(LOCALE, tmp_path / "locale")
    bring_up_to_date(folder)
    before = {path: path.read_bytes() for path in catalogues(folder)}

    bring_up_to_date(folder)

    assert {path: path.read_bytes() for path in catalogues(folder)} == before


def test_a_new_language_begins_as_an_empty_file(tmp_path: Path) -> None:
    file = tmp_path / "de" / "LC_MESSAGES" / "tilekit.po"
    file.parent.mkdir(parents=True)
    file.touch()

    bring_up_to_date(tmp_path)

    with file.open("rb") as opened:
        assert len(read_po(opened, locale="de")) == len(template())


def test_texts_in_f_strings_and_in_parts_are_found() -> None:
    source = 'x = f"{said(N_(\'one\'))}"\ny = N_("two " "parts")\nz = other("three")\n'

    assert list(marked_in(source)) == ["one", "two parts"]
