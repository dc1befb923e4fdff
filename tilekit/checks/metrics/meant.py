"""Which listed metric a name that is not listed was meant to be."""

import re
from collections.abc import Iterable

from tilekit.checks.metrics.forms import common_prefix
from tilekit.core.near import nearest

_SURE = 0.75
_WORD, _NUMBER = re.compile(r"[._]"), re.compile(r"\d+")


def like(name: str, names: Iterable[str]) -> str:
    """The metric to ask about, "" if none is near. All of a listing begin alike, so only what follows can tell."""
    near = nearest(name, names)
    at = len(common_prefix([name, near]))
    return near if nearest(name[at:], [near[at:]]) else ""


def is_meant(name: str, near: str) -> bool:
    """Whether two names are surely the same one: other signs between the words, or one word misspelled.

    Words that differ in a number (p95, p99) are different, and so are words of other letters (read, used).
    """
    words, others = _WORD.split(name), _WORD.split(near)
    if "".join(words).casefold() == "".join(others).casefold():
        return True
    odd = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    return len(words) == len(others) and len(odd) == 1 and _is_misspelled(*odd[0])


def _is_misspelled(word: str, other: str) -> bool:
    from difflib import SequenceMatcher  # noqa: PLC0415 slow import

    same_numbers = _NUMBER.findall(word) == _NUMBER.findall(other)
    return same_numbers and SequenceMatcher(None, word, other).ratio() >= _SURE
