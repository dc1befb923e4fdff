"""How a command ends: its exit code, and never a traceback for what the outside did."""

import argparse
import os
import sys
from typing import Protocol

from tilekit.commands.terminal import harden

BLOCKED, USAGE_ERROR, INTERRUPTED = 1, 2, 130


class UsageError(Exception):
    """The command was called with something that it cannot work on; its text is shown, exit code 2."""


class Command(Protocol):
    """What the module of a command offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the exit code. Raises UsageError."""


def guarded(command: Command, arguments: argparse.Namespace) -> int:
    """The exit code of the command. What the streams cannot encode is escaped; a closed pipe and Ctrl-C are quiet."""
    harden(sys.stdout)
    harden(sys.stderr)
    try:
        code = command.run(arguments)
        sys.stdout.flush()
    except UsageError as error:
        print(f"tilekit: {error}", file=sys.stderr)
        return USAGE_ERROR
    except BrokenPipeError:
        # Who reads our output has stopped; Python would complain again while it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return USAGE_ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    return code
