"""`--watch`: runs the checks again whenever a file of a listing changes, until Ctrl+C."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.terminal import print_note
from tilekit.commands.translation import translated
from tilekit.core.messages import N_
from tilekit.scaffold.paths import SKIPPED_FOLDERS

_CHANGE_SECONDS = 0.5
# Path -> time of the last change in ns, size in bytes.
_Stamps = dict[str, tuple[int, int]]


def watch(paths: Sequence[str], run: Callable[[], object], *, wait: Callable[[float], None] = time.sleep) -> NoReturn:
    """Call run now and after every change of the listings at the paths. Never returns.

    An error of a later run is printed, because a file may be half written. Changes that follow each other
    closely count as one. Raises UsageError if the first run does.
    """
    before = _stamps(paths)
    run()
    while True:
        print(translated(N_("Waiting for changes. Press Ctrl+C to stop.")), file=sys.stderr, flush=True)
        before = _next_stamps(paths, before, wait)
        try:
            run()
        except UsageError as error:
            print_note(error)


def _next_stamps(paths: Sequence[str], before: _Stamps, wait: Callable[[float], None]) -> _Stamps:
    """The state of the files once they have changed and are no longer changing."""
    last = before
    while True:
        wait(_CHANGE_SECONDS)
        now = _stamps(paths)
        if now == last != before:
            return now
        last = now


def _stamps(paths: Sequence[str]) -> _Stamps:
    return dict(stamp for path in paths for stamp in _stamps_below(path))


def _stamps_below(path: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The state of each file of a folder, or of an archive; nothing for a file that has just been deleted."""
    files = [path] if Path(path).is_file() else []
    for root, folders, names in os.walk(path):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        files += [os.path.join(root, name) for name in names]  # noqa: PTH118 a Path for each file takes time
    for file in files:
        try:
            state = os.lstat(file)
        except OSError:
            continue
        yield file, (state.st_mtime_ns, state.st_size)
