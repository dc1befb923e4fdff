"""Queries about the decisions of teams on submissions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from msgspec import Struct

from accounts.models import Team
from listings.models import Listing, Revision, Submission
from listings.states.revision_states import REVIEWABLE, RevisionState
from reviews.calendar import BusinessCalendar, add_business_days, add_business_time, business_time_between
from reviews.guards import RETRACT_WITHIN
from reviews.models import Claim, Decision, Review
from reviews.policies import APPROVAL_REUSE_DAYS, FIRST_RESPONSE_DAYS, REREVIEW_DAYS
from reviews.queries.calendars import calendars_of
from reviews.teams import REMIT_OF, Documents, digests_read, documents_read
from validation.queries.runs import had_same_blocking_checks


def live_submission(listing: Listing) -> Submission | None:
    """The live submission of the listing; None if it was never released."""
    if listing.live_release_id is None:
        return None
    return Submission.objects.get(releases__pk=listing.live_release_id)


def live_documents(listing: Listing) -> Documents | None:
    """The live documents of the listing, as teams read them; None if it was never released."""
    live = live_submission(listing)
    return documents_read(live) if live else None


def decisions_in_force() -> QuerySet[Decision]:
    """Decisions that were not withdrawn."""
    # For `retracts=None` SQLite would read nearly all decisions, because it uses the unique index of that column.
    return Decision.objects.exclude(verdict="").filter(retracted_by=None)


def latest_decisions(review_ids: Iterable[UUID]) -> dict[UUID, Decision]:
    """{review ID: its latest decision}, without withdrawn decisions."""
    rows = decisions_in_force().filter(review_id__in=list(review_ids)).select_related("by").order_by("at", "pk")
    return {decision.review_id: decision for decision in rows}


def reusable_approval(team: str, revision: Revision, now: datetime) -> Decision | None:
    """The team's approval of an earlier revision that applies to this one if the content is the same; None otherwise.

    It must be the team's last decision about the listing and recent, and the same checks must have been able to prevent
    that submission.
    """
    if REMIT_OF[team].decides_each_revision or revision.number == 1:
        return None
    decisions = decisions_in_force().filter(review__team=team, review__revision__listing=revision.listing_id)
    last = decisions.select_related("review", "submission").order_by("-at", "-pk").first()
    if last is None or last.review.revision_id == revision.pk or not last.is_approval:
        return None
    is_recent = now - _original(last).at <= timedelta(days=APPROVAL_REUSE_DAYS.value)
    return last if is_recent and had_same_blocking_checks(last.submission, last.at) else None


def standing_approvals(
    revision: Revision, teams: Iterable[str], documents: Documents, *, now: datetime
) -> Mapping[str, Decision]:
    """{team: its approval that applies to these documents too, because nothing that the team reads has changed}.

    It is the team's last decision on the revision or, if there is none, an approval of an earlier revision.
    """
    reviews = dict(Review.objects.filter(revision=revision, closed_at=None).values_list("team", "pk"))
    decisions = latest_decisions(reviews.values())
    approvals = {}
    for team in teams:
        decision = decisions.get(reviews[team]) if team in reviews else None
        decision = decision or reusable_approval(team, revision, now)
        if decision and decision.is_approval and decision.reads == digests_read(team, documents):
            approvals[team] = decision
    return approvals


def _original(decision: Decision) -> Decision:
    """The decision of a person from which this one was carried over, through all submissions."""
    while decision.carried_from:
        decision = decision.carried_from
    return decision


def active_claims(review_ids: Iterable[UUID], now: datetime) -> dict[UUID, Claim]:
    """{review ID: claim}, without claims that have expired."""
    return _active_claims(Claim.objects.filter(review_id__in=list(review_ids)).select_related("person"), now)


def _active_claims(claims: QuerySet[Claim], now: datetime) -> dict[UUID, Claim]:
    rows = claims.filter(Claim.unexpired(now), released_at=None)
    return {claim.review_id: claim for claim in rows}


def is_retractable(decision: Decision, revision: Revision, *, now: datetime) -> bool:
    """Whether the decision on the revision's latest submission can be withdrawn.

    It must be recent. An approval must not be carried over, and the tile not be enabled yet; teams can withdraw one
    while the partner edits, because it would apply to the next submission. A request for changes must
    be the last thing that happened to the revision: the partner has neither edited nor submitted it since.
    """
    if now - decision.at > RETRACT_WITHIN or decision.carried_from_id is not None:
        return False
    if decision.is_approval:
        return revision.state in {*REVIEWABLE, RevisionState.CHANGES_REQUESTED, RevisionState.APPROVED}
    return revision.state == RevisionState.CHANGES_REQUESTED and revision.active_at == decision.at


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


def next_due_dates(revision: Revision, teams: Sequence[str], now: datetime) -> Mapping[str, datetime]:
    """{team: when its review of a submission is due if the checks pass now}. Two queries."""
    reviews = {review.team: review for review in Review.objects.filter(revision=revision).order_by("opened_at", "pk")}
    calendars = calendars_of(teams)
    return {team: _next_due_date(reviews.get(team), now, calendars[team]) for team in teams}


def _next_due_date(review: Review | None, now: datetime, calendar: BusinessCalendar) -> datetime:
    """A team keeps the rest of its time, but has at least one business day. review is its last one of the revision.

    If no time was left because the team had decided, it has the time of a later review.
    """
    if review is None:
        return add_business_days(now, FIRST_RESPONSE_DAYS.value, calendar)
    if review.closed_at is None and review.paused_at and review.paused_due_at:
        turn = business_time_between(review.paused_at, now, calendar)
        rest = add_business_time(review.paused_due_at, turn, calendar)
        return max(rest, add_business_days(now, 1, calendar))
    if review.closed_at is None and review.days_left is not None:
        return add_business_days(now, max(1, review.days_left), calendar)
    return add_business_days(now, REREVIEW_DAYS.value, calendar)


def _verdicts(
    row: Submission, reviews: Sequence[Review], decisions: Mapping[tuple[UUID, UUID], Decision]
) -> list[TeamVerdict]:
    is_latest = row.submission_number == row.revision.submission_number
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
        due_at=None if decision or review.incident_from else review.due_at,
        decided_at=decision.at if decision else None,
        note=decision.note if decision else "",
    )
