"""Queries about incidents."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from reviews.calendar import BusinessCalendar, business_time_between
from reviews.models import Incident


def open_incidents(team: str) -> QuerySet[Incident]:
    """The incidents that stop the due dates of the team now, the earliest first: its own, and that of all teams."""
    return Incident.objects.filter(ended_at=None, team__in=[team, ""]).order_by("started_at", "pk")


def incident_reasons(teams: Iterable[str]) -> Mapping[str, str]:
    """{team: why its due dates are stopped}, without teams that have no incident. One query."""
    keys = set(teams)
    rows = list(Incident.objects.filter(ended_at=None, team__in=[*keys, ""]).order_by("-started_at", "pk"))
    return {team: row.reason for row in rows for team in (keys if not row.team else {row.team})}


def incident_time(team: str, *, start: datetime, end: datetime, calendar: BusinessCalendar) -> timedelta:
    """How much of the team's business time between two times was in incidents. Incidents may overlap. One query."""
    rows = Incident.objects.filter(Q(ended_at=None) | Q(ended_at__gt=start), team__in=[team, ""], started_at__lt=end)
    passed = timedelta(0)
    for row in rows.order_by("started_at", "pk"):
        until = min(row.ended_at or end, end)
        start = max(start, row.started_at)
        passed += business_time_between(start, until, calendar)
        start = max(start, until)
    return passed
