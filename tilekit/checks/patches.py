"""A fix as people and tools read it: a unified diff, made from the edits themselves."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from operator import attrgetter

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import applied
from tilekit.checks.renamings import likeness, renamings

CONTEXT_LINES = 3
_MOST_COMPARED = 2_000
_NO_NEWLINE = b"\n\\ No newline at end of file\n"


class _Cut(Struct, frozen=True):
    """The lines of a file and where each starts; one start more than lines, the end."""

    lines: list[bytes]
    starts: list[int]


class _Change(Struct):
    """Lines first..last (from 0, last exclusive) of the old file become new."""

    first: int
    last: int
    edits: list[Edit]


def patch_of(bundle: Bundle, fix: Fix) -> str | dict[str, object]:
    """The unified diff of a fix that changes files, {path: value} of one that sets fields."""
    if not fix.edits and not fix.renditions and not fix.removed:
        return dict(fix.values)
    edits: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        edits.setdefault(edit.file, []).append(edit)
    if not fix.renditions and not fix.removed:
        return "".join(_diff_in(bundle, file, found) for file, found in edits.items())
    return "".join(_changed_files(bundle, fix, edits))


def _changed_files(bundle: Bundle, fix: Fix, edits: dict[str, list[Edit]]) -> Iterator[str]:
    """The diff of each file of a fix that also moves, draws or takes out files."""
    made = {file: applied(b"", tuple(found)) for file, found in edits.items() if file not in bundle.files}
    removed = {file: bundle.files[file] for file in fix.removed if made and file in bundle.files}
    moved = renamings(removed, made)
    yield from (renaming_diff((old, new), (removed[old], made[new])) for new, old in moved.items())
    yield from (_diff_in(bundle, file, found) for file, found in edits.items() if file not in moved)
    yield from (_rewriting(each.file, is_new=each.file not in bundle.files) for each in fix.renditions)
    yield from (removal_diff(file, bundle.files.get(file)) for file in fix.removed if file not in moved.values())


def renaming_diff(names: tuple[str, str], texts: tuple[bytes, bytes]) -> str:
    """The diff from an old name and text to new ones, as `git apply` and `patch` take it."""
    (old, new), (before, after) = names, texts
    head = f"diff --git a/{old} b/{new}\nsimilarity index {int(likeness(before, after) * 100)}%\n"
    body = text_diff(new, before, after).partition(f"+++ b/{new}\n")[2]
    shown = f"--- a/{old}\n+++ b/{new}\n{body}" if body else ""
    return f"{head}rename from {old}\nrename to {new}\n{shown}"


def file_diff(file: str, data: bytes | None, edits: list[Edit]) -> str:
    """The diff of one file; None for one that the edits make."""
    return _diff(file, None if data is None else _cut(data), edits)


def _diff_in(bundle: Bundle, file: str, edits: list[Edit]) -> str:
    """The diff of a file of a listing, which is cut once for all its findings."""
    return _diff(file, bundle.parse(file, _cut) if file in bundle.files else None, edits)


def _diff(file: str, cut: _Cut | None, edits: list[Edit]) -> str:
    """Work and size follow the edits, not the file."""
    old, starts = (cut.lines, cut.starts) if cut else ([], [0])
    shown = [f"--- a/{file}\n" if cut else "--- /dev/null\n", f"+++ b/{file}\n"]
    shift = 0
    told = [edit for edit in edits if edit.start != edit.end or edit.replacement]
    for group in _grouped(_changes(told, starts, old)):
        head, lines, moved = _hunk(group, (old, starts), shift)
        shown += head, b"".join(lines).decode(errors="replace")
        shift += moved
    return "".join(shown)


def _cut(data: bytes) -> _Cut:
    lines = _lines(data)
    return _Cut(lines, [0, *accumulate(map(len, lines))])


def _rewriting(file: str, *, is_new: bool) -> str:
    return f"Binary files {'/dev/null' if is_new else f'a/{file}'} and b/{file} differ\n"


def text_diff(file: str, old: bytes | None, new: bytes) -> str:
    """The diff between two states of one file; old is None for one that is made."""
    if b"\0" in new:
        return _rewriting(file, is_new=old is None)
    return file_diff(file, old, list(_edits(file, _lines(old or b""), _lines(new))))


def _edits(file: str, old: list[bytes], new: list[bytes]) -> Iterator[Edit]:
    """The changed runs of lines. Long ones are replaced as a whole: to compare them well takes too long."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    inner, made = old[start : len(old) - end], new[start : len(new) - end]
    runs = [(0, len(inner), 0, len(made))]
    if max(len(inner), len(made)) <= _MOST_COMPARED:
        from difflib import SequenceMatcher  # noqa: PLC0415 slow import

        matcher = SequenceMatcher(None, inner, made, autojunk=False)
        runs = [(i1, i2, j1, j2) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]
    starts = [0, *accumulate(len(line) for line in old)]
    for i1, i2, j1, j2 in runs:
        text = b"".join(made[j1:j2]).decode(errors="replace")
        yield Edit(file=file, start=starts[start + i1], end=starts[start + i2], replacement=text)


def removal_diff(file: str, data: bytes | None) -> str:
    """The diff that takes a file out; one that is no text is only named."""
    if data is None or b"\0" in data:
        return f"Binary files a/{file} and /dev/null differ\n"
    lines = _lines(data)
    head = f"--- a/{file}\n+++ /dev/null\n@@ -1,{len(lines)} +0,0 @@\n"
    return head + b"".join(_shown(b"-", lines)).decode(errors="replace")


def _lines(data: bytes) -> list[bytes]:
    """Only a line feed ends a line: a carriage return stays part of its line."""
    if b"\r" not in data:
        return data.splitlines(keepends=True)
    parts = data.split(b"\n")
    whole = [part + b"\n" for part in parts[:-1]]
    return [*whole, parts[-1]] if parts[-1] else whole


def _changes(edits: list[Edit], starts: list[int], old: list[bytes]) -> list[_Change]:
    """The lines that each edit touches, those that touch common lines together."""
    found: list[_Change] = []
    for edit in sorted(edits, key=attrgetter("start", "end")):
        first = min(bisect_right(starts, edit.start) - 1, len(old))
        last = bisect_right(starts, edit.end)
        is_whole = edit.end in (starts[last - 1], starts[-1]) and edit.start == starts[first]
        ends_line = not edit.replacement or edit.replacement.endswith("\n")
        last = min(max(last - (is_whole and ends_line), first), len(old))
        if first == len(old) and old and not old[-1].endswith(b"\n"):
            first -= 1
        if found and first < found[-1].last:
            found[-1].last = max(found[-1].last, last)
            found[-1].edits.append(edit)
        else:
            found.append(_Change(first, last, [edit]))
    return found


def _grouped(changes: list[_Change]) -> list[list[_Change]]:
    groups: list[list[_Change]] = []
    for change in changes:
        if groups and change.first - groups[-1][-1].last <= 2 * CONTEXT_LINES:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _hunk(group: list[_Change], file: tuple[list[bytes], list[int]], shift: int) -> tuple[str, list[bytes], int]:
    """Head and body of one hunk, and by how many lines what follows moves. file is its lines and where they start."""
    old, starts = file
    begin = max(group[0].first - CONTEXT_LINES, 0)
    end = min(group[-1].last + CONTEXT_LINES, len(old))
    shown, at, added, removed = list[bytes](), begin, 0, 0
    for change in group:
        before = old[change.first : change.last]
        after = _lines(_after(change, old, starts))
        shown += *_shown(b" ", old[at : change.first]), *_shown(b"-", before), *_shown(b"+", after)
        added, removed, at = added + len(after), removed + len(before), change.last
    shown += _shown(b" ", old[at:end])
    size = end - begin
    places = f"@@ -{_range(begin, size)} +{_range(begin + shift, size + added - removed)} @@\n"
    return places, shown, added - removed


def _after(change: _Change, old: list[bytes], starts: list[int]) -> bytes:
    return applied(b"".join(old[change.first : change.last]), change.edits, at=starts[change.first])


def _range(begin: int, size: int) -> str:
    return f"{begin + 1 if size else begin},{size}"


def _shown(sign: bytes, lines: list[bytes]) -> tuple[bytes, ...]:
    """The lines behind the sign that says what becomes of them; only the last of a file may have no end."""
    if not lines:
        return ()
    text = sign + sign.join(lines)
    return (text,) if text.endswith(b"\n") else (text, _NO_NEWLINE)
