"""Queries about what the fast lane would have done, and what people decided."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When

from common.actor import Actor
from reviews.models import LaneResult, Review, Verdict
from reviews.queries.verdicts import decisions_in_force
from reviews.queries.workload import of_visible_reviews

MAX_LANE_RESULTS = 2_000  # the outcome of each is computed


class LaneOutcome(TextChoices):
    """What people decided about a submission that the fast lane would have approved."""

    AGREED = "agreed"
    MISSED = "missed"
    OPEN = "open"
    UNDECIDED = "undecided"


def lane_results(actor: Actor, *, since: datetime) -> QuerySet[LaneResult]:
    """The results since a time, of reviews that the actor may see. outcome is a LaneOutcome, decided_at its time.

    Only the latest decision of a person about the same submission counts, or a rejection of the listing.
    """
    decisions = decisions_in_force().filter(
        review=OuterRef("review"), submission=OuterRef("submission"), carried_from=None
    )
    latest = decisions.order_by("-at", "-pk")
    is_rejected = Q(review__close_reason="reject", review__submission=F("submission"))
    is_open = Q(review__closed_at=None, review__submission=F("submission"), review__paused_at=None)
    rows = of_visible_reviews(LaneResult.objects.filter(at__gte=since), actor, "review__")
    return rows.annotate(
        verdict=Subquery(latest.values("verdict")[:1]), decided_at=Subquery(latest.values("at")[:1])
    ).annotate(
        outcome=Case(
            When(is_rejected | Q(verdict=Verdict.REQUEST_CHANGES), then=Value(LaneOutcome.MISSED)),
            When(verdict=Verdict.APPROVE, then=Value(LaneOutcome.AGREED)),
            When(is_open, then=Value(LaneOutcome.OPEN)),
            default=Value(LaneOutcome.UNDECIDED),
        )
    )


def start_of_latest(actor: Actor, *, since: datetime) -> datetime | None:
    """The time of the oldest of the latest 2,000 results that the actor may see; None if there are fewer since then."""
    rows = of_visible_reviews(LaneResult.objects.filter(at__gte=since), actor, "review__")
    return rows.order_by("-at", "-id").values_list("at", flat=True)[MAX_LANE_RESULTS - 1 : MAX_LANE_RESULTS].first()


def lane_counts(rows: QuerySet[LaneResult]) -> Mapping[str, Mapping[str, int]]:
    """{team: {outcome: number, "drawn": those to be reviewed anyway}}, for what would have been approved. One query."""
    approved = rows.filter(exclusion="").order_by()
    groups = approved.values_list("review__team", "outcome")  # type: ignore[misc]  # annotated
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    # By outcome, which is then computed once for each result and not for each number.
    numbers = groups.annotate(number=Count("pk"), drawn=Count("pk", filter=Q(is_drawn=True)))
    for team, outcome, number, drawn in numbers:
        counts[team].update({outcome: number, "drawn": drawn})
    return counts


def exclusion_counts(rows: QuerySet[LaneResult]) -> Mapping[str, int]:
    """{exclusion: number of submissions}, without those that the fast lane would have approved. One query."""
    excluded = rows.exclude(exclusion="").order_by().values("exclusion")
    return {row["exclusion"]: row["number"] for row in excluded.annotate(number=Count("submission", distinct=True))}


def missed_results(rows: QuerySet[LaneResult]) -> QuerySet[LaneResult]:
    """The results in which the fast lane would have approved what people returned or rejected."""
    missed = rows.filter(exclusion="", outcome=LaneOutcome.MISSED)  # type: ignore[misc]  # annotated
    return missed.select_related("review__revision__listing__organisation")


def result_of(review: Review, submission_id: UUID) -> LaneResult | None:
    """The result for the team's review of the submission; None if there is none."""
    return LaneResult.objects.filter(review=review, submission=submission_id).first()
