"""Translations use the words that partners know from the platform's documentation."""

import re
from collections.abc import Iterator

import pytest

from tests.catalogues import LANGUAGES, Entry, entries, texts
from tests.tilekit.locale.terms import EXCEPTIONS, TERMS, Term
from tilekit.checks.registered_checks import all_checks
from tilekit.core.messages import Message

_NOT_OURS = re.compile(r'\{\w+\}|“[^”]*”|"[^"]*"|<[^>]*>|\w+\.\w+')

_ABOUT_CHECKS = [text for check in all_checks() for text in (check.name, check.expected, check.applies_to)]
_WITH_KEYS = {text.id if isinstance(text, Message) else text for text in _ABOUT_CHECKS}


def _find_terms(text: str) -> Iterator[tuple[Term, str]]:
    words = _NOT_OURS.sub("", text)
    for term in TERMS:
        for match in re.finditer(rf"\b(?:{term.english})\b", words, re.IGNORECASE):
            yield term, match[0].lower()


def _is_untranslated(word: str, entry: Entry) -> bool:
    """Whether the word is untranslated in a text about a check: a key, a tag or a heading."""
    return entry.text in _WITH_KEYS and all(word in text.lower() for text in entry.translations)


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_are_those_of_the_glossary(language: str) -> None:
    wrong = []
    translated = [entry for entry in entries(language) if entry.text not in entry.translations]
    for entry in translated:
        for term, word in _find_terms(entry.text):
            wanted = term.french if language == "fr" else term.japanese
            if (word, entry.text) in EXCEPTIONS or _is_untranslated(word, entry):
                continue
            if not all(re.search(wanted, text) for text in entry.translations):
                wrong.append((word, entry.text, entry.translations))

    assert wrong == []


def test_every_term_is_in_use() -> None:
    used = {term.english for text in texts("fr") for term, _ in _find_terms(text)}

    assert {term.english for term in TERMS} - used == set()


def test_every_exception_has_its_text() -> None:
    places = {(word, text) for text in texts("fr") for _, word in _find_terms(text)}

    assert set(EXCEPTIONS) - places == set()
