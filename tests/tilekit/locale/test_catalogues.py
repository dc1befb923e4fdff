"""The catalogues contain every text, translated, with its values, in the typography of the language."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog

from portal.message_catalogues.domains import TILEKIT
from tests.tilekit.locale.catalogues import LANGUAGES, catalogue, entries
from tilekit.checks.catalogue import all_checks
from tilekit.checks.subjects import SUBJECTS
from tilekit.commands import COMMANDS
from tilekit.core.composite import Rows
from tilekit.core.messages import is_counted
from tilekit.core.section import Document
from tilekit.sections import SECTIONS, STEPS

_VALUE = re.compile(r"\{[A-Za-z0-9_]+\}|%\(\w+\)[srd]|%[sr](?![A-Za-z])")
# Terms of the glossary that have a space in them.
_SPACED = re.compile(
    r"(?<=Agent) (?=ベース)|(?<=API) (?=ベース)|(?<=OAuth) (?=クライアント)|(?<=SIEM) (?=検知)|(?<=[ート]) (?=ID|URL)"
)
# Texts that are the same in French: names, technical terms, and values of listings (which are in English).
_NAMES = {
    "OpenMetrics", "DogStatsD", "JMX", "Marketplace", "Logo", "Documentation", "Dashboards", "Logs", "Traces",
    "Incidents", "Date", "Version", "Versions", "Scope", "Scopes", "Type", "JavaScript", "options", "Acme", "broker",
    "Python wheel", "URL", "E-mail", "{entry}: {said}", "{width} x {height}", "log_detection", "integration",
    "{amount} MB", "{amount} GB",
}  # fmt: skip


def _declared(document: type[Document]) -> Iterator[str]:
    for name, field in document.fields.items():
        yield from (field.label, field.help)
        if isinstance(field, Rows):
            yield from _declared(field.row)
        elif name not in ("categories", "supported_os"):
            yield from (option.label for option in getattr(field, "options", ()))


def _shown() -> set[str]:
    """The texts of the registry and the declarations."""
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


def test_template_holds_what_registry_and_declarations_say() -> None:
    known = {message.id[0] if message.pluralizable else message.id for message in TILEKIT.catalogue()}

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
    files = {check.applies_to for check in all_checks()}
    same = {entry.text for entry in entries(language) if entry.text in entry.translations}

    assert same - content - files - _NAMES == set()


@pytest.mark.parametrize(
    "wrong",
    [
        r"(?<=\w)'(?=\w)",  # a straight apostrophe
        r" [;:?!»]",  # a space before punctuation at which the line may break
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
