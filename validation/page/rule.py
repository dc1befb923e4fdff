"""The page of one check: what it checks, its mode, its findings in live listings and the effect of each mode."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from accounts.queries import names_of
from common.pages import Page, page_of
from common.tones import TONES
from listings.models import Listing
from listings.words import place_words
from tilekit.checks.catalogue import Check
from tilekit.checks.context import Need
from tilekit.checks.examples import example_of
from tilekit.checks.finding import Severity, Stage
from validation.models import LiveCheck, LiveFinding, Mode, RuleRollout
from validation.queries.report import RuleCounts, live_findings
from validation.stored import StoredFinding, from_row

LISTINGS, PLACES = 20, 5
# The most severe first: a listing has the state of its most severe finding.
_HARDEST = ("new", "breaks", "old", Severity.WARNING.value, Severity.ADVICE.value, "waived")
_SEVERITIES = TONES["severity"]
_STAGES = {
    Stage.INSTANT: gettext_lazy("After every save"),
    Stage.DEEP: gettext_lazy("In the background, after each submission"),
}


class PlaceShown(Struct, frozen=True, kw_only=True):
    """One finding and its place. state belongs to the tones family `hit`."""

    finding: StoredFinding
    place: str
    state: str


class HitShown(Struct, frozen=True, kw_only=True):
    """A live listing with findings of the check. more counts the findings that are not shown."""

    listing: Listing
    state: str
    places: Sequence[PlaceShown]
    more: int


class Effect(Struct, frozen=True, kw_only=True):
    """The effect of a mode: told counts live listings whose partner sees findings, breaks those that fail."""

    mode: Mode
    is_now: bool
    told: int
    breaks: int


class RolloutShown(Struct, frozen=True, kw_only=True):
    """by is a name, "" for the portal; at is None if the mode was never set."""

    mode: Mode
    by: str
    at: datetime | None


def rollout_of(code: str) -> RolloutShown:
    """The mode of a check and who set it. At most three queries."""
    row = RuleRollout.objects.filter(pk=code).first()
    if row is None:
        return RolloutShown(mode=Mode.ENFORCE, by="", at=None)
    by = names_of([row.by]).get(row.by, _("former member")) if row.by else ""
    return RolloutShown(mode=Mode(row.mode), by=by, at=row.at)


def effects_of(counts: RuleCounts, now: Mode) -> list[Effect]:
    """The effect of each mode on the current live listings."""
    means = {Mode.OBSERVE: (0, 0), Mode.WARN: (counts.told, 0), Mode.ENFORCE: (counts.told, counts.breaks)}
    return [Effect(mode=mode, is_now=mode is now, told=told, breaks=breaks) for mode, (told, breaks) in means.items()]


def hits_page(code: str, *, after: str) -> tuple[Sequence[HitShown], Page[LiveCheck]]:
    """The live listings with findings of the check, by name. Two queries."""
    found = live_findings().filter(code=code)
    rows = LiveCheck.objects.filter(pk__in=found.values("check_of")).select_related("listing__organisation")
    page = page_of(rows, order=("listing__name", "pk"), size=LISTINGS, after=after)
    listed = [row.pk for row in page.rows]
    ordered = found.filter(check_of__in=listed).order_by("check_of", "pk")
    findings = {pk: list(group) for pk, group in groupby(ordered, key=lambda each: each.check_of_id)}
    return [_hit(row.listing, findings.get(row.pk, ())) for row in page.rows], page


def state_of(row: LiveFinding) -> str:
    """The state of a finding in a live listing (tones family `hit`). The row must have the annotation is_waived."""
    if row.is_waived:  # type: ignore[attr-defined]  # annotated
        return "waived"
    if row.severity != Severity.BLOCKER:
        return row.severity
    if row.is_old:
        return "old"
    return "new" if row.is_new else "breaks"


def place_of(row: LiveFinding) -> str:
    """The display name of its place."""
    return place_words(row.path, row.file, row.line)


def facts_of(check: Check) -> list[dict[str, object]]:
    """Facts about the check, for the `facts` component."""
    softer = _("{severity} if only a folder is checked").format(severity=_SEVERITIES[check.severity].label)
    found: list[dict[str, object]] = [
        {
            "label": _("Severity"),
            "value": _SEVERITIES[check.in_submission].label,
            "note": softer if check.severity is not check.in_submission else "",
        },
        {"label": _("When it runs"), "value": _STAGES[check.stage]},
        {"label": _("Fix"), "value": _("Available for some findings") if check.is_fixable else _("Not available")},
    ]
    if check.is_security:
        note = _("Also blocks a revision if the problem is already live.")
        found.append({"label": _("Security"), "value": _("Yes"), "note": note})
    if Need.NETWORK in {*check.needs, *check.wants}:
        found.append({"label": _("Live listings"), "value": _("Links are not checked in live listings.")})
    if Need.SHIPPED in check.needs:
        text = _("The newest list under “Agent packages”. Without a list, this check is skipped.")
        found.append({"label": _("Compared with"), "value": text})
    return found


def examples_of(code: str) -> list[dict[str, object]]:
    """An incorrect and a correct example; none for checks that apply to any field."""
    bad, good = example_of(code)
    shown = (("bad", _("Incorrect"), bad), ("good", _("Correct"), good))
    return [{"kind": kind, "label": label, "text": text} for kind, label, text in shown if text]


def _hit(listing: Listing, rows: Iterable[LiveFinding]) -> HitShown:
    places = [PlaceShown(finding=from_row(row), place=place_of(row), state=state_of(row)) for row in rows]
    places.sort(key=lambda each: _HARDEST.index(each.state))
    state = places[0].state if places else "waived"
    return HitShown(listing=listing, state=state, places=places[:PLACES], more=max(len(places) - PLACES, 0))
