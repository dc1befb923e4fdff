"""The `tilekit` command. Only the module of the subcommand that runs is imported."""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import NoReturn, cast

from tilekit import __version__
from tilekit.commands.exit_codes import BLOCKED, USAGE_ERROR, CommandModule, UsageError, run_safely
from tilekit.commands.gc_tuning import gc_frozen
from tilekit.commands.translation import activate_language, language_argument, translated
from tilekit.core.messages import N_

__all__ = ["BLOCKED", "USAGE_ERROR", "UsageError", "main"]

# name -> (module, one line for --help)
COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("tilekit.commands.new", N_("create a listing in a new folder")),
    "validate": ("tilekit.commands.validate", N_("check listings")),
    "fix": ("tilekit.commands.fix", N_("show or apply automatic fixes")),
    "checks": ("tilekit.commands.checks", N_("list all checks")),
    "preview": ("page_parts.preview", N_("preview a listing's tile in a browser")),
    "rewrite": ("tilekit.commands.rewrite", N_("import a listing and write it to a new folder")),
    "pipeline": ("tilekit.commands.pipeline", N_("test a log pipeline with its samples")),
    "submit": ("tilekit.commands.submit", N_("submit a listing to the portal and follow its progress")),
    "status": ("tilekit.commands.submit.status", N_("show the status of a submission")),
    "dispute": ("tilekit.commands.submit.dispute", N_("tell the portal that a finding is wrong")),
    "oauth": ("tilekit.commands.oauth", N_("try the sign-in of an OAuth client with a trial of the portal")),
    "fields": ("tilekit.commands.fields", N_("print the field reference")),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit code (0 fine, 1 blockers found, 2 incorrect usage)."""
    words = sys.argv[1:] if argv is None else argv
    return run_safely(lambda: _run(words), as_json=_wants_json(words))


def _run(argv: Sequence[str]) -> int:
    with gc_frozen():
        words = _without_language_option(argv)
        parser_class = _JsonErrorParser if _wants_json(words) else argparse.ArgumentParser
        parser = parser_class(prog="tilekit", description=translated(N_("Create, check and preview listings.")))
        _add_language(parser)
        version = f"tilekit {__version__}"
        parser.add_argument(
            "--version", action="version", version=version, help=translated(N_("show the version and exit"))
        )
        commands = parser.add_subparsers(dest="command", metavar="COMMAND")
        command = next((word for word in words if not word.startswith("-")), "")
        module: CommandModule | None = None
        for name, (module_name, summary) in COMMANDS.items():
            subparser = commands.add_parser(name, help=translated(summary), description=translated(summary))
            _add_language(subparser)
            if name == command:
                module = cast("CommandModule", import_module(module_name))
                module.configure(subparser)
        arguments = _parsed(parser, words)
    if module is None:
        parser.print_help(sys.stderr)
        return USAGE_ERROR
    return module.run(arguments)


def _parsed(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """The arguments. Paths may also follow an option, where argparse alone expects no more of them."""
    arguments, rest = parser.parse_known_args(words)
    has_paths = isinstance(getattr(arguments, "paths", None), list)
    if rest and not (has_paths and all(not word.startswith("-") for word in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        arguments.paths = [*arguments.paths, *rest]
    return arguments


class _JsonErrorParser(argparse.ArgumentParser):
    """Prints the error also as JSON. The parsers of subcommands have the same class."""

    def error(self, message: str) -> NoReturn:
        print(json.dumps(UsageError(message).as_json(), indent=2))
        super().error(message)


def _wants_json(words: Sequence[str]) -> bool:
    return "--format=json" in words or ("--format", "json") in pairwise(words)


def _without_language_option(words: Sequence[str]) -> list[str]:
    """The arguments without --language, which must be known before the first text is printed."""
    parser = argparse.ArgumentParser(prog="tilekit", usage="tilekit [-h] COMMAND ...", add_help=False)
    _add_language(parser)
    arguments, rest = parser.parse_known_args(words)
    activate_language(arguments.language or "")
    return rest


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language",
        metavar="CODE",
        type=language_argument,
        help=translated(N_("language of the output, for example fr")),
    )
