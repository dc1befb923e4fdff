"""Which items of an older list go on in a newer one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

_MOST_PAIRS = 1_000_000


class Run(NamedTuple):
    """old[i1:i2] became new[j1:j2]; kept says that both are the same."""

    kept: bool
    i1: int
    i2: int
    j1: int
    j2: int


def runs(old: Sequence[object], new: Sequence[object]) -> Iterator[Run]:
    """The runs in order, covering both lists. Items are compared as they are and must be hashable.

    What is equal at both ends is set aside first; where very much is left, it is not compared further, because the
    time for that grows with the square.
    """
    shorter = min(len(old), len(new))
    head = next((index for index in range(shorter) if old[index] != new[index]), shorter)
    tail = next((n for n in range(shorter - head) if old[len(old) - 1 - n] != new[len(new) - 1 - n]), shorter - head)
    if head:
        yield Run(True, 0, head, 0, head)
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail], head)
    if tail:
        yield Run(True, len(old) - tail, len(old), len(new) - tail, len(new))


def _middle(old: Sequence[object], new: Sequence[object], offset: int) -> Iterator[Run]:
    if not old and not new:
        return
    if len(old) * len(new) > _MOST_PAIRS:
        yield Run(False, offset, offset + len(old), offset, offset + len(new))
        return
    from difflib import SequenceMatcher  # noqa: PLC0415 slow import

    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield Run(kind == "equal", offset + i1, offset + i2, offset + j1, offset + j2)
