"""Translations in both catalogues have the values of their texts and the typography of the language. A translation may
be missing: `make translations` lists such texts.

tests/tilekit/locale has the tests for the catalogue of tilekit only.
"""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import replace

from portal.message_catalogues.domains import DOMAINS, PORTAL, TILEKIT, Domain
from portal.message_catalogues.marked import MarkedText
from portal.message_catalogues.updates import update_catalogues
from tests.catalogues import LANGUAGES, catalogue, entries

# Values, elements, character references and code.
_VALUE = re.compile(r"\{[A-Za-z0-9_]*\}|%\(\w+\)[sdr]|%[sr](?![A-Za-z])|%%|<[^>]+>|&(?!amp;)\w+;|`[^`]*`")
_CODE = re.compile(r"<code>.*?</code>|`[^`]*`|<[^>]+>|&\w+;|\{[^{}]*\}|%\(\w+\)[sdr]|https?:\S+")
# Terms of the glossary that contain a space.
_SPACED = re.compile(
    r"(?<=Agent) (?=ベース)|(?<=API) (?=ベース)|(?<=OAuth) (?=クライアント)|(?<=SIEM) (?=検知)|(?<=[ァ-ヿ]) (?=ID|URL)"
    r"|(?<=Integrations) (?=ページ)"
)


def _name(value: str | Domain) -> str:
    return value if isinstance(value, str) else value.name


by_domain = pytest.mark.parametrize("domain", DOMAINS, ids=_name)
by_language = pytest.mark.parametrize("language", LANGUAGES)


def plain(language: str, domain: Domain) -> Iterator[str]:
    """Translations with a digit in place of code and values, except those equal to the English, which are names."""
    for entry in entries(language, domain):
        yield from (_CODE.sub("0", text) for text in entry.translations if text != entry.text)


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
@by_domain
def test_nothing_is_left_over(language: str, domain: Domain) -> None:
    assert list(catalogue(language, domain).obsolete) == []


# The portal's English replaces texts of Django, also with texts that show fewer values.
@pytest.mark.parametrize("language, domain", [("en", TILEKIT), *product(LANGUAGES, DOMAINS)], ids=_name)
def test_a_translation_has_the_values_of_its_text(language: str, domain: Domain) -> None:
    untranslated = {
        entry.text: translation
        for entry in entries(language, domain)
        for translation in entry.translations
        if set(_VALUE.findall(translation)) != set(_VALUE.findall(entry.text))
    }

    assert untranslated == {}


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
@by_domain
def test_edges_of_a_translation_are_those_of_its_text(language: str, domain: Domain) -> None:
    faults = [
        entry.text
        for entry in entries(language, domain)
        for translation in entry.translations
        if (translation != translation.strip(" \n")) != (entry.text != entry.text.strip(" \n"))
    ]

    assert faults == []


@by_domain
@pytest.mark.parametrize(
    "wrong",
    [
        r"(?<=\w)'(?=\w)",  # a straight apostrophe
        r" [;:?!»]",  # a space before punctuation at which the line may break
        r"« ",
        r"[^\s\u00a0«][;?!»](?![\w/=.*-])",  # no space at all
        r"[“”]",
        r"\.\.\.",
    ],
)
def test_french_has_its_signs(wrong: str, domain: Domain) -> None:
    assert [text for text in plain("fr", domain) if re.search(wrong, text)] == []


@by_domain
@pytest.mark.parametrize(
    "wrong",
    [
        r"[“”!?][。]|[、。][ 　]|[（）！？：；]",
        r"(である|だ|しろ|せよ|なさい)。",  # not polite
        r"[ぁ-ヿ一-鿿] [A-Za-z]|[A-Za-z] [ぁ-ヿ一-鿿]",
        r"\.\.\.",
    ],
)
def test_japanese_has_its_signs_and_stays_polite(wrong: str, domain: Domain) -> None:
    texts = [_SPACED.sub("", text) for text in plain("ja", domain)]

    assert [text for text in texts if re.search(wrong, text)] == []


@pytest.mark.parametrize("language, stop", [("fr", "."), ("ja", "。")])
@by_domain
def test_a_sentence_stays_a_sentence_and_a_label_a_label(language: str, stop: str, domain: Domain) -> None:
    faults = [
        (entry.text, text)
        for entry in entries(language, domain)
        for text in entry.translations
        if entry.text.endswith(".") and not text.endswith((stop, entry.text)) and entry.context != "abbrev. month"
    ]
    labels = [
        entry.text
        for entry in entries(language, domain)
        if entry.text[-1] not in ".?" and entry.translations[0][-1:] == stop
    ]

    assert (faults, labels) == ([], [])


def test_a_missing_translation_fails_no_test(tmp_path: Path) -> None:
    """All tests above skip a text without translation, so somebody who speaks one language can add a text."""
    (tmp_path / "fr" / "LC_MESSAGES").mkdir(parents=True)
    domain = replace(TILEKIT, folder=tmp_path, texts=lambda: iter([MarkedText("a.py", ("Say {value}.",))]))
    (tmp_path / "fr" / "LC_MESSAGES" / "tilekit.po").touch()
    update_catalogues(domain)

    test_nothing_is_left_over("fr", domain)
    test_a_translation_has_the_values_of_its_text("fr", domain)
    test_edges_of_a_translation_are_those_of_its_text("fr", domain)
    test_a_sentence_stays_a_sentence_and_a_label_a_label("fr", ".", domain)


@by_language
def test_sentences_of_the_portal_are_in_the_language(language: str) -> None:
    same = [entry.text for entry in entries(language, PORTAL) if entry.text in entry.translations]

    assert [text for text in same if len(_CODE.sub("", text).split()) > 3] == []
