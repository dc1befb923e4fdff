"""Decides whether a change of a text only corrects its spelling."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

# Limits of a correction: how many places of the text change, and by how many characters each.
MAX_PLACES, MAX_TYPO_CHARACTERS = 5, 2
_MAX_COMPARED_WORDS, _MAX_PLACE_LENGTH = 400, 200
_CODE_AND_LINKS = re.compile(
    r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|``.*?``|`[^`]*`|\]\([^)\[\]]*\)|\]\[[^\]]*\]|<[^<>]*>|^ {0,3}\[[^\]\n]+\]:.*$",
    re.DOTALL | re.MULTILINE,
)
# Digits, currency signs, and what addresses, paths and identifiers contain.
_PROTECTED_SIGN = re.compile(r"[\d@_/\\=|{}%$€£¥]|\w\.\w")
_NEGATION = re.compile(r"\b(?:no|not|now|nor|never|none|nothing|without|cannot)\b|\b\w+n['’]t\b", re.IGNORECASE)
_TYPOGRAPHIC = frozenset("‘’“”–—…\u00a0\u202f")


def keeps_protected(old: str, new: str) -> bool:
    """Whether links, addresses, code, numbers and prices of a text stay the same, in their order."""
    return _protected(old) == _protected(new)


def is_spelling(old: str, new: str) -> bool:
    """Whether at most MAX_PLACES places differ, each by at most MAX_TYPO_CHARACTERS characters.

    What `keeps_protected` compares and negations must stay the same. New characters must be Latin letters or
    punctuation, because letters of other scripts can look like them. A word more or less is not a correction.
    """
    if not keeps_protected(old, new) or _negations(old) != _negations(new):
        return False
    words = _differing(old.split(), new.split())
    if not all(map(_is_plain, set(new) - set(old))) or max(map(len, words)) > _MAX_COMPARED_WORDS:
        return False
    places = list(_changed_places(*words))
    return len(places) <= MAX_PLACES and all(_is_near(*place) for place in places)


def _protected(text: str) -> list[str]:
    words = _CODE_AND_LINKS.sub(" ", text).split()
    return [*_CODE_AND_LINKS.findall(text), *(word for word in words if _PROTECTED_SIGN.search(word))]


def _negations(text: str) -> Counter[str]:
    return Counter(word.lower() for word in _NEGATION.findall(text))


def _is_plain(character: str) -> bool:
    is_latin = unicodedata.name(character, "").startswith("LATIN ")
    return character.isascii() or is_latin or character in _TYPOGRAPHIC


def _differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """The words between the first and the last difference."""
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    end = next((at for at in range(shorter - start) if old[-1 - at] != new[-1 - at]), shorter - start)
    return old[start : len(old) - end], new[start : len(new) - end]


def _changed_places(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """The runs of words that differ, joined."""
    for name, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name != "equal":
            yield " ".join(old[start:end]), " ".join(new[new_start:new_end])


def _is_near(old: str, new: str) -> bool:
    """Whether the distance is small, also in proportion. Adjacent characters that are swapped count as two."""
    return bool(old and new) and _distance(old, new) <= min(MAX_TYPO_CHARACTERS, max(len(old), len(new)) // 3 + 1)


def _distance(old: str, new: str) -> int:
    """The Levenshtein distance; MAX_TYPO_CHARACTERS + 1 for long texts and for texts of very different lengths."""
    if abs(len(old) - len(new)) > MAX_TYPO_CHARACTERS or len(old) > _MAX_PLACE_LENGTH:
        return MAX_TYPO_CHARACTERS + 1
    row = list(range(len(new) + 1))
    for number, character in enumerate(old, start=1):
        above, row[0] = row[0], number
        for position, other in enumerate(new, start=1):
            cost = min(above + (character != other), row[position] + 1, row[position - 1] + 1)
            above, row[position] = row[position], cost
    return row[-1]
