"""`tilekit fix` shows the fixes for a listing as a patch, or applies them with --apply."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tilekit.commands.baseline import baseline_of
from tilekit.commands.config import Config, config_of
from tilekit.commands.guard import BLOCKED, INCOMPLETE, UsageError
from tilekit.commands.inputs import require_listings
from tilekit.commands.options import add_codes, add_jobs, filled
from tilekit.commands.terminal import Progress, make_exact, one_line, writable
from tilekit.commands.validate import tell_unchecked
from tilekit.commands.wish import Wish, words_of
from tilekit.commands.words import said
from tilekit.commands.workers import in_order, loaded
from tilekit.commands.writing import write_changes
from tilekit.core.messages import N_

if TYPE_CHECKING:
    from tilekit.commands.fixing import Fixed


def configure(parser: argparse.ArgumentParser) -> None:
    """PATH..., --apply and the choice of checks."""
    parser.epilog = said(
        N_(
            "Exit codes: 0 nothing to fix, or fixes applied; 1 a patch is shown; "
            "2 wrong usage, or a check could not finish."
        )
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help=said(N_("listing folder or zip file")))
    text = N_("change the files instead of showing a patch")
    parser.add_argument("--apply", action="store_true", help=said(text))
    text = N_("include suggested fixes; review them, because they can change what a listing means")
    parser.add_argument("--unsafe-fixes", action="store_true", help=said(text))
    add_codes(parser)
    baseline = parser.add_mutually_exclusive_group()
    text = N_("do not fix the findings that this baseline file accepts")
    baseline.add_argument("--baseline", metavar="FILE", type=filled, help=said(text))
    text = N_("also fix the findings that the baseline of the settings accepts")
    baseline.add_argument("--no-baseline", action="store_true", help=said(text))
    add_jobs(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show or write the patch of every path, then a summary; 1 if a patch is shown, 2 if a check could not be finished.

    Raises UsageError.
    """
    config = config_of(arguments.config or "")
    select, ignore = words_of(arguments.select), words_of(arguments.ignore)
    wish = Wish(select=select or config.select, ignore=(*ignore, *config.ignore))
    wish.codes()
    require_listings(arguments.paths)
    if arguments.apply:
        _require_folders(arguments.paths)
    make_exact(sys.stdout)
    done: list[Fixed] = []
    try:
        for each in _fixed(arguments, wish, config):
            _carry_out(each, is_written=arguments.apply)
            done.append(each)
    finally:  # if one listing cannot be fixed, those before it are
        _print_summary(done, is_written=arguments.apply)
    unchecked = frozenset[str]().union(*(each.unchecked for each in done))
    tell_unchecked(unchecked)
    if unchecked:
        return INCOMPLETE
    return BLOCKED if not arguments.apply and any(each.changes for each in done) else 0


def _carry_out(each: "Fixed", *, is_written: bool) -> None:
    """Write the fixes of a listing, or show them as a patch; name each of them on the error stream."""
    if is_written:
        write_changes(Path(each.path), each.before, each.changes)
    else:
        sys.stdout.writelines(map(writable, each.patch))
    for line in each.done:
        print(one_line(line), file=sys.stderr)  # not into the patch, which may be piped


def _print_summary(done: "Sequence[Fixed]", *, is_written: bool) -> None:
    lines = [line for each in done for line in _summary(each, is_written=is_written)]
    hints = dict.fromkeys(hint for each in done for hint in _hints(each, is_written=is_written))
    for line in [*lines, *hints]:
        print(writable(one_line(line)))


def _fixed(arguments: argparse.Namespace, wish: Wish, config: Config) -> Iterator["Fixed"]:
    """The result of the fixes for each listing, in the order given."""
    paths = list(dict.fromkeys(arguments.paths))
    fixing = loaded("tilekit.commands.fixing")
    # Files are taken out if the call asks for that by its code, and never among other things.
    may_remove = bool(arguments.select)
    baseline = None if arguments.no_baseline else baseline_of(arguments.baseline, config)
    choice = fixing.Choice(
        wish=wish, config=config, is_unsafe=arguments.unsafe_fixes, may_remove=may_remove, baseline=baseline
    )
    choice.require_fixes()
    work = partial(fixing.fixed, choice=choice)
    results, progress = in_order(paths, work, jobs=arguments.jobs), Progress(len(paths), least=1)
    for done, path in enumerate(paths):
        progress.at(done, path)  # to draw a picture again may take seconds
        each = next(results)
        progress.clear()
        yield each


def _summary(each: "Fixed", *, is_written: bool) -> Iterator[str]:
    """The summary of a listing. It follows all patches, because git apply and patch ignore such lines."""
    yield from each.refused
    if each.done:
        text = N_("{path}: fixes applied: {number}") if is_written else N_("{path}: fixes shown: {number}")
        yield said(text, path=each.path, number=len(each.done))
    yield from each.to_do
    if each.hidden:
        yield said(N_("{path}: suggested fixes left out: {number}"), path=each.path, number=each.hidden)
    if each.accepted:
        text = N_("{path}: not fixed because the baseline accepts them: {number}")
        yield said(text, path=each.path, number=each.accepted)
    if not each.done and not each.hidden and not each.accepted:
        yield said(N_("{path}: nothing to fix"), path=each.path)


def _hints(each: "Fixed", *, is_written: bool) -> Iterator[str]:
    """Hints for the next step."""
    if each.done and not is_written:
        yield said(N_("Nothing was written. Add --apply to write these fixes."))
    if each.hidden:
        text = N_(
            "Suggested fixes can change what a listing means. To review them, use --unsafe-fixes without --apply."
        )
        yield said(text)


def _require_folders(paths: Iterable[str]) -> None:
    for path in paths:
        if not Path(path).is_dir():
            raise UsageError(said(N_("{path} is an archive. Unpack it and fix the folder."), path=path))
