"""Actions on the business calendars of teams. Each save is a new version; due dates that are set already stay."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Team
from audit.writes import record_event
from common.actions import action, assert_storable, in_transaction
from common.actor import Actor
from common.constraints import raises_if_violated
from common.errors import NotAllowed, NotFound
from reviews.actions.access import person_of
from reviews.business_hours import TypedCalendar, calendar_from, faults_of, stored_calendar
from reviews.calendar import BusinessCalendar
from reviews.errors import CalendarChanged, CalendarRefused
from reviews.guards import may_edit_texts
from reviews.models import TeamCalendar
from reviews.queries.calendars import CalendarVersion, calendar_at, calendar_version, current_calendar


@action
def save_calendar(*, team: str, typed: TypedCalendar, seen: int, by: Actor, now: datetime) -> CalendarVersion:
    """Store the calendar as the team's newest version. Without a change, the current version stays.

    seen is the number of the version that the actor edited. Raises NotFound, NotAllowed, CalendarChanged,
    CalendarRefused, CharacterRefused.
    """
    current = _current(team, seen=seen, by=by)
    assert_storable([typed.zone, typed.holidays, *typed.hours.values()])
    if faults := faults_of(typed):
        raise CalendarRefused(fields=faults)
    calendar = calendar_from(typed)
    return current if calendar == current.calendar else _add_version(team, calendar, after=current, by=by, now=now)


@action
def restore_calendar(*, team: str, number: int, seen: int, by: Actor, now: datetime) -> CalendarVersion:
    """Make the calendar of an earlier version the team's newest version. Version 0 follows the settings again.

    Raises the errors of `save_calendar`.
    """
    current, earlier = _current(team, seen=seen, by=by), calendar_at(team, number)
    if earlier is None:
        raise NotFound
    if (earlier.calendar, earlier.follows_settings) == (current.calendar, current.follows_settings):
        return current
    restores = 0 if earlier.follows_settings else number
    return _add_version(team, earlier.calendar, after=current, by=by, now=now, restores=restores)


def _current(team: str, *, seen: int, by: Actor) -> CalendarVersion:
    """The current version if the actor may edit the calendar and has seen it."""
    if team not in Team.values:
        raise NotFound
    if not may_edit_texts(by, team):
        raise NotAllowed
    current = current_calendar(team)
    if current.number != seen:
        raise CalendarChanged(person=current.by)
    return current


@in_transaction
def _add_version(
    team: str,
    calendar: BusinessCalendar,
    *,
    after: CalendarVersion,
    by: Actor,
    now: datetime,
    restores: int | None = None,
) -> CalendarVersion:
    row = TeamCalendar(
        team=team,
        number=after.number + 1,
        content=stored_calendar(calendar),
        restores=restores,
        by_id=person_of(by),
        at=now,
    )
    # Version 0 has no row that could be locked, so of two people who save at once, the constraint refuses one.
    columns = "reviews_teamcalendar.team, reviews_teamcalendar.number"
    with raises_if_violated("reviews_teamcalendar_number", columns, CalendarChanged(person=_("A colleague"))):
        row.save(force_insert=True)
    record_event("calendar.save", by=by, objects={"team": team, "version": row.number}, now=now)
    return calendar_version(row)
