"""Queries about the reviews that staff may see, that they have decided, and that teams must work on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db.models import Case, Count, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor
from common.navigation import request_actor
from listings.models import Listing, Revision
from listings.states.revision_states import AT_WORK, RevisionState
from reviews.calendar import BusinessCalendar, add_business_days
from reviews.models import Decision, Review, Thread
from reviews.policies import REVIEW_ESCALATION_DAYS, REVIEW_REMINDER_DAYS
from reviews.queries.calendars import calendars_of

M = TypeVar("M", bound=Model)
WITH_PARTNERS = (*AT_WORK, RevisionState.SUBMITTED)
# Listings on hold are few. With a subquery for each review, PostgreSQL would expect a slow query and compile it.
_ON_HOLD = Revision.objects.filter(listing__hold__gt="").exclude(state__in=WITH_PARTNERS)
IS_ON_HOLD = Q(days_left__isnull=False) & Q(revision__in=_ON_HOLD)


class TeamLoad(Struct, frozen=True, kw_only=True):
    """The numbers of a team's waiting and overdue reviews."""

    team: str
    waiting: int
    overdue: int

    @property
    def label(self) -> str:
        return str(Team(self.team).label)


def visible_open_reviews(actor: Actor) -> QuerySet[Review]:
    """The open reviews that the actor may see."""
    return visible_reviews(actor).filter(closed_at=None)


def visible_reviews(actor: Actor) -> QuerySet[Review]:
    """The reviews, open or closed, that the actor may see: none for partners; for staff, not those of their own
    organisations.
    """
    return of_visible_reviews(Review.objects.all(), actor)


def of_visible_reviews(rows: QuerySet[M], actor: Actor, review: str = "") -> QuerySet[M]:
    """Of these rows, those whose review, at this lookup ("review__"), is in `visible_reviews`."""
    if not actor.is_staff:
        return rows.none()
    organisations = list(actor.organisations)
    # Few staff are also partners; without own organisations no join is needed.
    return rows.exclude(**{f"{review}revision__listing__organisation__in": organisations}) if organisations else rows


def overdue_at(now: datetime) -> Q:
    """The condition for reviews that are overdue, as `Review.is_late` decides."""
    return Q(due_at__lt=Coalesce(F("incident_from"), Value(now)))


def reviews_decided_by(actor: Actor) -> QuerySet[Review]:
    """The visible reviews, open or closed, that the actor has decided.

    own_verdict is the latest decision, "" for a rejection, and decided_at its time. A lead who rejects a listing
    decides the review of their team.
    """
    # Few decisions are retracted: as a list of IDs they are read from an index, with a join all decisions would be.
    retracted = Decision.objects.filter(retracts__isnull=False).values("retracts")
    decisions = Decision.objects.filter(by=actor.id, retracts=None).exclude(pk__in=retracted)
    latest = decisions.filter(review=OuterRef("pk")).order_by("-at")
    rejections = Thread.objects.filter(opened_by=actor.id).exclude(rejection="")
    rejected = rejections.filter(revision=OuterRef("revision"), team=OuterRef("team")).order_by("-opened_at")
    is_rejected = Q(Exists(rejected), revision__in=rejections.values("revision"))
    # A union, because with "or" the database would read all reviews.
    decided = decisions.values("review").union(Review.objects.filter(is_rejected).values("pk"))
    rows = visible_reviews(actor).filter(pk__in=decided)
    return rows.annotate(
        decided_at=Coalesce(Subquery(rejected.values("opened_at")[:1]), Subquery(latest.values("at")[:1])),
        own_verdict=Case(When(is_rejected, then=Value("")), default=Subquery(latest.values("verdict")[:1])),
    )


def reviews_of_listing(listing: Listing, actor: Actor) -> list[Review]:
    """The reviews of the listing that the actor may see, those of the newest revision first. One query."""
    rows = visible_reviews(actor).filter(revision__listing=listing).select_related("revision")
    return sorted(rows, key=lambda review: (-review.revision.number, list(Team).index(Team(review.team)), review.pk))


def newly_overdue(now: datetime) -> QuerySet[Review]:
    """The overdue reviews whose teams were not yet told about this due date, with listings and submissions."""
    is_told = Q(overdue_notified_at__gte=F("due_at"))
    rows = Review.objects.filter(closed_at=None, due_at__lt=now, incident_from=None).exclude(is_told)
    return _with_listing(rows)


def due_soon(now: datetime) -> QuerySet[Review]:
    """The reviews that are due within REVIEW_REMINDER_DAYS, and about whose due date nobody was reminded yet."""
    limits = Q()
    for team, calendar in calendars_of(Team.values).items():
        limits |= Q(team=team, due_at__lte=add_business_days(now, REVIEW_REMINDER_DAYS.value, calendar))
    rows = Review.objects.filter(limits, closed_at=None, due_at__gt=now, incident_from=None)
    return _with_listing(rows.exclude(reminded_due_at=F("due_at")))


def long_overdue(now: datetime) -> QuerySet[Review]:
    """The overdue reviews about whose due date no lead was notified yet. `is_long_overdue` decides about each."""
    rows = Review.objects.filter(closed_at=None, due_at__lt=now, incident_from=None)
    return _with_listing(rows.exclude(escalated_due_at=F("due_at")))


def is_long_overdue(review: Review, now: datetime, calendar: BusinessCalendar) -> bool:
    """Whether the review has been overdue for REVIEW_ESCALATION_DAYS."""
    days = REVIEW_ESCALATION_DAYS.value
    return review.due_at is not None and add_business_days(review.due_at, days, calendar) <= now


def _with_listing(rows: QuerySet[Review]) -> QuerySet[Review]:
    return rows.select_related("revision__listing__organisation", "submission")


def waiting_for_teams(actor: Actor) -> QuerySet[Review]:
    """The reviews that wait for the actor's teams."""
    return visible_open_reviews(actor).filter(due_at__isnull=False, team__in=list(actor.teams))


def listings_on_hold(actor: Actor) -> int:
    """How many listings are on hold while teams review them: the actor's teams or, for an admin without teams, all."""
    rows = visible_open_reviews(actor).filter(IS_ON_HOLD, team__in=list(actor.teams) or Team.values)
    return rows.values("revision").distinct().count()


def team_loads(actor: Actor, now: datetime | None = None) -> dict[str, TeamLoad]:
    """{team: load} of every team. One query."""
    rows = grouped_loads(actor, now or timezone.now())
    return loads_from({row["tab"]: (row["waiting"], row["overdue"]) for row in rows})


def grouped_loads(actor: Actor, now: datetime) -> QuerySet[Review, dict[str, Any]]:
    """For each team with waiting reviews: the team as `tab`, and the numbers of `waiting` and `overdue` reviews."""
    rows = visible_open_reviews(actor).filter(due_at__isnull=False).order_by().annotate(tab=F("team")).values("tab")
    return rows.annotate(waiting=Count("pk"), overdue=Count("pk", filter=overdue_at(now)))  # type: ignore[return-value]  # annotated


def loads_from(numbers: Mapping[str, tuple[int, int]]) -> dict[str, TeamLoad]:
    """{team: load} of every team, from {team: (waiting, overdue)} of teams with waiting reviews."""
    pairs = {team: numbers.get(team, (0, 0)) for team in Team.values}
    return {team: TeamLoad(team=team, waiting=waiting, overdue=late) for team, (waiting, late) in pairs.items()}


_LOADS_ATTRIBUTE, _LISTINGS_ATTRIBUTE = "review_loads", "waiting_listings"


def loads_of(request: HttpRequest) -> Mapping[str, TeamLoad]:
    """{team: load}, counting only reviews that the reader may see."""
    if not hasattr(request, _LOADS_ATTRIBUTE):
        setattr(request, _LOADS_ATTRIBUTE, team_loads(request_actor(request)))
    return cast("Mapping[str, TeamLoad]", getattr(request, _LOADS_ATTRIBUTE))


def waiting_listings(request: HttpRequest) -> int:
    """How many listings wait for a review by the reader's teams."""
    if not hasattr(request, _LISTINGS_ATTRIBUTE):
        rows = waiting_for_teams(request_actor(request))
        setattr(request, _LISTINGS_ATTRIBUTE, rows.aggregate(number=Count("revision", distinct=True))["number"])
    return cast("int", getattr(request, _LISTINGS_ATTRIBUTE))


def keep_numbers(request: HttpRequest, loads: Mapping[str, TeamLoad], listings: int) -> None:
    """Let `loads_of` and `waiting_listings` return these, which the page has counted together with other numbers."""
    setattr(request, _LOADS_ATTRIBUTE, loads)
    setattr(request, _LISTINGS_ATTRIBUTE, listings)
