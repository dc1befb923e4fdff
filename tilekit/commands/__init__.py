"""The `tilekit` command. A subcommand's module is imported only when it is the one that runs."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from tilekit.commands.words import said
from tilekit.core.messages import N_

USAGE_ERROR = 2

# name -> (module in this package, one line for --help)
COMMANDS: dict[str, tuple[str, str]] = {
    "validate": ("validate", N_("check listing folders and archives")),
    "checks": ("checks", N_("list every check")),
    "rewrite": ("rewrite", N_("read a listing and write it anew")),
    "fields": ("fields", N_("print the field reference")),
}


class Command(Protocol):
    """What a module of this package offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the exit code. Raises UsageError."""


class UsageError(Exception):
    """The command was called with something that it cannot work on; its text is shown, exit code 2."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code (0 fine, 1 blockers found, 2 wrong call)."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="tilekit", description=said(N_("Tools for listings.")))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    wanted = next((word for word in words if not word.startswith("-")), "")
    module: Command | None = None
    for name, (module_name, summary) in COMMANDS.items():
        subparser = commands.add_parser(name, help=said(summary), description=said(summary))
        if name == wanted:
            module = cast("Command", import_module(f"tilekit.commands.{module_name}"))
            module.configure(subparser)
    arguments = parser.parse_args(words)
    if module is None:  # only where the first word is no command, and then the parser has refused it
        return USAGE_ERROR
    return _guarded(module, arguments)


def _guarded(module: Command, arguments: argparse.Namespace) -> int:
    try:
        return module.run(arguments)
    except UsageError as error:
        print(f"tilekit: {error}", file=sys.stderr)
        return USAGE_ERROR
    except BrokenPipeError:
        # Who reads our output has stopped; Python would complain again while it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return USAGE_ERROR
