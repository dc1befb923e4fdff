"""`tilekit fix` shows what can be mended in a listing as a patch, and writes it where it is asked to."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tilekit.bundle import Bundle
from tilekit.checks.catalogue import all_checks
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix
from tilekit.checks.mending import Mending, mended
from tilekit.checks.patches import removal_diff, renaming_diff, text_diff
from tilekit.checks.renamings import renamings
from tilekit.commands.checking import bundle_of, refusal
from tilekit.commands.guard import BLOCKED, UsageError
from tilekit.commands.inputs import read_input, require_listings, unreadable
from tilekit.commands.terminal import Progress, make_exact, one_line, writable
from tilekit.commands.validate import add_codes
from tilekit.commands.wish import Wish, today, words_of
from tilekit.commands.words import language, said
from tilekit.core.messages import N_, render
from tilekit.scaffold.package import ArchiveRefused

# The new bytes of each file that differs, None for one that is taken out.
Changes = dict[str, bytes | None]


def configure(parser: argparse.ArgumentParser) -> None:
    """PATH..., --apply and the choice of checks."""
    parser.epilog = said(N_("Exit codes: 0 nothing to fix, or all of it written; 1 a patch is shown; 2 wrong call."))
    parser.add_argument("paths", nargs="+", metavar="PATH", help=said(N_("folder or zip archive of a listing")))
    text = N_("write the patch into the files, instead of showing it")
    parser.add_argument("--apply", action="store_true", help=said(text))
    add_codes(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show or write the patch of every path; 1 where one is shown. Raises UsageError."""
    wished = Wish(select=words_of(arguments.select), ignore=words_of(arguments.ignore)).codes()
    fixable = (check.code for check in all_checks() if check.is_fixable)
    codes = frozenset(code for code in fixable if wished is None or code in wished)
    require_listings(arguments.paths)
    if arguments.apply:
        _require_folders(arguments.paths)
    make_exact(sys.stdout)
    is_open = False
    progress = Progress(len(arguments.paths), least=1)  # to draw a picture anew may take seconds
    for done, path in enumerate(arguments.paths):
        before = _bundle(path)
        carry_out = _telling(progress, done, path)
        # Files are taken out where that is asked for by its code, and never among other things.
        may_remove = bool(arguments.select)
        mending = Mending(before, Context(today=today()), codes, carry_out=carry_out, may_remove=may_remove)
        mending.run()
        progress.clear()
        changes = changes_between(before, mending.bundle)
        if arguments.apply:
            write_changes(Path(path), before, changes)
        else:
            sys.stdout.writelines(map(writable, patch_lines(path, before, changes)))
            is_open = is_open or bool(changes)
        _tell(path, mending, is_written=arguments.apply)
    return BLOCKED if is_open else 0


def _telling(progress: Progress, done: int, path: str) -> Callable[[Bundle, Sequence[Fix]], Bundle]:
    """Carries fixes out, and says to a person who waits which."""

    def carry_out(bundle: Bundle, fixes: Sequence[Fix]) -> Bundle:
        progress.at(done, f"{path}: {render(fixes[0].title, language())}")
        return mended(bundle, fixes)

    return carry_out


def changes_between(before: Bundle, after: Bundle) -> Changes:
    """What must be written to come from one to the other."""
    changes: Changes = dict.fromkeys(path for path in before.files if path not in after.files)
    for path in after.files:
        if path not in before.files or before.files.digest(path) != after.files.digest(path):
            changes[path] = after.files[path]
    return dict(sorted(changes.items()))


def patch_lines(path: str, before: Bundle, changes: Changes) -> Iterator[str]:
    """The unified diff of every change; files are named from the working folder, for `patch -p1` and `git apply`."""
    top = _top(path)
    removed = {file: before.files[file] for file, data in changes.items() if data is None}
    made = {file: data for file, data in changes.items() if data is not None and file not in before.files}
    moved = renamings(removed, made)
    for file, data in changes.items():
        old = before.files.get(file)
        if file in moved and data is not None:
            yield renaming_diff((top + moved[file], top + file), (removed[moved[file]], data))
        elif file not in moved.values():
            yield removal_diff(top + file, old) if data is None else text_diff(top + file, old, data)


def _top(path: str) -> str:
    """What stands before a name. Neither tool takes `..`: a listing outside is named from the folder around it."""
    if not Path(path).is_dir():
        return ""
    top = Path(os.path.relpath(path))
    if ".." in top.parts:
        top = Path(Path(path).resolve().name)
    return f"{top.as_posix()}/" if top.parts else ""


def write_changes(folder: Path, before: Bundle, changes: Changes) -> None:
    """Write each file whole or not at all; nothing where one changed since it was read. Raises UsageError."""
    root = folder.resolve()
    for file in changes:
        place = root / file
        if not place.parent.resolve().is_relative_to(root) or _now(place) != before.files.get(file):
            text = N_("{path} changed while it was read. Nothing was written; run the command again.")
            raise UsageError(said(text, path=folder / file))
        if not _may_write(place):
            text = N_("{path} is write-protected. Nothing was written.")
            raise UsageError(said(text, path=folder / file))
    for file, data in changes.items():
        try:
            _put(root / file, data)
        except OSError as error:
            text = N_("{path} cannot be written: {reason}.")
            raise UsageError(said(text, path=folder / file, reason=error.strerror)) from error


def _now(place: Path) -> bytes | None:
    try:
        return place.read_bytes() if os.path.lexists(place) else None
    except OSError as error:
        raise unreadable(place, error) from error


def _may_write(place: Path) -> bool:
    """A new file takes the place of the old one, so its folder counts; a protected file stays as somebody wanted it."""
    folder = next(above for above in place.parents if above.exists())
    return os.access(folder, os.W_OK) and (not place.exists() or os.access(place, os.W_OK))


def _put(place: Path, data: bytes | None) -> None:
    if data is None:
        place.unlink()
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o644
    handle, made = tempfile.mkstemp(dir=place.parent, prefix=".tilekit-")
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        Path(made).chmod(mode)
        Path(made).replace(place)
    except OSError:
        Path(made).unlink(missing_ok=True)
        raise


def _bundle(path: str) -> Bundle:
    found = read_input(path)
    found.digest()  # so that every file is read, and one that is locked is told before anything is shown
    try:
        return bundle_of(found)
    except ArchiveRefused as refused:
        raise refusal(path, refused) from refused


def _require_folders(paths: list[str]) -> None:
    for path in paths:
        if not Path(path).is_dir():
            raise UsageError(said(N_("{path} is an archive. Unpack it and fix the folder."), path=path))


def _tell(path: str, mending: Mending, *, is_written: bool) -> None:
    """What was mended, beside the patch: on the error stream, so that the patch can be piped."""
    for finding in mending.done:
        title = render(finding.fix.title if finding.fix else finding.message, language())
        file = finding.file or next((edit.file for edit in finding.fix.edits), "") if finding.fix else finding.file
        print(one_line(f"{finding.code}  {path}: {file}: {title}"), file=sys.stderr)
    text = N_("{path}: {n} findings fixed") if is_written else N_("{path}: {n} findings can be fixed with --apply")
    none = N_("{path}: nothing to fix")
    print(one_line(said(text if mending.done else none, path=path, n=len(mending.done))), file=sys.stderr)
