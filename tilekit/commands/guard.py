"""The exit codes of a command; errors from outside never give a traceback."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tilekit.commands.terminal import harden, one_line
from tilekit.commands.words import said
from tilekit.core.messages import N_

BLOCKED, USAGE_ERROR = 1, 2
# A check could not be finished: whatever else was found, the result is not complete.
INCOMPLETE = 2
# As shells say of who was ended by these signals.
INTERRUPTED, CUT_OFF = 130, 141


class UsageError(Exception):
    """The command was called with unusable arguments or input; its text is shown, exit code 2."""

    exit_code = USAGE_ERROR


class Command(Protocol):
    """The interface of a command's module."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Run the command and return the exit code. Raises UsageError."""


def guarded(run: Callable[[], int]) -> int:
    """Run the function and return its exit code. Escapes unencodable text; a closed pipe and Ctrl-C are silent."""
    _open_streams()
    harden(sys.stdout)
    harden(sys.stderr)
    try:
        try:
            code = run()
        finally:
            sys.stdout.flush()  # at exit Python would complain; argparse leaves with its help unwritten
    except UsageError as error:
        print(f"tilekit: {_shown(str(error))}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        _drop_output()  # who reads it has stopped
        return CUT_OFF
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # Where the output goes is full, or the working folder is gone: nothing that one command could foresee.
        _drop_output()
        reason = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        print(
            f"tilekit: {said(N_('The operating system stopped the command: {reason}.'), reason=reason)}",
            file=sys.stderr,
        )
        return USAGE_ERROR
    return code


def _shown(text: str) -> str:
    """The lines of an error; the name of a file in it may hold what a terminal takes for a command."""
    return "\n".join(map(one_line, text.split("\n")))


def _open_streams() -> None:
    """A shell may start us with a stream closed; Python has None there, which nothing can be written to."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 until the end


def _drop_output() -> None:
    """Python would complain again while it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
