"""The hunks of a unified diff: the lines of a file that edits change, with context lines."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from operator import attrgetter

from msgspec import Struct

from tilekit.checks.finding import Edit
from tilekit.checks.fixes import apply_edits

CONTEXT_LINES = 3
_NO_NEWLINE = b"\n\\ No newline at end of file\n"


class FileLines(Struct, frozen=True):
    """The lines of a file and their start offsets; the last offset is the end of the file.

    is_text is False if a diff can't show the file.
    """

    lines: list[bytes]
    starts: list[int]
    is_text: bool


class _Change(Struct):
    """Lines first..last (from 0, last exclusive) of the old file become new."""

    first: int
    last: int
    edits: list[Edit]


def file_lines(data: bytes) -> FileLines:
    """The lines of a file and their offsets."""
    lines = lines_with_ends(data)
    return FileLines(lines, [0, *accumulate(map(len, lines))], is_diffable(data))


def is_diffable(data: bytes) -> bool:
    """Whether a diff can show the file: it is UTF-8 without NUL characters."""
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False


def hunks(old: FileLines, edits: list[Edit]) -> Iterator[str]:
    """The hunks of an edited file. Time and size depend on the edits, not on the file."""
    line_offset = 0
    for group in _nearby_changes(_changed_lines(edits, old.starts, old.lines)):
        head, lines, moved = _hunk(group, old, line_offset)
        yield head + b"".join(lines).decode(errors="replace")
        line_offset += moved


def removal_hunk(lines: list[bytes]) -> str:
    """The one hunk that removes all lines."""
    return f"@@ -1,{len(lines)} +0,0 @@\n" + b"".join(_marked_lines(b"-", lines)).decode(errors="replace")


def lines_with_ends(data: bytes) -> list[bytes]:
    """The lines with their line ends. Only a line feed ends a line; a carriage return stays part of its line."""
    if b"\r" not in data:
        return data.splitlines(keepends=True)
    parts = data.split(b"\n")
    complete = [part + b"\n" for part in parts[:-1]]
    return [*complete, parts[-1]] if parts[-1] else complete


def _changed_lines(edits: list[Edit], starts: list[int], old: list[bytes]) -> list[_Change]:
    """The lines that each edit changes; edits of the same lines are combined."""
    changes: list[_Change] = []
    for edit in sorted(edits, key=attrgetter("start", "end")):
        first = min(bisect_right(starts, edit.start) - 1, len(old))
        last = bisect_right(starts, edit.end)
        is_whole = edit.end in (starts[last - 1], starts[-1]) and edit.start == starts[first]
        ends_line = not edit.replacement or edit.replacement.endswith("\n")
        last = min(max(last - (is_whole and ends_line), first), len(old))
        if first == len(old) and old and not old[-1].endswith(b"\n"):
            first -= 1
        if changes and first < changes[-1].last:
            changes[-1].last = max(changes[-1].last, last)
            changes[-1].edits.append(edit)
        else:
            changes.append(_Change(first, last, [edit]))
    return changes


def _nearby_changes(changes: list[_Change]) -> list[list[_Change]]:
    groups: list[list[_Change]] = []
    for change in changes:
        if groups and change.first - groups[-1][-1].last <= 2 * CONTEXT_LINES:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _hunk(group: list[_Change], file: FileLines, line_offset: int) -> tuple[str, list[bytes], int]:
    """The header and the body of one hunk, and by how many lines it shifts the lines after it."""
    old, starts = file.lines, file.starts
    begin = max(group[0].first - CONTEXT_LINES, 0)
    end = min(group[-1].last + CONTEXT_LINES, len(old))
    lines, at, added, removed = list[bytes](), begin, 0, 0
    for change in group:
        before = old[change.first : change.last]
        after = lines_with_ends(apply_edits(b"".join(before), change.edits, at=starts[change.first]))
        lines += *_marked_lines(b" ", old[at : change.first]), *_marked_lines(b"-", before), *_marked_lines(b"+", after)
        added, removed, at = added + len(after), removed + len(before), change.last
    lines += _marked_lines(b" ", old[at:end])
    size = end - begin
    places = f"@@ -{_range(begin, size)} +{_range(begin + line_offset, size + added - removed)} @@\n"
    return places, lines, added - removed


def _range(begin: int, size: int) -> str:
    return f"{begin + 1 if size else begin},{size}"


def _marked_lines(mark: bytes, lines: list[bytes]) -> tuple[bytes, ...]:
    """The lines with a +, - or space in front. Only the last line of a file may lack a line end."""
    if not lines:
        return ()
    text = mark + mark.join(lines)
    return (text,) if text.endswith(b"\n") else (text, _NO_NEWLINE)
