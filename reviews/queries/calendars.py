"""Queries about the business calendars of teams."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from msgspec import Struct

from reviews.business_hours import read_calendar
from reviews.calendar import DAY_MINUTES, BusinessCalendar
from reviews.models import TeamCalendar
from reviews.policies import HOLIDAYS


class CalendarVersion(Struct, frozen=True, kw_only=True):
    """A version of a team's calendar. Number 0 is that of the settings and has neither author (by, a name) nor time.

    A version that restores number 0 follows the settings, too: its calendar changes with them.
    """

    number: int
    calendar: BusinessCalendar
    by: str = ""
    at: datetime | None = None
    restores: int | None = None

    @property
    def follows_settings(self) -> bool:
        return not self.number or self.restores == 0


def portal_calendar() -> BusinessCalendar:
    """The calendar of the settings: whole days in the portal's time zone. Teams without their own use it."""
    return BusinessCalendar(
        zone=settings.TIME_ZONE,
        hours=dict.fromkeys(sorted(settings.BUSINESS_WEEKDAYS), (0, DAY_MINUTES)),
        holidays=HOLIDAYS.value,
    )


def calendar_versions(team: str) -> QuerySet[TeamCalendar]:
    """The stored versions, the newest first, with their authors."""
    return TeamCalendar.objects.filter(team=team).select_related("by").order_by("-number")


def current_calendar(team: str) -> CalendarVersion:
    """The version that counts. One query."""
    row = calendar_versions(team).first()
    return calendar_version(row) if row else CalendarVersion(number=0, calendar=portal_calendar())


def calendar_at(team: str, number: int) -> CalendarVersion | None:
    """The version with the number; None if there is none."""
    if not number:
        return CalendarVersion(number=0, calendar=portal_calendar())
    row = calendar_versions(team).filter(number=number).first()
    return calendar_version(row) if row else None


def calendar_of(team: str) -> BusinessCalendar:
    """The calendar in which the due dates of the team are counted. One query."""
    return calendars_of([team])[team]


def calendars_of(teams: Iterable[str]) -> Mapping[str, BusinessCalendar]:
    """{team: its calendar}. One query."""
    keys, default = list(teams), portal_calendar()
    rows = TeamCalendar.objects.filter(team__in=keys).order_by("number")
    newest = {row.team: row for row in rows}  # the last row of a team has its highest number
    return {team: _calendar_in(newest[team], default) if team in newest else default for team in keys}


def calendar_version(row: TeamCalendar) -> CalendarVersion:
    """A stored version, whose author is loaded."""
    return CalendarVersion(
        number=row.number,
        calendar=_calendar_in(row, portal_calendar()),
        by=row.by.get_full_name(),
        at=row.at,
        restores=row.restores,
    )


def _calendar_in(row: TeamCalendar, default: BusinessCalendar) -> BusinessCalendar:
    """The calendar of a stored version; default if it restored that of the settings."""
    return default if row.restores == 0 else read_calendar(row.content)
