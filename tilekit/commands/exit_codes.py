"""The exit codes of a command. External errors never show a traceback."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, Self

from tilekit.commands.terminal import escape_unencodable, one_line, print_note
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

BLOCKED, USAGE_ERROR = 1, 2
# A check could not be finished, so the result is incomplete, whatever else was found.
INCOMPLETE = 2
# The exit codes that shells report for processes ended by these signals.
INTERRUPTED, OUTPUT_CLOSED = 130, 141


class UsageError(Exception):
    """Raised for unusable arguments or input. Its text is printed, and the exit code is 2.

    details are further keys of the JSON, for commands whose results have more.
    """

    exit_code = USAGE_ERROR
    details: Mapping[str, object] = {}

    @classmethod
    def of(cls, text: str, **parameters: object) -> Self:
        """The error with the translation of a marked text and its values."""
        return cls(translated(text, **parameters))

    def as_json(self) -> dict[str, object]:
        """The object that `--format json` prints instead of a result."""
        return {"outcome": "error", "exit_code": self.exit_code, "problem": str(self), **self.details}


class CommandModule(Protocol):
    """The interface of a command's module."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Run the command and return the exit code. Raises UsageError."""


def run_safely(run: Callable[[], int], *, as_json: bool = False) -> int:
    """Run the function and return its exit code. Unencodable text is escaped; a closed pipe and
    Ctrl-C print nothing.

    as_json prints a usage error to standard output, too.
    """
    _open_streams()
    escape_unencodable(sys.stdout)
    escape_unencodable(sys.stderr)
    try:
        try:
            code = run()
        except UsageError as error:
            if as_json:
                print(json.dumps(error.as_json(), indent=2))
            raise
        finally:
            sys.stdout.flush()  # Python would print an error at exit; argparse ends without flushing its help
    except UsageError as error:
        print_note(_error_text(str(error)))
        return error.exit_code
    except BrokenPipeError:
        _drop_output()  # the reader of the output has stopped
        return OUTPUT_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # The disk of the output is full, or the working folder has been deleted: errors that no command can foresee.
        _drop_output()
        reason = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        print_note(translated(N_("The operating system stopped the command: {reason}."), reason=reason))
        return USAGE_ERROR
    return code


def _error_text(text: str) -> str:
    """The lines of an error, with characters escaped that a terminal could read as a command."""
    return "\n".join(map(one_line, text.split("\n")))


def _open_streams() -> None:
    """Replace closed streams by the null device. Python sets them to None, which can't be written to."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 until the end


def _drop_output() -> None:
    """Send further output to the null device. Otherwise, Python would report the error again when
    it flushes at exit.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
