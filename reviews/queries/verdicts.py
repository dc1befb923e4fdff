"""Queries about the decisions of teams on submissions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from msgspec import Struct

from accounts.models import Team
from listings.models import Revision, Submission
from reviews.models import Decision, Review
from reviews.queries.decisions import decisions_in_force


class TeamVerdict(Struct, frozen=True, kw_only=True):
    """A team's decision on a submission. verdict is "" until the team has decided; is_waiting means it must act."""

    team: str
    verdict: str
    is_waiting: bool
    due_at: datetime | None
    decided_at: datetime | None
    note: str


def verdicts_on(submissions: Sequence[Submission]) -> Mapping[UUID, list[TeamVerdict]]:
    """{submission ID: verdicts} of teams that have decided or still can, in the order of teams. Two queries.

    The revisions of the submissions must be loaded.
    """
    reviews = list(Review.objects.filter(revision__in={row.revision_id for row in submissions}))
    reviews.sort(key=lambda review: Team.values.index(review.team))
    decided = decisions_in_force().filter(submission__in=[row.pk for row in submissions]).order_by("at", "pk")
    decisions = {(row.review_id, row.submission_id): row for row in decided}
    return {row.pk: _verdicts(row, reviews, decisions) for row in submissions}


def response_days(revision: Revision, teams: Sequence[str]) -> Mapping[str, int]:
    """The business days that each team has for the next submission: fewer if it has reviewed the revision before."""
    earlier_teams = set(Review.objects.filter(revision=revision).values_list("team", flat=True))
    return {team: settings.REREVIEW_DAYS if team in earlier_teams else settings.FIRST_RESPONSE_DAYS for team in teams}


def _verdicts(
    row: Submission, reviews: Sequence[Review], decisions: Mapping[tuple[UUID, UUID], Decision]
) -> list[TeamVerdict]:
    is_latest = row.round == row.revision.round
    states = []
    for review in reviews:
        decision = decisions.get((review.pk, row.pk))
        may_decide = is_latest and review.closed_at is None
        if review.revision_id == row.revision_id and (decision or may_decide):
            states.append(_verdict(review, decision))
    return states


def _verdict(review: Review, decision: Decision | None) -> TeamVerdict:
    return TeamVerdict(
        team=review.team,
        verdict=decision.verdict if decision else "",
        is_waiting=decision is None and review.waiting_since is not None,
        due_at=None if decision else review.due_at,
        decided_at=decision.at if decision else None,
        note=decision.note if decision else "",
    )
