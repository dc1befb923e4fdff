"""No text contains a phrase of the list in docs/language.md."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from portal.message_catalogues.domains import DOMAINS
from tests.contract.tree import ROOT, tracked

GUIDE = "docs/language.md"
_FINE = r"(?<!there )(?<!There )"
_NEGATIONS = ("is no", "are no", "was no")


def phrases() -> list[str]:
    """The phrases that the guide lists."""
    return (ROOT / GUIDE).read_text().split("```")[1].split("\n")[1:-1]


def found_in(text: str) -> list[str]:
    return [phrase for phrase in phrases() if _pattern(phrase).search(text)]


def _pattern(phrase: str) -> re.Pattern[str]:
    if phrase in _NEGATIONS:  # "There is no file" and "is no longer" are good English
        return re.compile(rf"{_FINE}\b{phrase}\b(?! longer| more than)", re.IGNORECASE)
    return re.compile(rf"\b{re.escape(phrase)}\b", re.IGNORECASE)


def _texts() -> Iterator[tuple[str, str]]:
    for domain in DOMAINS:
        with domain.template.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    forms = message.id if message.pluralizable else (message.id,)
                    yield from ((message.locations[0][0], form) for form in forms)
    for path in tracked(".md"):
        is_ours = path.parts[0] not in ("tests", "portal") and path.as_posix() != GUIDE
        if is_ours:
            yield from ((path.as_posix(), line) for line in (ROOT / path).read_text().splitlines())


def test_texts_avoid_the_phrases_of_the_guide() -> None:
    phrases = {(place, text): found_in(text) for place, text in _texts()}

    assert {key: hits for key, hits in phrases.items() if hits} == {}, f"reword these texts as {GUIDE} describes"


@pytest.mark.parametrize(
    "text, hits",
    [
        ("The value is no number.", ["is no"]),
        ("Look into the spam folder.", ["look into"]),
        ("Write it anew by itself.", ["anew", "by itself"]),
        ("There is no check of this name.", []),
        ("The file is no longer stored.", []),
        ("Checks of this listing are not finished.", []),
    ],
)
def test_phrases_are_found(text: str, hits: list[str]) -> None:
    assert found_in(text) == hits
