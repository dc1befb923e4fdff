"""“Did you mean”: the one search for the word that was probably meant."""

from collections.abc import Callable, Collection, Iterable
from heapq import nlargest
from itertools import islice

MAX_LENGTH, MAX_WORDS = 200, 1_000
_LIKELY, _SLIP_FROM = 4, 6


def nearest(word: str, words: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The word that looks most like this one; "" where none is near.

    cutoff is from 0 (anything) to 1 (the same). Words of more than 200 characters are like no other, and nothing is
    sought among more than a thousand words. Only the few that share most pairs of letters are compared sign by sign,
    so that a thousand words cost little.
    """
    from difflib import get_close_matches  # noqa: PLC0415 slow import

    if len(word) > MAX_LENGTH:
        return ""
    among = list(islice(words, MAX_WORDS + 1))
    if len(among) > MAX_WORDS:
        return ""
    known = [other for other in among if len(other) <= MAX_LENGTH]
    likely = nlargest(_LIKELY, known, key=_likeness(word, known))
    found = get_close_matches(word, likely, n=1, cutoff=cutoff)
    return found[0] if found else ""


def is_slip(word: str, other: str) -> bool:
    """Whether one key was slipped inside a longer word: a sign wrong, missing, too many, or two in the wrong order.

    A word that begins or ends otherwise is another word (router, route; score, core).
    """
    if abs(len(word) - len(other)) > 1 or max(len(word), len(other)) < _SLIP_FROM:
        return False
    start = len(common_beginning((word, other)))
    end = len(common_beginning((word[start:][::-1], other[start:][::-1])))
    odd, even = word[start : len(word) - end], other[start : len(other) - end]
    return bool(start and end) and (max(len(odd), len(even)) == 1 or (len(odd) == len(even) == 2 and odd == even[::-1]))


def common_beginning(words: Collection[str]) -> str:
    """What all the words begin with; "" for no words."""
    first, last = min(words, default=""), max(words, default="")
    ends = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(ends, len(first))]


def _likeness(word: str, others: list[str]) -> Callable[[str], float]:
    """Tells how many pairs two words share; sought in the text of the other, because sets of its pairs cost far more.

    What all the others begin with is not sought in each: names of metrics have a long prefix.
    """
    pairs = _pairs(f"^{word}$")
    common = pairs & _pairs(f"^{common_beginning(others)}")
    sought, n_common, n_pairs = pairs - common, len(common), len(pairs)

    def likeness(other: str) -> float:
        return (n_common + sum(map(f"^{other}$".__contains__, sought))) / (n_pairs + len(other) + 1)

    return likeness


def _pairs(framed: str) -> frozenset[str]:
    """Every two signs that stand together."""
    return frozenset(map(str.__add__, framed, framed[1:]))
