"""Which listed metric a name that is not listed was meant to be."""

import re
from collections.abc import Iterable

from tilekit.checks.metrics.forms import common_prefix
from tilekit.core.near import nearest

_SURE, _MOST_WRONG = 0.75, 2
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
    """Whether two signs at most are wrong, and none of them makes another word (active, inactive; open, opened)."""
    from difflib import SequenceMatcher  # noqa: PLC0415 slow import

    shorter, longer = sorted((word, other), key=len)
    makes_another = longer.endswith(shorter) or (longer.startswith(shorter) and len(longer) > len(shorter) + 1)
    if makes_another or _NUMBER.findall(word) != _NUMBER.findall(other):
        return False
    matcher = SequenceMatcher(None, word, other)
    wrong = sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal")
    return wrong <= _MOST_WRONG and matcher.ratio() >= _SURE
