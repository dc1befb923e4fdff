"""Compares two files line by line."""

import json
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

from common.diffs import Part
from tilekit.core.align import AlignedRun, runs
from tilekit.core.storable import storable_text

Lines = Sequence[str]
_Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]  # of difflib
MOST_SHOWN_LINES = 400
_CONTEXT = 3
_LONG_LINE = 1_000
_END = re.compile(r"\r\n|\r|\n")


class FileDiff(Struct, frozen=True, kw_only=True):
    """Changed lines with three lines of context. left_out is the number of changed lines that are not shown.

    other_ends means that the line endings differ, or that only one file ends with one. other_encoding means that the
    encoding or the byte order mark differs. Neither is visible in the lines.
    """

    parts: Sequence[Part] = ()
    left_out: int = 0
    is_too_large: bool = False
    other_ends: bool = False
    other_encoding: bool = False


def file_changes(old: str, new: str) -> FileDiff:
    """The differences between two text files. JSON on a few long lines is formatted first."""
    other_ends = bool(old and new) and _line_endings(old) != _line_endings(new)
    if other_ends:
        old, new = (_with_usual_ends(text) for text in (old, new))
    before, after = (_laid_out(text).splitlines(keepends=True) for text in (old, new))
    parts = list(_parts(before, after))
    shown_parts, remaining = [], MOST_SHOWN_LINES
    for kind, text in parts:
        lines = text.splitlines(keepends=True)
        if kind in {"ins", "del"}:
            lines, remaining = lines[:remaining], remaining - len(lines[:remaining])
        shown_parts.append((kind, "".join(lines)))
        if not remaining:
            break
    left_out = _changed_line_count(parts) - _changed_line_count(shown_parts)
    return FileDiff(
        parts=[*shown_parts, ("gap", "")] if left_out else shown_parts, left_out=left_out, other_ends=other_ends
    )


def _line_endings(text: str) -> tuple[set[str], bool]:
    """The line endings that the text contains, and whether the last line has one."""
    return set(_END.findall(text)), text.endswith(("\r", "\n"))


def _with_usual_ends(text: str) -> str:
    return _END.sub("\n", text) + ("" if text.endswith(("\r", "\n")) else "\n")


def _parts(before: Lines, after: Lines) -> Iterator[Part]:
    end = 0
    for group in _Aligned(before, after).get_grouped_opcodes(_CONTEXT):
        if group[0][1] > end:
            yield ("gap", "")
        for tag, i1, i2, j1, j2 in group:
            old, new = before[i1:i2], after[j1:j2]
            yield from [("same", "".join(old))] if tag == "equal" else _replaced(old, new)
        end = group[-1][2]
    if 0 < end < len(before):
        yield ("gap", "")


def _replaced(old: Lines, new: Lines) -> Iterator[Part]:
    """Pair each old line with its new line or, if their numbers differ, put all old lines before all new lines."""
    pairs = zip(old, new, strict=True) if len(old) == len(new) else [("".join(old), "".join(new))]
    for one, other in pairs:
        yield from (part for part in (("del", one), ("ins", other)) if part[1])


def _changed_line_count(parts: Sequence[Part]) -> int:
    return sum(len(text.splitlines()) for kind, text in parts if kind in {"ins", "del"})


def _laid_out(text: str) -> str:
    """JSON on a few long lines is formatted with one line for each value. Other texts are unchanged."""
    if not text.startswith(("{", "[")) or max(map(len, text.splitlines()), default=0) < _LONG_LINE:
        return text
    try:
        return storable_text(json.dumps(json.loads(text), indent=2, ensure_ascii=False)) + "\n"
    except (ValueError, RecursionError):
        return text


class _Aligned(SequenceMatcher[str]):
    """Groups the runs of two aligned files."""

    def __init__(self, before: Lines, after: Lines) -> None:
        super().__init__(None, "", "")
        self._runs = [_opcode(run) for run in runs(before, after)]

    def get_opcodes(self) -> list[_Opcode]:
        return self._runs


def _opcode(run: AlignedRun) -> _Opcode:
    return "equal" if run.is_equal else "replace", run.i1, run.i2, run.j1, run.j2
