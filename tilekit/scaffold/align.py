"""Finds out which items of an old list are still in a new one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

_MOST_PAIRS = 1_000_000


class AlignedRun(NamedTuple):
    """old[i1:i2] became new[j1:j2]; kept is True if both are equal."""

    kept: bool
    i1: int
    i2: int
    j1: int
    j2: int


def runs(old: Sequence[object], new: Sequence[object]) -> Iterator[AlignedRun]:
    """The runs in order, covering both lists. Items are compared as they are and must be hashable.

    Equal items at both ends are skipped first. If very many are left, they are not compared, because the time grows
    with the square.
    """
    shorter = min(len(old), len(new))
    head = next((index for index in range(shorter) if old[index] != new[index]), shorter)
    tail = next((n for n in range(shorter - head) if old[len(old) - 1 - n] != new[len(new) - 1 - n]), shorter - head)
    if head:
        yield AlignedRun(True, 0, head, 0, head)
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail], head)
    if tail:
        yield AlignedRun(True, len(old) - tail, len(old), len(new) - tail, len(new))


def _middle(old: Sequence[object], new: Sequence[object], offset: int) -> Iterator[AlignedRun]:
    if not old and not new:
        return
    if len(old) * len(new) > _MOST_PAIRS:
        yield AlignedRun(False, offset, offset + len(old), offset, offset + len(new))
        return
    from difflib import SequenceMatcher  # noqa: PLC0415 slow import

    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield AlignedRun(kind == "equal", offset + i1, offset + i2, offset + j1, offset + j2)
