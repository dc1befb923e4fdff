"""Options that several commands have, and combinations that are not allowed."""

import argparse
from collections.abc import Iterator

from tilekit.commands.check_selection import CheckSelection
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

PORTAL_VARIABLE = "SLIPWAY_URL"  # the environment variable with the address of the portal
# Options that --write-baseline excludes, because it reports nothing.
_OF_REPORTS = ("baseline", "output", "severity", "statistics", "all_places", "patches", "strict")
_LAST_PORT = 65_535
_OF_FORMATS = {"statistics": "text", "patches": "json"}


def add_codes(group: argparse._ActionsContainer) -> None:
    """Add the arguments --select, --ignore and --config."""
    text = N_("run only these checks, by code or subject, for example MF-009,DB (repeatable)")
    group.add_argument("--select", action="append", type=non_empty, default=[], metavar="CODE", help=translated(text))
    text = N_("skip these checks, by code or subject (repeatable)")
    group.add_argument("--ignore", action="append", type=non_empty, default=[], metavar="CODE", help=translated(text))
    add_config(group)


def add_config(group: argparse._ActionsContainer) -> None:
    """Add the argument --config."""
    text = N_("settings file (default: the nearest tilekit.toml or pyproject.toml)")
    group.add_argument("--config", metavar="FILE", type=non_empty, help=translated(text))


def add_jobs(group: argparse._ActionsContainer) -> None:
    """Add the argument --jobs."""
    text = N_("number of processes (default: chosen automatically)")
    group.add_argument("--jobs", type=_number, metavar="N", help=translated(text))


def add_format(group: argparse._ActionsContainer, *choices: str) -> None:
    """Add the argument --format with these choices, which are text and JSON by default."""
    text = N_("output format (default: text)")
    group.add_argument("--format", choices=choices or ("text", "json"), default="text", help=translated(text))


def non_empty(text: str) -> str:
    """The value of an option. An empty value, such as an unset variable in CI, is refused."""
    if not text.strip(" ,"):
        raise argparse.ArgumentTypeError(translated(N_("the value is empty")))
    return text


def require_compatible_options(arguments: argparse.Namespace, selection: CheckSelection) -> None:
    """Raise UsageError for options of `validate` that can't be combined or have no effect."""
    for reason in _reasons(arguments):
        raise UsageError(reason)
    if arguments.agent_packages and not selection.reads_packages():
        raise UsageError.of(N_("--agent-packages has no effect because the checks that use the file are not selected."))


def _reasons(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.base and not arguments.changed_only:
        yield translated(N_("--base only works with --changed-only."))
    if arguments.write_baseline:
        given = [name for name in _OF_REPORTS if getattr(arguments, name)]
        other = ["format"] if arguments.format != "text" else []
        yield from (_not_together("write_baseline", name) for name in other + given)
    if arguments.watch:
        given = [name for name in ("output", "write_baseline") if getattr(arguments, name)]
        yield from (_not_together("watch", name) for name in given)
    if arguments.statistics and arguments.all_places:
        yield _not_together("statistics", "all_places")
    for name, form in _OF_FORMATS.items():
        if getattr(arguments, name) and arguments.format != form:
            yield translated(N_("{option} only works with --format {form}."), option=_option(name), form=form)


def _not_together(one: str, other: str) -> str:
    return translated(N_("{option} can't be combined with {other}."), option=_option(one), other=_option(other))


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(translated(N_("{value} is not a whole number of 1 or more"), value=text))
    return int(text)


def port_number(text: str) -> int:
    """The value of --port. Port 0 chooses any free one."""
    if not text.isdecimal() or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(
            translated(N_("{value} is not a port from 0 to {last}"), value=text, last=_LAST_PORT)
        )
    return int(text)
