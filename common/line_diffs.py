"""Compares two files line by line, in time that grows with their length and not with its square."""

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import Match, SequenceMatcher

from msgspec import Struct

from common.diffs import Part

Lines = Sequence[str]
Pair = tuple[int, int]
MOST_SHOWN_LINES = 400
_CONTEXT = 3
# If the shortest edit script between two ranges has more steps, large ranges are reported as replaced: comparing every
# pair of lines would take seconds.
_MOST_PAIRS = 250_000
_MOST_STEPS = 500
_LONG_LINE = 1_000
_END = re.compile(r"\r\n|\r|\n")


class FileDiff(Struct, frozen=True, kw_only=True):
    """Changed lines with three around them. left_out is the number of changed lines that are not shown.

    other_ends: line endings differ, or the one of the last line. other_encoding: the encoding or the byte order mark
    differs. Neither is visible in the lines.
    """

    parts: Sequence[Part] = ()
    left_out: int = 0
    is_too_large: bool = False
    other_ends: bool = False
    other_encoding: bool = False


def file_changes(old: str, new: str) -> FileDiff:
    """The difference of two text files; JSON on few long lines is formatted first."""
    other_ends = bool(old and new) and _ends(old) != _ends(new)
    if other_ends:
        old, new = (_with_usual_ends(text) for text in (old, new))
    before, after = (_laid_out(text).splitlines(keepends=True) for text in (old, new))
    parts = list(_parts(before, after))
    shown, room = [], MOST_SHOWN_LINES
    for kind, text in parts:
        lines = text.splitlines(keepends=True)
        if kind in {"ins", "del"}:
            lines, room = lines[:room], room - len(lines[:room])
        shown.append((kind, "".join(lines)))
        if not room:
            break
    left_out = _changed(parts) - _changed(shown)
    return FileDiff(parts=[*shown, ("gap", "")] if left_out else shown, left_out=left_out, other_ends=other_ends)


def _ends(text: str) -> tuple[set[str], bool]:
    """The kinds of line endings, and whether the last line has one."""
    return set(_END.findall(text)), text.endswith(("\r", "\n"))


def _with_usual_ends(text: str) -> str:
    return _END.sub("\n", text) + ("" if text.endswith(("\r", "\n")) else "\n")


def _parts(before: Lines, after: Lines) -> Iterator[Part]:
    end = 0
    for group in _Anchored(before, after).get_grouped_opcodes(_CONTEXT):
        if group[0][1] > end:
            yield ("gap", "")
        for tag, i1, i2, j1, j2 in group:
            old, new = before[i1:i2], after[j1:j2]
            yield from [("same", "".join(old))] if tag == "equal" else _replaced(old, new)
        end = group[-1][2]
    if 0 < end < len(before):
        yield ("gap", "")


def _replaced(old: Lines, new: Lines) -> Iterator[Part]:
    """Each old line with its new line; if their numbers differ, all old lines before all new lines."""
    pairs = zip(old, new, strict=True) if len(old) == len(new) else [("".join(old), "".join(new))]
    for one, other in pairs:
        yield from (part for part in (("del", one), ("ins", other)) if part[1])


def _changed(parts: Sequence[Part]) -> int:
    return sum(len(text.splitlines()) for kind, text in parts if kind in {"ins", "del"})


def _laid_out(text: str) -> str:
    """JSON on few long lines, formatted with one line for each value. Other texts are unchanged."""
    if not text.startswith(("{", "[")) or max(map(len, text.splitlines()), default=0) < _LONG_LINE:
        return text
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
    except (ValueError, RecursionError):
        return text


class _Anchored(SequenceMatcher[str]):
    """Matches the lines that occur once on each side, and compares the ranges between them."""

    def __init__(self, before: Lines, after: Lines) -> None:
        super().__init__(None, "", "")
        self._pairs = _runs(_matching(before, after))
        self._end = Match(len(before), len(after), 0)

    def get_matching_blocks(self) -> list[Match]:
        return [*self._pairs, self._end]


def _matching(before: Lines, after: Lines) -> Iterator[Pair]:
    """Indexes of equal lines, ascending on both sides."""
    least = min(len(before), len(after))
    first = next((i for i in range(least) if before[i] != after[i]), least)
    last = next((i for i in range(least - first) if before[-1 - i] != after[-1 - i]), least - first)
    yield from ((i, i) for i in range(first))
    end = (len(before) - last, len(after) - last)
    here = (first, first)
    for anchor in [*_anchors(before[first : end[0]], after[first : end[1]]), (end[0] - first, end[1] - first)]:
        i, j = anchor[0] + first, anchor[1] + first
        found = _between(before[here[0] : i], after[here[1] : j])
        yield from ((here[0] + old, here[1] + new) for old, new in found)
        if (i, j) != end:
            yield (i, j)
        here = (i + 1, j + 1)
    yield from ((end[0] + i, end[1] + i) for i in range(last))


def _between(old: Lines, new: Lines) -> list[Pair]:
    """Equal lines of a range; none of a long range with many differences."""
    found = _shortest(old, new)
    if found is not None or len(old) * len(new) > _MOST_PAIRS:
        return found or []
    blocks = SequenceMatcher(None, old, new).get_matching_blocks()
    return [(i + k, j + k) for i, j, size in blocks for k in range(size)]


def _shortest(old: Lines, new: Lines) -> list[Pair] | None:
    """The equal lines of the shortest edit script (Myers' greedy algorithm); None if it is too long."""
    furthest, ways = {1: 0}, []
    for steps in range(_MOST_STEPS + 1):
        ways.append(dict(furthest))
        for diagonal in range(-steps, steps + 1, 2):
            i = _reached(furthest, diagonal, steps)[0]
            while i < len(old) and i - diagonal < len(new) and old[i] == new[i - diagonal]:
                i += 1
            furthest[diagonal] = i
            if i >= len(old) and i - diagonal >= len(new):
                return _walked_back(ways, (len(old), len(new)))
    return None


def _reached(furthest: Mapping[int, int], diagonal: int, steps: int) -> tuple[int, bool]:
    """(index in old that a step on the diagonal reaches, whether the step inserts a line of new)."""
    above, below = furthest.get(diagonal + 1, -1), furthest.get(diagonal - 1, -1)
    is_down = diagonal == -steps or (diagonal != steps and below < above)
    return (above, True) if is_down else (below + 1, False)


def _walked_back(ways: Sequence[Mapping[int, int]], end: Pair) -> list[Pair]:
    """The equal lines of the path to end. ways has the furthest index of each diagonal before each step."""
    found: list[Pair] = []
    i, j = end
    for steps in range(len(ways) - 1, -1, -1):
        start, is_down = _reached(ways[steps], i - j, steps)
        while i > max(start, 0) and j > 0 and (steps or i > 0):
            i, j = i - 1, j - 1
            found.append((i, j))
        if steps:
            i, j = (i, j - 1) if is_down else (i - 1, j)
    return found[::-1]


def _anchors(old: Lines, new: Lines) -> list[Pair]:
    """Lines that occur once on each side: their longest sequence that ascends on both."""
    places = _once(new)
    return _rising([(place, places[line]) for line, place in _once(old).items() if line in places])


def _once(lines: Lines) -> dict[str, int]:
    """{line: index} of the lines that occur once, in order."""
    counts = Counter(lines)
    return {line: place for place, line in enumerate(lines) if counts[line] == 1}


def _rising(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest ascending sequence of second numbers, among pairs whose first numbers ascend."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1], ends[at : at + 1] = [place], [index]
    found: list[Pair] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _runs(pairs: Iterator[Pair]) -> list[Match]:
    """Adjacent pairs as blocks."""
    found: list[list[int]] = []
    for i, j in pairs:
        if found and (i, j) == (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]):
            found[-1][2] += 1
        else:
            found.append([i, j, 1])
    return [Match(*run) for run in found]
