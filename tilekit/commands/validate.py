"""`tilekit validate` checks listing folders and archives."""

import argparse
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tilekit.commands.baseline import Baseline, baseline_of, write_baseline
from tilekit.commands.cache import Cache, user_cache
from tilekit.commands.check_selection import CheckSelection, parse_codes
from tilekit.commands.config import config_of
from tilekit.commands.exit_codes import BLOCKED, INCOMPLETE
from tilekit.commands.extra_packages import require_package
from tilekit.commands.formats import Lines, lines_in
from tilekit.commands.inputs import require_listings
from tilekit.commands.listing_outcome import FindingCounts, ListingOutcome, SeverityName
from tilekit.commands.options import require_compatible_options
from tilekit.commands.output import output_to, require_writable
from tilekit.commands.report_filters import IgnoreFilter, at_least
from tilekit.commands.terminal import print_note
from tilekit.commands.translation import translated
from tilekit.commands.validate_options import add_check_options, add_report_options, add_run_options
from tilekit.commands.workers import outcomes_of
from tilekit.core.messages import N_

if TYPE_CHECKING:
    from tilekit.parse.package_list import Packages


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments PATH..., and the options for checks, report and behaviour."""
    parser.epilog = translated(
        N_(
            "Exit codes: 0 no blockers; 1 blockers found (or warnings, with --strict); 2 incorrect usage, or a check "
            "could not finish; 5 the portal is not available."
        )
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help=translated(N_("listing folder or zip file")))
    add_check_options(parser.add_argument_group(translated(N_("checks"))))
    add_report_options(parser.add_argument_group(translated(N_("report"))))
    add_run_options(parser.add_argument_group(translated(N_("behaviour"))))
    usage = parser.format_usage().partition(": ")[2].rstrip()
    parser.usage = f"{usage}\n       {parser.prog} --explain CODE"  # --explain needs no path


def run(arguments: argparse.Namespace) -> int:
    """Check the listings and print the report. Returns 1 if there are blockers, 2 if a check could not be finished.

    Raises UsageError before anything is printed.
    """
    if arguments.watch:
        from tilekit.commands.watch import watch  # slow import

        watch(arguments.paths, lambda: _validate(arguments))
    return _validate(arguments)


def _validate(arguments: argparse.Namespace) -> int:
    config = config_of(arguments.config or "")
    selection = CheckSelection(
        scope="submission" if arguments.as_submission else "content",
        stage=arguments.stage,
        select=parse_codes(arguments.select) or config.select,
        ignore=(*parse_codes(arguments.ignore), *config.ignore),
        shipped=_shipped_packages(arguments.agent_packages),
        patches=arguments.patches,
        with_observed=bool(arguments.portal),
    )
    selection.codes()
    require_compatible_options(arguments, selection)
    require_listings(arguments.paths)
    # The checks that the settings ignore run as well, because an ignore without effect is reported.
    selection = replace(selection, ignore=parse_codes(arguments.ignore), shared=_shared(arguments.paths))
    baseline = None if arguments.write_baseline else baseline_of(arguments.baseline, config)
    require_writable(arguments.output or arguments.write_baseline or "")
    paths = list(_selected_paths(arguments))
    outcomes = _portal_filter(arguments.portal, paths, selection)(_check_paths(arguments, paths, selection))
    open_outcomes = baseline.without_accepted(outcomes, selection) if baseline else outcomes
    ignores = IgnoreFilter(config)
    reported = ignores.applied_to(open_outcomes)
    if arguments.write_baseline:
        return _write_baseline(Path(arguments.write_baseline), reported)
    code = _print(arguments, reported, baseline)
    if not baseline:
        _report_ineffective_settings(ignores, paths, selection)
    return code


def _check_paths(
    arguments: argparse.Namespace, paths: list[str], selection: CheckSelection
) -> Iterator[ListingOutcome]:
    cache = Cache(None) if arguments.no_cache else user_cache()
    return outcomes_of(paths, selection, cache, jobs=arguments.jobs)


def _shared(paths: list[str]) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    if len(paths) == 1:
        return {}
    from tilekit.commands.shared_identities import shared_identities  # slow import

    return shared_identities(str(Path(path)) for path in paths)


def _portal_filter(
    portal: str | None, paths: list[str], selection: CheckSelection
) -> Callable[[Iterable[ListingOutcome]], Iterable[ListingOutcome]]:
    """Apply the portal's check settings to the findings; without a portal nothing changes."""
    if not portal:
        return lambda outcomes: outcomes

    require_package("httpx")
    from tilekit.commands.submit.rollout import portal_overlay  # slow import

    return portal_overlay(portal, paths, selection).applied_to


def _write_baseline(file: Path, outcomes: Iterable[ListingOutcome]) -> int:
    counts = FindingCounts()
    n = write_baseline(file, counts.counted(outcomes))
    text = N_("{path}: {n} findings are accepted. Later runs with --baseline report only new ones.")
    print(translated(text, path=file, n=n))
    report_unchecked(counts.unchecked)
    return INCOMPLETE if counts.unchecked else 0


def _report_ineffective_settings(ignores: IgnoreFilter, paths: list[str], selection: CheckSelection) -> None:
    if not ignores.config.ignore and not ignores.config.per_file_ignores:
        return
    from tilekit.checks.registered_checks import all_checks  # slow import

    reported = {check.code for check in all_checks()} - selection.left_out()
    for entry in ignores.ineffective(paths, reported=reported):
        text = N_("{key} contains {code}, but there is no such finding. Remove the code.")
        key = f'per-file-ignores."{entry.pattern.text}"' if entry.pattern else "ignore"
        print_note(translated(text, key=key, code=entry.word))


def _print(arguments: argparse.Namespace, outcomes: Iterable[ListingOutcome], baseline: Baseline | None) -> int:
    failing: frozenset[SeverityName] = frozenset({"blocker", "warning"} if arguments.strict else {"blocker"})
    counts = FindingCounts()
    counted = counts.counted(outcomes)
    reported = at_least(counted, arguments.severity) if arguments.severity else counted
    with output_to(arguments.output or ""):
        for line in _lines_of_format(arguments, failing)(reported):
            print(line)
    for line in counts.ineffective_ignores:
        print_note(line)
    report_unchecked(counts.unchecked)
    if counts.unchecked:
        return INCOMPLETE
    if baseline and baseline.unused:
        text = N_("{n} findings in the baseline no longer occur. Update the baseline with --write-baseline.")
        print_note(translated(text, n=baseline.unused))
    return BLOCKED if counts.blockers or (arguments.strict and counts.warnings) else 0


def report_unchecked(codes: Collection[str]) -> None:
    """Report checks that could not be finished on the error stream, in every format; nothing without codes."""
    if not codes:
        return
    text = N_(
        "These checks could not finish: {codes}. This is a bug in tilekit, not a problem with your listing. Report "
        "it, and use --ignore {codes} until it is fixed."
    )
    print_note(translated(text, codes=",".join(sorted(codes))))


def _lines_of_format(arguments: argparse.Namespace, failing: frozenset[SeverityName]) -> Lines:
    if arguments.statistics:
        from tilekit.commands.statistics import statistics_lines  # slow import

        return statistics_lines
    return lines_in(arguments.format, failing, all_places=arguments.all_places)


def _shipped_packages(name: str) -> "Packages | None":
    if not name:
        return None
    from tilekit.commands.agent_packages import agent_packages  # slow import

    return agent_packages(name)


def _selected_paths(arguments: argparse.Namespace) -> Iterator[str]:
    if not arguments.changed_only:
        yield from arguments.paths
        return
    from tilekit.commands.git_changes import has_changed  # slow import

    yield from (path for path in arguments.paths if has_changed(path, arguments.base or ""))
