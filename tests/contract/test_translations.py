"""The portal's catalogues contain every text, translated, with its values, in the typography of the language.

tests/tilekit/locale tests those of tilekit.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from msgspec import Struct

from portal.message_catalogues.domains import PORTAL

LANGUAGES = ("fr", "ja")
# Values, elements, character references and code.
_VALUE = re.compile(r"\{\w*\}|%\(\w+\)[sdr]|%%|<[^>]+>|&(?!amp;)\w+;|`[^`]*`")
_CODE = re.compile(r"<code>.*?</code>|`[^`]*`|<[^>]+>|&\w+;|\{[^{}]*\}|%\(\w+\)[sdr]|https?:\S+")
# Terms of the glossary that have a space in them.
_SPACED = re.compile(
    r"(?<=Agent) (?=ベース)|(?<=API) (?=ベース)|(?<=OAuth) (?=クライアント)|(?<=SIEM) (?=検知)|(?<=[ート]) (?=ID|URL)"
    r"|(?<=Integrations) (?=ページ)"
)


class Entry(Struct, frozen=True, kw_only=True):
    """A text (its plural form) and its translations: one, or one for each plural form."""

    text: str
    translations: tuple[str, ...]


@cache
def messages(language: str) -> tuple[Message, ...]:
    file = next(file for file in PORTAL.catalogues() if file.parent.parent.name == language)
    with file.open("rb") as opened:
        return tuple(message for message in read_po(opened, locale=language) if message.id)


def entries(language: str) -> Iterator[Entry]:
    for message in messages(language):
        if message.pluralizable:
            yield Entry(text=message.id[-1], translations=tuple(message.string))
        else:
            yield Entry(text=str(message.id), translations=(str(message.string),))


def plain(language: str) -> Iterator[str]:
    """Translations with a digit in place of code and values, except those equal to their text, which are names."""
    for entry in entries(language):
        yield from (_CODE.sub("0", text) for text in entry.translations if text != entry.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_read(language: str) -> None:
    assert [entry.text for entry in entries(language) if not all(entry.translations)] == []
    assert [message.id for message in messages(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_values_of_its_text(language: str) -> None:
    found = {
        entry.text: entry.translations[-1]
        for entry in entries(language)
        if set(_VALUE.findall(entry.translations[-1])) != set(_VALUE.findall(entry.text))
    }

    assert found == {}


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
def test_french_has_its_signs(wrong: str) -> None:
    assert [text for text in plain("fr") if re.search(wrong, text)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        r"[“”!?][。]|[、。][ 　]|[（）！？：；]",
        r"(である|だ|しろ|せよ|なさい)。",  # not polite
        r"[ぁ-ヿ一-鿿] [A-Za-z]|[A-Za-z] [ぁ-ヿ一-鿿]",
        r"\.\.\.",
    ],
)
def test_japanese_has_its_signs_and_stays_polite(wrong: str) -> None:
    texts = [_SPACED.sub("", text) for text in plain("ja")]

    assert [text for text in texts if re.search(wrong, text)] == []


@pytest.mark.parametrize("language, stop", [("fr", "."), ("ja", "。")])
def test_a_sentence_stays_a_sentence(language: str, stop: str) -> None:
    found = [
        (entry.text, entry.translations)
        for entry in entries(language)
        if entry.text.endswith(".") and not all(text.endswith(stop) for text in entry.translations)
    ]

    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_in_the_language(language: str) -> None:
    same = [entry.text for entry in entries(language) if entry.text in entry.translations]

    assert [text for text in same if len(_CODE.sub("", text).split()) > 3] == []
