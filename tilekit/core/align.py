"""Finds out which items of an old list are still in a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from difflib import SequenceMatcher

T = TypeVar("T", bound=Hashable)
# More steps take longer than half a second.
_MOST_STEPS = 3_000_000


class AlignedRun(NamedTuple):
    """old[i1:i2] became new[j1:j2]; is_equal means that both contain the same items."""

    is_equal: bool
    i1: int
    i2: int
    j1: int
    j2: int


def runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[AlignedRun]:
    """The runs in order, covering both lists. Items are compared as they are and must be hashable.

    Equal items at both ends are skipped first. The rest is not compared if that takes too long.
    """
    shorter = min(len(old), len(new))
    head = next((index for index in range(shorter) if old[index] != new[index]), shorter)
    tail = next((n for n in range(shorter - head) if old[len(old) - 1 - n] != new[len(new) - 1 - n]), shorter - head)
    if head:
        yield AlignedRun(True, 0, head, 0, head)
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail], head)
    if tail:
        yield AlignedRun(True, len(old) - tail, len(old), len(new) - tail, len(new))


def _middle(old: Sequence[Hashable], new: Sequence[Hashable], offset: int) -> Iterator[AlignedRun]:
    if not old and not new:
        return
    matcher = _quick_matcher(old, new)
    if matcher is None:
        yield AlignedRun(False, offset, offset + len(old), offset, offset + len(new))
        return
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        yield AlignedRun(kind == "equal", offset + i1, offset + i2, offset + j1, offset + j2)


def _quick_matcher(old: Sequence[T], new: Sequence[T]) -> SequenceMatcher[T] | None:
    """A matcher of all items or, if that takes too long, without frequent ones; None if both take too long."""
    from difflib import SequenceMatcher  # slow import

    breaks = (Counter(pairwise(old)) - Counter(pairwise(new))).total()
    for ignores_frequent in (False, True):
        matcher = SequenceMatcher(None, old, new, autojunk=ignores_frequent)
        # For each run of equal items, difflib looks at all items and at each pair of equal ones.
        places = matcher.b2j  # type: ignore[attr-defined]  # documented, but the stubs leave it out
        pairs = sum(len(places.get(item, ())) for item in old)
        if (len(old) + pairs) * (min(breaks, pairs) + 1) <= _MOST_STEPS:
            return matcher
    return None
