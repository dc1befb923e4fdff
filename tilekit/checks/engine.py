"""Runs the checks and completes their findings."""

import logging
import time
from collections.abc import Callable, Collection
from itertools import groupby
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.budget import ListingTooLarge, limit_finding
from tilekit.checks.context import Context
from tilekit.checks.finding import Finding, RawFinding, Scope, Severity, Stage, fingerprint, shown_value
from tilekit.checks.finding_locations import at_field, stable_place, with_location
from tilekit.checks.finding_order import (
    finding_sort_key,
    suppressed_codes,
    with_unique_fingerprints,
    without_unreadable,
)
from tilekit.checks.folding import fold_findings, folding_key
from tilekit.checks.registered_checks import Check, all_checks, check_of
from tilekit.checks.unchecked import Unchecked, codes_of, unchecked_by
from tilekit.core.messages import Message
from tilekit.parse.positions import Unparsable
from tilekit.scaffold.paths import WRITTEN_FILES

logger = logging.getLogger(__name__)
MAX_FINDINGS = 3_000
"""The limit for one check: ten times what the largest live listing has. A check beyond it stops with a blocker."""
ALL_STAGES = frozenset((Stage.INSTANT, Stage.DEEP))


class CheckReport(Struct, frozen=True, kw_only=True):
    """The findings of a run, and the codes of checks that were skipped or only partly run for lack of context.

    unchecked contains an entry for each check that could not be finished; such a listing is not clean even without
    findings. findings are sorted by file and place. grandfathered contains the fingerprints of blockers that the
    published version also has, so that they can be shown as warnings. suppressed contains the codes of checks with
    findings that are suppressed because the file can't be read. stopped contains the codes of checks that stopped at
    such a file.
    """

    findings: tuple[Finding, ...] = ()
    skipped: tuple[str, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    grandfathered: frozenset[str] = frozenset()
    suppressed: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()


def run_checks(
    bundle: Bundle,
    context: Context,
    *,
    stages: Collection[Stage] = ALL_STAGES,
    select: Collection[str] | None = None,
    on_subject: Callable[[str], None] | None = None,
    on_stop: Callable[[], None] | None = None,
    on_check: Callable[[str, float], None] | None = None,
) -> CheckReport:
    """Run checks on a listing.

    select limits them to these codes. on_subject is called with a subject ("MF") when its checks are done, on_stop
    after each check that could not be finished, on_check with the code and the seconds of each check that ran. If a
    check raises an error, it is `unchecked` and the others still run.
    """
    selected = [check for check in all_checks() if check.stage in stages and check.runs_in(context.scope)]
    selected = selected if select is None else [check for check in selected if check.code in select]
    findings, stopped, unchecked = list[Finding](), set[str](), list[Unchecked]()
    for subject, checks in groupby(selected, key=attrgetter("subject")):
        for check in checks:
            if not check.is_skipped(context):
                started = time.perf_counter() if on_check else 0
                if raw_findings := _raw_findings_of(check, bundle, context, stopped=stopped, unchecked=unchecked):
                    findings += _findings_of(check, raw_findings, bundle, context=context, unchecked=unchecked)
                if on_check:
                    on_check(check.code, time.perf_counter() - started)
            if on_stop and unchecked and unchecked[-1].code == check.code:
                on_stop()
        if on_subject:
            on_subject(subject)
    findings = [finding for finding in findings if not _is_about_folder(finding, context)]
    ordered = with_unique_fingerprints(sorted(reported := without_unreadable(findings), key=finding_sort_key))
    grandfathered, unknown = _grandfathered(ordered, context)
    return CheckReport(
        findings=ordered,
        skipped=tuple(check.code for check in selected if not check.is_whole(context)),
        unchecked=tuple({failure.code: failure for failure in (*unknown, *reversed(unchecked))}.values()),
        grandfathered=grandfathered,
        suppressed=suppressed_codes(findings, reported),
        stopped=frozenset(stopped),
    )


def report_with(code: str, raw_finding: RawFinding, *, bundle: Bundle, context: Context) -> CheckReport:
    """A report with one finding, for callers that find a problem before there is a listing, such as a
    refused archive.
    """
    return CheckReport(findings=(_finding_of(check_of(code), raw_finding, bundle=bundle, context=context),))


def _is_about_folder(finding: Finding, context: Context) -> bool:
    """Whether the finding is about a part of a written file that no field of a submission contains.

    Blockers stay: nobody may publish what is unsafe.
    """
    is_elsewhere = not finding.path and finding.file in WRITTEN_FILES
    return context.scope is Scope.SUBMISSION and is_elsewhere and finding.severity is not Severity.BLOCKER


def _raw_findings_of(
    check: Check, bundle: Bundle, context: Context, *, stopped: set[str], unchecked: list[Unchecked]
) -> list[RawFinding]:
    """The raw findings of one check, including those that it yielded before it raised an error.

    If it raised an error, its code is added to stopped (if a file can't be read), or the error to unchecked.
    """
    raw_findings: list[RawFinding] = []
    groups: set[object] = set()
    try:
        for raw_finding in check.function(bundle, context):
            groups.add(folding_key(raw_finding) if check.folded else len(raw_findings))
            if len(groups) > MAX_FINDINGS:
                raise ListingTooLarge(MAX_FINDINGS, raw_finding.file)
            raw_findings.append(raw_finding)
    except Unparsable:
        stopped.add(check.code)  # another check reports a file that cannot be parsed
    except ListingTooLarge as fault:
        raw_findings.append(limit_finding(fault))
    except BaseException as fault:  # noqa: BLE001 whatever a check raises, the others run
        unchecked.append(_log_crash(check, bundle, fault))
    return raw_findings


def _findings_of(
    check: Check, raw_findings: list[RawFinding], bundle: Bundle, *, context: Context, unchecked: list[Unchecked]
) -> list[Finding]:
    """The completed findings of one check, until one can't be completed. That error is added to unchecked."""
    findings: list[Finding] = []
    try:
        for raw_finding in fold_findings(check, raw_findings):
            findings.append(_finding_of(check, raw_finding, bundle=bundle, context=context))  # noqa: PERF401 it may raise later
    except BaseException as fault:  # noqa: BLE001 whatever a check gives, the others run
        unchecked.append(_log_crash(check, bundle, fault))
    return findings


def _log_crash(check: Check, bundle: Bundle, fault: BaseException) -> Unchecked:
    result = unchecked_by(check.code, fault)
    logger.error("check %s failed on %s", check.code, bundle.digest, exc_info=fault)
    return result


def _finding_of(check: Check, raw_finding: RawFinding, *, bundle: Bundle, context: Context) -> Finding:
    place = stable_place(raw_finding)
    raw_finding = at_field(bundle, raw_finding) if check.parses else with_location(bundle, raw_finding)
    line, column = raw_finding.line, raw_finding.column
    text = raw_finding.message or check.message
    parameters = {
        "file": raw_finding.file,
        "line": line,
        "column": column,
        "value": shown_value(raw_finding.value, text),
        **raw_finding.parameters,
    }
    return Finding(
        code=check.code,
        severity=raw_finding.severity or check.severity_in(context.scope),
        path=raw_finding.path,
        file=raw_finding.file,
        line=line,
        column=column,
        pointer=raw_finding.pointer,
        message=Message(text, {name: value for name, value in parameters.items() if f"{{{name}}}" in text}),
        fingerprint=fingerprint(check.code, place, raw_finding.value),
        fix=raw_finding.fix,
        other_places=raw_finding.other_places,
        place=place,
        value=raw_finding.value,
    )


def _grandfathered(findings: tuple[Finding, ...], context: Context) -> tuple[frozenset[str], tuple[Unchecked, ...]]:
    """Blockers that the published version also has, except security blockers, and the checks that failed there.

    If a check could not be finished on the published version, its blockers count as old, so that the listing is not
    sent back because of them. The run is incomplete anyway.
    """
    old = {finding.code for finding in findings if finding.severity is Severity.BLOCKER}
    codes = {code for code in old if not check_of(code).is_security}
    if context.published is None or not codes:
        return frozenset(), ()
    selected = codes | {check.code for check in all_checks() if check.parses}
    before = run_checks(context.published, replace(context, published=None, is_first=True), select=selected)
    unknown = codes & codes_of(before.unchecked)
    prints = {item.fingerprint for item in before.findings}
    fingerprints = {item.fingerprint for item in findings if item.fingerprint in prints or item.code in unknown}
    return frozenset(fingerprints), tuple(failure for failure in before.unchecked if failure.code in codes)
