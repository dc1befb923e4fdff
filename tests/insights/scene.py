"""A small history of a listing, whose numbers the tests compute by hand.

It was submitted on Monday, 2 March 2026 at 09:00. Documentation requested changes after 26 hours. The partner submitted
again after 72 hours, the four teams approved after 74, 75, 76 and 78 hours, and it went live after 240 hours.
"""

from datetime import date, datetime

from django.utils import timezone
from msgspec import Struct

from insights.models import MonthCounts, RevisionCounts
from insights.roll_up import roll_up
from listings.models import Release, ReleaseKind
from reviews.models import Thread, ThreadState
from tests.reviews.scene import DOCS, FIRST_TEAMS, InReview, after, in_review
from validation.models import Run, RunFinding

MARCH = date(2026, 3, 1)
APPROVED_AFTER = dict(zip(FIRST_TEAMS, (74, 75, 76, 78), strict=True))
Counts = dict[str, dict[str, int]]


class History(Struct, frozen=True, kw_only=True):
    scene: InReview

    def count(self, *, now: datetime | None = None) -> int:
        return roll_up(clock=lambda: now or timezone.now())


def counts(team: str = "", month: date = MARCH) -> Counts:
    """The sums of the month."""
    rows = MonthCounts.objects.filter(team=team, month=month)
    return rows.get().counts if rows else {}


def stored() -> list[tuple[object, ...]]:
    """All counts and sums."""
    columns = ("month", "team", "route", "kind", "counts")
    return [
        *MonthCounts.objects.order_by(*columns[:4]).values_list(*columns),
        *RevisionCounts.objects.order_by("revision", *columns[:4]).values_list("revision", *columns),
    ]


def small_history(**options: object) -> History:
    scene = in_review(**options)
    report(scene, {"MD-047": "blocker", "TX-001": "warning", "IM-014": "advice"})
    scene.comment(DOCS, path="setup.setup_md", is_blocking=True, now=after(hours=25))
    scene.comment(DOCS, is_blocking=True, now=after(hours=25))
    scene.send_back(DOCS, now=after(hours=26))
    Thread.objects.update(state=ThreadState.RESOLVED, resolved_at=after(hours=30))
    scene.edit(short_description="Watch the queues of a widget.", now=after(hours=31))
    scene.resubmit(now=after(hours=72))
    for team, hours in APPROVED_AFTER.items():
        scene.approve(team, now=after(hours=hours))
    go_live(scene, now=after(hours=240))
    history = History(scene=scene)
    history.count()
    return history


def report(scene: InReview, severities: dict[str, str]) -> None:
    """Store findings of the newest run."""
    run = Run.objects.filter(revision=scene.revision_id).latest("created_at")
    RunFinding.objects.bulk_create(
        RunFinding(run=run, code=code, severity=severity, message=code, fingerprint="f" * 16)
        for code, severity in severities.items()
    )


def go_live(scene: InReview, *, now: datetime) -> Release:
    """Release the newest submission, without the sandbox, which has its own tests."""
    revision = scene.revision
    return Release.objects.create(
        listing=revision.listing, submission=scene.submission, kind=ReleaseKind.PUBLISH, at=now
    )
