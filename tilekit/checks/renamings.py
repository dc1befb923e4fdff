"""Files that a fix gives another name: one change, and not two."""

from collections.abc import Mapping

from tilekit.checks.fixes import common

_ALIKE = 0.5
"""This part of the longer text, at both ends together, is the same in the shorter one."""


def renamings(removed: Mapping[str, bytes], made: Mapping[str, bytes]) -> dict[str, str]:
    """New path -> the path under which most of its text stood before; pictures and the like are left alone."""
    found: dict[str, str] = {}
    for new, after in made.items():
        free = {old: before for old, before in removed.items() if old not in found.values()}
        best = max(free, key=lambda old: likeness(free[old], after), default="")
        if best and likeness(free[best], after) >= _ALIKE:
            found[new] = best
    return found


def likeness(one: bytes, other: bytes) -> float:
    """How much of two texts is the same at both ends, from 0 to 1."""
    if b"\0" in one or b"\0" in other or not (one and other):
        return 0
    start = common(one, other)
    end = common(one[start:][::-1], other[start:][::-1])
    return (start + end) / max(len(one), len(other))
