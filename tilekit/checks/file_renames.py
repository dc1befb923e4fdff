"""Files that a fix renames: shown as one change instead of two."""

from collections.abc import Mapping

from tilekit.checks.fixes import common_length

_ALIKE = 0.5
"""This part of the longer text, at both ends together, is the same in the shorter one."""


def file_renames(removed: Mapping[str, bytes], made: Mapping[str, bytes]) -> dict[str, str]:
    """New path -> the old path with mostly the same text. Images and other binary files are ignored."""
    found: dict[str, str] = {}
    for new, after in made.items():
        free = {old: before for old, before in removed.items() if old not in found.values()}
        best = max(free, key=lambda old: similarity(free[old], after), default="")
        if best and similarity(free[best], after) >= _ALIKE:
            found[new] = best
    return found


def similarity(one: bytes, other: bytes) -> float:
    """How much of two texts is equal at both ends, from 0 to 1."""
    if b"\0" in one or b"\0" in other or not (one and other):
        return 0
    start = common_length(one, other)
    end = common_length(one[start:][::-1], other[start:][::-1])
    return (start + end) / max(len(one), len(other))
