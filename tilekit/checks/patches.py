"""Shows a fix as a unified diff, made from its edits.

The diff of each file begins with a line `diff --git`. Without this line, both `git apply` and `patch` would read the
text after a rename as part of the rename. A rename without hunks ends with an empty line, because git would read a
following `Binary files` line as part of the rename.
"""

from collections.abc import Iterator
from itertools import accumulate

from tilekit.bundle import Bundle
from tilekit.checks.file_renames import file_renames, similarity
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import apply_edits
from tilekit.checks.hunks import FileLines, file_lines, hunks, is_diffable, lines_with_ends, removal_hunk
from tilekit.core.align import runs

_GIT_MODE = "100644"  # for every file, because a listing contains no executables


def patch_of(bundle: Bundle, fix: Fix) -> str | dict[str, object]:
    """The unified diff of a fix that changes files, or {path: value} of a fix that sets fields."""
    if not fix.edits and not fix.renditions and not fix.removed:
        return dict(fix.values)
    edits: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        edits.setdefault(edit.file, []).append(edit)
    if not fix.renditions and not fix.removed:
        return "".join(_diff_in(bundle, file, changes) for file, changes in edits.items())
    return "".join(_changed_files(bundle, fix, edits))


def _changed_files(bundle: Bundle, fix: Fix, edits: dict[str, list[Edit]]) -> Iterator[str]:
    """The diff of each file of a fix that also renames, converts or deletes files."""
    added = {file: apply_edits(b"", tuple(changes)) for file, changes in edits.items() if file not in bundle.files}
    removed = {file: bundle.files[file] for file in fix.removed if added and file in bundle.files}
    moved = file_renames(removed, added)
    yield from (renaming_diff((old, new), (removed[old], added[new])) for new, old in moved.items())
    yield from (_diff_in(bundle, file, changes) for file, changes in edits.items() if file not in moved)
    yield from (_binary_line(rendition.file, is_new=rendition.file not in bundle.files) for rendition in fix.renditions)
    yield from (removal_diff(file, bundle.files.get(file)) for file in fix.removed if file not in moved.values())


def renaming_diff(names: tuple[str, str], texts: tuple[bytes, bytes]) -> str:
    """The diff for a renamed and changed file, in the form that `git apply` and `patch` accept."""
    (old, new), (before, after) = names, texts
    head = f"{_start(old, new)}similarity index {int(similarity(before, after) * 100)}%\n"
    body = text_diff(new, before, after).partition(_head("+++ b", new))[2]
    changes = f"{_head('--- a', old)}{_head('+++ b', new)}{body}" if body else "\n"
    return f"{head}rename from {old}\nrename to {new}\n{changes}"


def file_diff(file: str, data: bytes | None, edits: list[Edit]) -> str:
    """The diff of one file. data is None for a new file."""
    return _diff(file, None if data is None else file_lines(data), edits)


def _diff_in(bundle: Bundle, file: str, edits: list[Edit]) -> str:
    """The diff of a file of a listing, which is split into lines once for all its findings."""
    return _diff(file, bundle.parse(file, file_lines) if file in bundle.files else None, edits)


def _diff(file: str, old: FileLines | None, edits: list[Edit]) -> str:
    if old and not old.is_text:
        return _binary_line(file, is_new=False)
    old_head = (_head("--- a", file),) if old else (f"new file mode {_GIT_MODE}\n", "--- /dev/null\n")
    heads = (_start(file, file), *old_head, _head("+++ b", file))
    effective = [edit for edit in edits if edit.start != edit.end or edit.replacement]
    return "".join((*heads, *hunks(old or file_lines(b""), effective)))


def _start(old: str, new: str) -> str:
    return f"diff --git a/{old} b/{new}\n"


def _head(side: str, file: str) -> str:
    """The header line with the file's name on one side. A name with spaces ends with a tab, because `patch` would cut
    it.
    """
    return f"{side}/{file}\t\n" if " " in file else f"{side}/{file}\n"


def _binary_line(file: str, *, is_new: bool) -> str:
    return f"Binary files {'/dev/null' if is_new else f'a/{file}'} and b/{file} differ\n"


def text_diff(file: str, old: bytes | None, new: bytes) -> str:
    """The diff between two states of one file. old is None for a new file."""
    if not is_diffable(new):
        return _binary_line(file, is_new=old is None)
    return file_diff(file, old, list(_edits(file, lines_with_ends(old or b""), lines_with_ends(new))))


def _edits(file: str, old: list[bytes], new: list[bytes]) -> Iterator[Edit]:
    """An edit for each run of changed lines."""
    starts = [0, *accumulate(len(line) for line in old)]
    for run in runs(old, new):
        if not run.is_equal:
            text = b"".join(new[run.j1 : run.j2]).decode(errors="replace")
            yield Edit(file=file, start=starts[run.i1], end=starts[run.i2], replacement=text)


def removal_diff(file: str, data: bytes | None) -> str:
    """The diff that deletes a file. A binary file is only named."""
    if data is None or not is_diffable(data):
        return f"Binary files a/{file} and /dev/null differ\n"
    heads = f"{_start(file, file)}deleted file mode {_GIT_MODE}\n{_head('--- a', file)}+++ /dev/null\n"
    return f"{heads}{removal_hunk(lines_with_ends(data))}"
