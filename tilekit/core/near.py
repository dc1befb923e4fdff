"""“Did you mean”: the one search for the word that was probably meant."""

from collections.abc import Iterable
from heapq import nlargest

MAX_LENGTH = 200
_LIKELY = 8


def nearest(word: str, words: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The word that looks most like this one; "" where none is near.

    cutoff is from 0 (anything) to 1 (the same). Words of more than 200 characters are like no other. Only the few
    that share most pairs of letters are compared sign by sign, so that a thousand words cost little.
    """
    from difflib import get_close_matches  # noqa: PLC0415 slow import

    if len(word) > MAX_LENGTH:
        return ""
    pairs = _pairs(word)
    known = (other for other in words if len(other) <= MAX_LENGTH)
    likely = nlargest(_LIKELY, known, key=lambda other: _likeness(pairs, other))
    found = get_close_matches(word, likely, n=1, cutoff=cutoff)
    return found[0] if found else ""


def _likeness(pairs: frozenset[str], other: str) -> float:
    """How many of the pairs stand in the other word; sought in its text, because sets of its pairs cost far more."""
    framed = f"^{other}$"
    return sum(map(framed.__contains__, pairs)) / (len(pairs) + len(framed) - 1)


def _pairs(word: str) -> frozenset[str]:
    """Every two signs that stand together, the ends counted."""
    framed = f"^{word}$"
    return frozenset(map(str.__add__, framed, framed[1:]))
