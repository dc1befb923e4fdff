"""`tilekit fix` shows the fixes for a listing as a patch, or applies them with --apply."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tilekit.commands.baseline import baseline_of
from tilekit.commands.check_selection import CheckSelection, parse_codes
from tilekit.commands.config import Config, config_of
from tilekit.commands.exit_codes import BLOCKED, INCOMPLETE, UsageError
from tilekit.commands.folder_writer import write_changes
from tilekit.commands.inputs import require_listings
from tilekit.commands.options import add_codes, add_jobs, non_empty
from tilekit.commands.terminal import ProgressLine, one_line, without_surrogates, write_names_as_bytes
from tilekit.commands.translation import translated
from tilekit.commands.validate import report_unchecked
from tilekit.commands.workers import map_in_order, preload
from tilekit.core.messages import N_

if TYPE_CHECKING:
    from tilekit.commands.listing_fixes import FixedListing


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments PATH..., --apply and the selection of checks."""
    parser.epilog = translated(
        N_(
            "Exit codes: 0 nothing to fix, or fixes applied; 1 a patch is shown; 2 incorrect usage, or a check could "
            "not finish."
        )
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help=translated(N_("listing folder or zip file")))
    text = N_("change the files instead of showing a patch")
    parser.add_argument("--apply", action="store_true", help=translated(text))
    text = N_("include suggested fixes, which need a review because they can change what a listing means")
    parser.add_argument("--unsafe-fixes", action="store_true", help=translated(text))
    add_codes(parser)
    baseline = parser.add_mutually_exclusive_group()
    text = N_("do not fix the findings that this baseline file accepts")
    baseline.add_argument("--baseline", metavar="FILE", type=non_empty, help=translated(text))
    text = N_("also fix the findings that the baseline in the settings accepts")
    baseline.add_argument("--no-baseline", action="store_true", help=translated(text))
    add_jobs(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show or write the patch of every path, then a summary. Returns 1 if a patch is shown, 2 if a check could not be
    finished.

    Raises UsageError.
    """
    config = config_of(arguments.config or "")
    select, ignore = parse_codes(arguments.select), parse_codes(arguments.ignore)
    selection = CheckSelection(select=select or config.select, ignore=(*ignore, *config.ignore))
    selection.codes()
    require_listings(arguments.paths)
    if arguments.apply:
        _require_folders(arguments.paths)
    write_names_as_bytes(sys.stdout)
    done: list[FixedListing] = []
    try:
        for listing in _fix_results(arguments, selection, config):
            _write_or_show(listing, is_written=arguments.apply)
            done.append(listing)
    finally:  # also if a later listing fails, because the earlier ones are fixed
        _print_summary(done, is_written=arguments.apply)
    unchecked = frozenset[str]().union(*(listing.unchecked for listing in done))
    report_unchecked(unchecked)
    if unchecked:
        return INCOMPLETE
    return BLOCKED if not arguments.apply and any(listing.changes for listing in done) else 0


def _write_or_show(fixed_listing: "FixedListing", *, is_written: bool) -> None:
    """Write the fixes of a listing, or show them as a patch; name each of them on the error stream."""
    if is_written:
        write_changes(Path(fixed_listing.path), fixed_listing.before, fixed_listing.changes)
    else:
        sys.stdout.writelines(map(without_surrogates, fixed_listing.patch))
    for line in fixed_listing.done:
        print(one_line(line), file=sys.stderr)  # to stderr, because stdout contains the patch and may be piped


def _print_summary(done: "Sequence[FixedListing]", *, is_written: bool) -> None:
    lines = [line for listing in done for line in _summary(listing, is_written=is_written)]
    hints = dict.fromkeys(hint for listing in done for hint in _hints(listing, is_written=is_written))
    for line in [*lines, *hints]:
        print(without_surrogates(one_line(line)))


def _fix_results(arguments: argparse.Namespace, selection: CheckSelection, config: Config) -> Iterator["FixedListing"]:
    """The result of the fixes for each listing, in the given order."""
    paths = list(dict.fromkeys(arguments.paths))
    fixing = preload("tilekit.commands.listing_fixes")
    # Files are deleted only if the call selects that check by its code, never as one of several fixes.
    may_remove = bool(arguments.select)
    baseline = None if arguments.no_baseline else baseline_of(arguments.baseline, config)
    choice = fixing.FixSelection(
        selection=selection, config=config, is_unsafe=arguments.unsafe_fixes, may_remove=may_remove, baseline=baseline
    )
    choice.require_fixes()
    work = partial(fixing.fix_listing, choice=choice)
    results, progress = map_in_order(paths, work, jobs=arguments.jobs), ProgressLine(len(paths), least=1)
    for done, path in enumerate(paths):
        progress.at(done, path)  # rendering an image again may take seconds
        listing = next(results)
        progress.clear()
        yield listing


def _summary(fixed_listing: "FixedListing", *, is_written: bool) -> Iterator[str]:
    """The lines of a listing's summary. They are printed after all patches, where git apply and patch ignore them."""
    yield from fixed_listing.refused
    if fixed_listing.done:
        text = N_("{path}: fixes applied: {number}") if is_written else N_("{path}: fixes shown: {number}")
        yield translated(text, path=fixed_listing.path, number=len(fixed_listing.done))
    yield from fixed_listing.to_do
    if fixed_listing.hidden:
        yield translated(
            N_("{path}: suggested fixes left out: {number}"), path=fixed_listing.path, number=fixed_listing.hidden
        )
    if fixed_listing.accepted:
        text = N_("{path}: not fixed because the baseline accepts them: {number}")
        yield translated(text, path=fixed_listing.path, number=fixed_listing.accepted)
    if not fixed_listing.done and not fixed_listing.hidden and not fixed_listing.accepted:
        yield translated(N_("{path}: nothing to fix"), path=fixed_listing.path)


def _hints(fixed_listing: "FixedListing", *, is_written: bool) -> Iterator[str]:
    """Hints for the next step."""
    if fixed_listing.done and not is_written:
        yield translated(N_("Nothing was written. Add --apply to write these fixes."))
    if fixed_listing.hidden:
        text = N_(
            "Suggested fixes can change what a listing means. To review them, use --unsafe-fixes without --apply."
        )
        yield translated(text)


def _require_folders(paths: Iterable[str]) -> None:
    for path in paths:
        if not Path(path).is_dir():
            raise UsageError.of(N_("{path} is an archive. Unpack it and fix the folder."), path=path)
