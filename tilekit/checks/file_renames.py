"""Detects files that a fix renames, so that they are shown as one change instead of two."""

from collections.abc import Mapping

from tilekit.checks.fixes import common_length

_MIN_RENAME_SIMILARITY = 0.5
"""The least similarity of a renamed file to its old content."""


def file_renames(removed: Mapping[str, bytes], added: Mapping[str, bytes]) -> dict[str, str]:
    """New path -> path of the removed file with the most similar text. Images and other binary files are ignored."""
    renames: dict[str, str] = {}
    for new, after in added.items():
        free = {old: before for old, before in removed.items() if old not in renames.values()}
        best = max(free, key=lambda old: similarity(free[old], after), default="")
        if best and similarity(free[best], after) >= _MIN_RENAME_SIMILARITY:
            renames[new] = best
    return renames


def similarity(one: bytes, other: bytes) -> float:
    """The share of the longer text that is the same in both texts at their start and end, from 0 to 1."""
    if b"\0" in one or b"\0" in other or not (one and other):
        return 0
    start = common_length(one, other)
    end = common_length(one[start:][::-1], other[start:][::-1])
    return (start + end) / max(len(one), len(other))
