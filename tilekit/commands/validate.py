"""`tilekit validate` checks listing folders and archives."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tilekit.commands.cache import Cache, users_cache
from tilekit.commands.formats import FORMATS, lines_in
from tilekit.commands.guard import BLOCKED, UsageError
from tilekit.commands.inputs import require_listings
from tilekit.commands.outcome import SeverityName, Tally
from tilekit.commands.wish import STAGES, Wish, words_of
from tilekit.commands.words import said
from tilekit.commands.workers import outcomes_of
from tilekit.core.messages import N_

if TYPE_CHECKING:
    from tilekit.parse.package_list import Packages


def configure(parser: argparse.ArgumentParser) -> None:
    """PATH... and what to check, how to print it, how to go about it."""
    parser.epilog = said(N_("Exit codes: 0 no blocker, 1 blockers (with --strict: or warnings), 2 wrong call."))
    parser.add_argument("paths", nargs="+", metavar="PATH", help=said(N_("folder or zip archive of a listing")))
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help=said(N_("how to print")))
    _what(parser.add_argument_group(said(N_("what to check"))))
    _how(parser.add_argument_group(said(N_("how to go about it"))))


def add_codes(group: argparse._ActionsContainer) -> None:
    """--select and --ignore."""
    text = N_("only these checks: codes or subjects (MF-009,DB); may be repeated")
    group.add_argument("--select", action="append", default=[], metavar="CODE", help=said(text))
    text = N_("leave out these checks: codes or subjects; may be repeated")
    group.add_argument("--ignore", action="append", default=[], metavar="CODE", help=said(text))


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 1 where something blocks. Raises UsageError before anything is printed."""
    wish = Wish(
        scope="submission" if arguments.as_submission else "content",
        stage=arguments.stage,
        select=words_of(arguments.select),
        ignore=words_of(arguments.ignore),
        shipped=_shipped(arguments.agent_packages),
    )
    wish.codes()
    if arguments.base and not arguments.changed_only:
        raise UsageError(said(N_("--base says what --changed-only compares with. Give both.")))
    require_listings(arguments.paths)
    return _print(arguments, list(_asked(arguments)), wish)


def _print(arguments: argparse.Namespace, paths: list[str], wish: Wish) -> int:
    failing: frozenset[SeverityName] = frozenset({"blocker", "warning"} if arguments.strict else {"blocker"})
    cache, tally = Cache(None) if arguments.no_cache else users_cache(), Tally()
    outcomes = outcomes_of(paths, wish, cache, jobs=arguments.jobs)
    for line in lines_in(arguments.format, failing)(tally.counted(outcomes)):
        print(line)
    return BLOCKED if tally.blockers or (arguments.strict and tally.warnings) else 0


def _shipped(name: str) -> "Packages | None":
    if not name:
        return None
    from tilekit.commands.agent_packages import agent_packages  # noqa: PLC0415 slow import

    return agent_packages(name)


def _asked(arguments: argparse.Namespace) -> Iterator[str]:
    if not arguments.changed_only:
        yield from arguments.paths
        return
    from tilekit.commands.changes import has_changed  # noqa: PLC0415 slow import

    yield from (path for path in arguments.paths if has_changed(path, arguments.base))


def _what(group: argparse._ActionsContainer) -> None:
    add_codes(group)
    text = N_("only checks that are quick, only those that run in the background, or both")
    group.add_argument("--stage", choices=STAGES, default="all", help=said(text))
    text = N_("also check what a submission needs beyond its folder")
    group.add_argument("--as-submission", action="store_true", help=said(text))
    text = N_("also check wheels against what the Agent brings: a file with a line name==version for each package")
    group.add_argument("--agent-packages", metavar="FILE", default="", help=said(text))
    text = N_("only listings that differ from the base in git; what is not committed counts")
    group.add_argument("--changed-only", action="store_true", help=said(text))
    text = N_("what --changed-only compares with; without it the main branch of origin, or main")
    group.add_argument("--base", metavar="REF", default="", help=said(text))
    text = N_("say what a check wants, and check nothing")
    group.add_argument("--explain", metavar="CODE", action=_Explain, help=said(text))


def _how(group: argparse._ActionsContainer) -> None:
    group.add_argument("--strict", action="store_true", help=said(N_("warnings fail as well")))
    text = N_("how many processes may work; without it all cores, where that pays")
    group.add_argument("--jobs", type=_number, metavar="N", help=said(text))
    text = N_("check everything anew and keep nothing for the next time")
    group.add_argument("--no-cache", action="store_true", help=said(text))


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(said(N_("{value} is no number from 1 on"), value=text))
    return int(text)


class _Explain(argparse.Action):
    """Answers as soon as it is read, so that no path need be given."""

    def __call__(self, parser: argparse.ArgumentParser, *given: object) -> None:  # namespace, value, option
        from tilekit.commands.explain import explanation  # noqa: PLC0415 slow import

        try:
            print(explanation(str(given[1])), end="")
        except UsageError as error:
            parser.error(str(error))
        parser.exit(0)
