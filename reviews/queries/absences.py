"""Queries about the absences of reviewers."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import TeamMembership
from reviews.calendar import local_day
from reviews.models import Absence, Claim
from reviews.queries.calendars import calendars_of


def is_away(person_id: UUID, day: date) -> bool:
    return absences_on([person_id], day).exists()


def people_away(day: date) -> set[UUID]:
    """The IDs of the people who are away on the day."""
    return set(Absence.objects.filter(first_day__lte=day, last_day__gte=day).values_list("person_id", flat=True))


def absences_on(people: Iterable[UUID], day: date) -> QuerySet[Absence]:
    """The absences of the people that include the day."""
    return Absence.objects.filter(person__in=list(people), first_day__lte=day, last_day__gte=day)


def coming_absences(people: Iterable[UUID], day: date) -> QuerySet[Absence]:
    """The absences of the people that have not ended before the day, the earliest first."""
    return Absence.objects.filter(person__in=list(people), last_day__gte=day).order_by("first_day", "pk")


def claims_of_leavers() -> QuerySet[Claim]:
    """The claims of people who no longer review for the team, such as those who left it."""
    members = TeamMembership.objects.filter(team=OuterRef("review__team"), person=OuterRef("person"))
    open_claims = Claim.objects.filter(released_at=None, review__closed_at=None)
    return open_claims.exclude(Exists(members.filter(person__is_active=True)))


def claims_of_absent(now: datetime) -> Mapping[int, Absence]:
    """{ID of a claim: the absence of its holder}, in the time zone of the team of the review. At most three queries."""
    open_claims = Claim.objects.filter(released_at=None, review__closed_at=None)
    rows = list(open_claims.filter(person__absences__isnull=False).select_related("review").distinct())
    absences = list(Absence.objects.filter(person__in={claim.person_id for claim in rows}).order_by("first_day"))
    calendars = calendars_of({claim.review.team for claim in rows})
    result = {}
    for claim in rows:
        day = local_day(calendars[claim.review.team], now)
        current = [row for row in absences if row.person_id == claim.person_id and row.first_day <= day <= row.last_day]
        if current:
            result[claim.pk] = current[0]
    return result
