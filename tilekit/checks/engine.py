"""Runs the checks and completes what they say."""

import logging
from collections.abc import Callable, Collection
from itertools import groupby

from msgspec import Struct, field
from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.budget import Budget, ListingTooLarge
from tilekit.checks.catalogue import Check, all_checks, check_of
from tilekit.checks.context import Context
from tilekit.checks.finding import Finding, Scope, Severity, Spot, Stage, fingerprint
from tilekit.checks.folding import folded, group_of
from tilekit.checks.order import in_order, untold, with_numbers, without_unreadable
from tilekit.checks.places import at_field, lasting_place, located
from tilekit.checks.stopped import stopped_at
from tilekit.checks.unchecked import Unchecked, codes_of, unchecked_by
from tilekit.checks.watching import Reads, Watch, is_pure
from tilekit.core.messages import Message
from tilekit.parse.positions import Unparsable

logger = logging.getLogger(__name__)
MAX_FINDINGS = 3_000
"""Of one check: ten times what the largest live listing has. A check that has more stops, which is a blocker."""
ALL_STAGES = frozenset((Stage.INSTANT, Stage.DEEP))


class Known(Struct, frozen=True, kw_only=True):
    """The findings of checks, by code, that read the same listing under the same rules.

    reads is {code: places} of those that found something.
    """

    codes: frozenset[str]
    findings: tuple[Finding, ...]
    reads: Reads = field(default_factory=dict)


class Report(Struct, frozen=True, kw_only=True):
    """What a run found, and the codes of checks that were skipped, wholly or in part, for lack of context.

    unchecked holds the checks that could not be finished, one entry for each: without findings it is no clean listing.
    findings come by file and place. grandfathered holds fingerprints of blockers that the published version has
    as well: they show as warnings; `shown` does that. reads is {code: places} of a watched run (`watching`), untold
    holds the codes of checks some of whose findings are left out, because the file cannot be read, and stopped those of
    checks that came no further than such a file.
    """

    findings: tuple[Finding, ...] = ()
    skipped: tuple[str, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    grandfathered: frozenset[str] = frozenset()
    reads: Reads = field(default_factory=dict)
    untold: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings as people see them, old blockers as warnings."""
        return tuple(_softened(finding, self.grandfathered) for finding in self.findings)


def run_checks(
    bundle: Bundle,
    context: Context,
    *,
    stages: Collection[Stage] = ALL_STAGES,
    select: Collection[str] | None = None,
    on_subject: Callable[[str], None] | None = None,
    on_stop: Callable[[], None] | None = None,
    watched: bool = False,
    known: Known | None = None,
) -> Report:
    """Run checks on a listing.

    select narrows to codes. on_subject is called with a subject ("MF") once it is done, on_stop after each check that
    could not be finished. watched notes what each check reads. known is what a run said of the same listing whatever
    the context (`pure_part`): it is not asked again. A check that raises stops nobody else: it is `unchecked`.
    """
    watch = Watch(bundle, context) if watched else None
    seen, facts = (watch.bundle, watch.context) if watch else (bundle, context)
    asked = [check for check in all_checks() if _is_asked(check, context, stages=stages, select=select)]
    findings, stopped, unchecked = list(known.findings) if known else [], set[str](), list[Unchecked]()
    for subject, checks in groupby(asked, key=lambda check: check.subject):
        for check in checks:
            if known and check.code in known.codes:
                continue
            if watch:
                watch.begin(check.code)
            if not check.is_skipped(facts):
                findings += _findings_of(check, seen, facts, stopped=stopped, unchecked=unchecked)
            if on_stop and unchecked and unchecked[-1].code == check.code:
                on_stop()
        if on_subject:
            on_subject(subject)
    ordered = with_numbers(sorted(told := without_unreadable(findings), key=in_order))
    grandfathered, unknown = _grandfathered(ordered, context)
    return Report(
        findings=ordered,
        skipped=tuple(check.code for check in asked if not check.is_whole(context)),
        unchecked=tuple({each.code: each for each in (*unknown, *reversed(unchecked))}.values()),
        grandfathered=grandfathered,
        reads={**(known.reads if known else {}), **(watch.noted if watch else {})},
        untold=untold(findings, told),
        stopped=frozenset(stopped),
    )


def pure_part(report: Report) -> Known:
    """What a watched run said of a listing whatever the context: of the checks that read nothing of it but the scope.

    A check that could not be finished is none of them: it is asked again.
    """
    pure = {code for code, places in report.reads.items() if is_pure(places)} - codes_of(report.unchecked)
    found = tuple(finding for finding in report.findings if finding.code in pure)
    return Known(codes=frozenset(pure), findings=found, reads={each.code: report.reads[each.code] for each in found})


def report_of(code: str, spot: Spot, *, bundle: Bundle, context: Context) -> Report:
    """A report with one finding, for who finds it before there is a listing to check (an archive that is refused)."""
    return Report(findings=(_completed(check_of(code), spot, bundle=bundle, context=context),))


def _is_asked(check: Check, context: Context, *, stages: Collection[Stage], select: Collection[str] | None) -> bool:
    return (
        check.stage in stages
        and (check.scope is Scope.CONTENT or context.scope is Scope.SUBMISSION)
        and (select is None or check.code in select)
    )


def _findings_of(
    check: Check, bundle: Bundle, context: Context, *, stopped: set[str], unchecked: list[Unchecked]
) -> list[Finding]:
    """The completed findings of one check, what it yielded before it raised included.

    If it raised, stopped takes its code (the file cannot be read), or unchecked what it raised.
    """
    found: list[Finding] = []
    try:
        spots = _spots_of(check, bundle, context, stopped=stopped, unchecked=unchecked)
        for spot in folded(check, spots) if spots else ():
            found.append(_completed(check, spot, bundle=bundle, context=context))  # noqa: PERF401 it may raise later
    except BaseException as fault:  # noqa: BLE001 whatever a check gives, the others run
        unchecked.append(_logged(check, bundle, fault))
    return found


def _spots_of(
    check: Check, bundle: Bundle, context: Context, *, stopped: set[str], unchecked: list[Unchecked]
) -> list[Spot]:
    spots: list[Spot] = []
    budget, groups = Budget(MAX_FINDINGS), set[object]()
    try:
        for spot in check.function(bundle, context):
            group = group_of(spot) if check.folded else len(spots)
            if group not in groups:
                budget.spend(file=spot.file)
                groups.add(group)
            spots.append(spot)
    except Unparsable:
        stopped.add(check.code)  # the check of the file's form speaks
    except ListingTooLarge as fault:
        spots.append(stopped_at(fault))
    except BaseException as fault:  # noqa: BLE001 whatever a check raises, the others run
        unchecked.append(_logged(check, bundle, fault))
    return spots


def _logged(check: Check, bundle: Bundle, fault: BaseException) -> Unchecked:
    result = unchecked_by(check.code, fault)
    logger.error("check %s failed on %s", check.code, bundle.digest, exc_info=fault)
    return result


def _completed(check: Check, spot: Spot, *, bundle: Bundle, context: Context) -> Finding:
    place = lasting_place(spot)
    spot = at_field(bundle, spot) if check.parses else located(bundle, spot)
    line, column = spot.line, spot.column
    text = spot.message or check.message
    known = {"file": spot.file, "line": line, "column": column, "value": spot.value, **spot.parameters}
    return Finding(
        code=check.code,
        severity=spot.severity or check.severity_in(context.scope),
        path=spot.path,
        file=spot.file,
        line=line,
        column=column,
        pointer=spot.pointer,
        message=Message(text, {name: value for name, value in known.items() if f"{{{name}}}" in text}),
        fingerprint=fingerprint(check.code, place, spot.value),
        fix=spot.fix,
        place=place,
        value=spot.value,
    )


def _grandfathered(findings: tuple[Finding, ...], context: Context) -> tuple[frozenset[str], tuple[Unchecked, ...]]:
    """Blockers that stand in the published version too, security blockers aside, and what could not be checked there.

    If a check could not be finished on the published version, its blockers count as old until somebody knows: they
    must not send a listing back, and the run is not complete anyway.
    """
    old = {finding.code for finding in findings if finding.severity is Severity.BLOCKER}
    codes = {code for code in old if not check_of(code).is_security}
    if context.published is None or not codes:
        return frozenset(), ()
    asked = codes | {check.code for check in all_checks() if check.parses}
    before = run_checks(context.published, replace(context, published=None, is_first=True), select=asked)
    unknown = codes & codes_of(before.unchecked)
    prints = {item.fingerprint for item in before.findings}
    known = {item.fingerprint for item in findings if item.fingerprint in prints or item.code in unknown}
    return frozenset(known), tuple(each for each in before.unchecked if each.code in codes)


def _softened(finding: Finding, grandfathered: Collection[str]) -> Finding:
    is_old = finding.severity is Severity.BLOCKER and finding.fingerprint in grandfathered
    return replace(finding, severity=Severity.WARNING) if is_old else finding
