"""`--output FILE`: a report in a file; and tables in generated pages."""

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from errno import EACCES, EISDIR, ENOENT, ENOTDIR
from pathlib import Path

from tilekit.commands.exit_codes import UsageError
from tilekit.core.messages import N_


def require_writable(name: str) -> None:
    """Raise UsageError if a file can't be written, as far as that is known beforehand; "" means no file."""
    place = Path(name)
    folder = place.resolve().parent
    reason = (
        (place.is_dir() and EISDIR)
        or (not folder.exists() and ENOENT)
        or (not folder.is_dir() and ENOTDIR)
        or (not os.access(place if place.exists() else folder, os.W_OK) and EACCES)
    )
    if name and reason:
        raise not_written(name, os.strerror(reason))


def not_written(name: str, reason: str | None) -> UsageError:
    """The error for a file that cannot be written."""
    return UsageError.of(N_("{path} cannot be written: {reason}."), path=name, reason=reason)


@contextmanager
def output_to(name: str) -> Iterator[None]:
    """Write everything that the block prints to the file when the block ends; with "", print it to the terminal.

    Raises UsageError if the file can't be written.
    """
    if not name:
        yield
        return
    written = io.StringIO()
    with redirect_stdout(written):
        yield
    try:
        Path(name).write_text(written.getvalue(), "utf-8", errors="backslashreplace")
    except OSError as error:
        raise not_written(name, error.strerror) from error


def markdown_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table in Markdown. Cells are written as they are."""
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (columns, ["---"] * len(columns), *rows))
