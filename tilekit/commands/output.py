"""`--output FILE`: a report in a file."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from tilekit.commands.guard import UsageError
from tilekit.commands.words import said
from tilekit.core.messages import N_


@contextmanager
def output_to(name: str) -> Iterator[None]:
    """Send what is printed to a file, once all of it is there; "" leaves it where it goes.

    Raises UsageError if the file cannot be written.
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
        raise UsageError(said(N_("{path} cannot be written: {reason}."), path=name, reason=error.strerror)) from error
