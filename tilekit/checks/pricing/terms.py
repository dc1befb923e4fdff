"""PR-010 to PR-012: the number of plans, the trial and price rises."""

from collections.abc import Iterator
from datetime import date, timedelta

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FixClass, RawFinding, Scope, Severity, Stage, finding
from tilekit.checks.fixes import fix_of
from tilekit.checks.json_edits import json_text
from tilekit.checks.parsed_files import MANIFEST, json_of
from tilekit.checks.pricing.plan import plan_check, plan_finding
from tilekit.checks.pricing.written_prices import price_of
from tilekit.checks.registry import check
from tilekit.core.field import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, value_at
from tilekit.sections.pricing import DEFAULT_TRIAL_DAYS, MAX_TRIAL_DAYS, Pricing
from tilekit.sections.submission import SubmissionNotes

_TOO_SHORT = N_("A trial can't be shorter than 7 days, and this one has {days}. Enter 7 to 90, or 0 for no trial.")
_TOO_LONG = N_("A trial can't be longer than 90 days, and this one has {days}. Enter 7 to 90, or 0 for no trial.")
_NOT_DAYS = N_("“{days}” is not a whole number of days. Enter 7 to 90 days, for example {trial}, or 0 for no trial.")
NOTICE_DAYS = 30


@check(
    code="PR-010",
    name=N_("More than one plan"),
    severity=Severity.WARNING,
    message=N_("A listing can have only one plan. Remove plan {number}, because only plan 1 is used."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("plans"),
    expected=N_("At most one plan"),
    bad="two plans",
    good="one plan",
)
def has_one_plan(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """There is at most one plan. The first one of an imported folder is used."""
    document = json_of(bundle, MANIFEST)
    for at in range(1, len(elements(value_at(document.value, "/pricing")))):
        pointer = f"/pricing/{at}"
        fix = fix_of(json_text(MANIFEST, document).removing(pointer), title=N_("Remove it"))
        yield finding(path="pricing.billing_type", file=MANIFEST, pointer=pointer, value=at, number=at + 1, fix=fix)


@plan_check(
    "PR-011",
    Severity.BLOCKER,
    N_("The trial must be 7 to 90 days, or 0 for no trial."),
    name=N_("Invalid trial length"),
    applies_to=N_("trial"),
    expected=N_("0, or 7 to 90 whole days"),
    bad='"trial_days": 5',
    good='"trial_days": 14',
)
def has_whole_trial(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """A trial is 0 or 7 to 90 whole days. A plan without a value has a trial of 14 days."""
    if plan.free_days is None:
        days = plan.values.get("trial_days")
        yield plan_finding("trial_days", days, message=_reason_against_trial(days), days=days, trial=DEFAULT_TRIAL_DAYS)


def _reason_against_trial(days: Json) -> str:
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        return _NOT_DAYS
    return _TOO_LONG if days > MAX_TRIAL_DAYS else _TOO_SHORT


@check(
    code="PR-012",
    name=N_("Price increase announced too late"),
    severity=Severity.WARNING,
    scope=Scope.SUBMISSION,
    message=N_(
        "The price is higher than the published one. Request a release on {earliest} or later, at least 30 days from "
        "now."
    ),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED, Need.TODAY),
    applies_to=N_("published plan"),
    expected=N_("A higher price starts at least 30 days from now"),
    bad="a price increase from today",
    good="a price increase in 30 days or later",
)
def announces_rise(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    before = price_of(context.published.section(Pricing)) if context.published else None
    now = price_of(bundle.section(Pricing))
    if before is None or now is None or now <= before or context.today is None:
        return
    notes, earliest = bundle.section(SubmissionNotes), context.today + timedelta(days=NOTICE_DAYS)
    wished = str(notes.values.get("requested_release_on") or "") if notes.requested_release == "on_date" else ""
    if not _is_later(wished, earliest):
        yield plan_finding("unit_price", bundle.section(Pricing).unit_price, earliest=earliest.isoformat())


def _is_later(text: str, earliest: date) -> bool:
    try:
        return date.fromisoformat(text) >= earliest
    except ValueError:
        return False
