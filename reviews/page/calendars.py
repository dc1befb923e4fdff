"""Prepares the pages about the time of teams: calendars with their versions, and incidents."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import dates
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor
from common.lists import joined_with_and, labelled
from page_parts.times import format_time
from reviews.business_hours import WEEKDAYS, hours_text
from reviews.calendar import BusinessCalendar
from reviews.guards import may_edit_texts, may_stop_due_dates
from reviews.models import Incident
from reviews.queries.calendars import CalendarVersion


class ShownCalendar(Struct, frozen=True, kw_only=True):
    """A version of a calendar. hours has a line for each weekday on which somebody works.

    changes has a line for each difference from the version before.
    """

    version: CalendarVersion
    hours: Sequence[str]
    changes: Sequence[str]
    note: str
    restore_url: str


class ShownIncident(Struct, frozen=True, kw_only=True):
    """An incident. end_url is "" if it has ended or the reader may not end it."""

    team: str
    reason: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    end_url: str


def team_tabs(actor: Actor, current: str) -> list[Mapping[str, object]]:
    """The calendars that the actor may edit, as tabs."""
    return [
        {
            "label": team.label,
            "href": reverse("reviews:calendar-edit", args=[team.value]),
            "is_current": team.value == current,
        }
        for team in Team
        if may_edit_texts(actor, team)
    ]


def shown_calendars(
    team: str, versions: Sequence[CalendarVersion], before: CalendarVersion | None
) -> list[ShownCalendar]:
    """The versions, the newest first. before is the version before the last of them, None if that is the first."""
    earlier = [*versions[1:], before]
    return [
        ShownCalendar(
            version=version,
            hours=_shown_hours(version),
            changes=_changes(previous.calendar, version.calendar) if previous else (),
            note=_note(version),
            restore_url=reverse("reviews:calendar-restore", args=[team, version.number]),
        )
        for version, previous in zip(versions, earlier, strict=True)
    ]


def shown_incidents(rows: Iterable[Incident], actor: Actor) -> list[ShownIncident]:
    """The people who started them must be loaded."""
    return [
        ShownIncident(
            team=str(Team(row.team).label) if row.team else _("All teams"),
            reason=row.reason,
            started_by=row.started_by.get_full_name(),
            started_at=row.started_at,
            ended_at=row.ended_at,
            end_url=reverse("reviews:incident-end", args=[row.pk]) if _may_end(row, actor) else "",
        )
        for row in rows
    ]


def _shown_hours(version: CalendarVersion) -> list[str]:
    texts = {day: hours_text(version.calendar, day) for day in WEEKDAYS}
    return [labelled(_weekday_name(day), text) for day, text in texts.items() if text]


def _weekday_name(day: int) -> str:
    return capfirst(dates.WEEKDAYS[day - 1])


def _changes(before: BusinessCalendar, after: BusinessCalendar) -> list[str]:
    hours = {_weekday_name(day): (hours_text(before, day), hours_text(after, day)) for day in WEEKDAYS}
    texts = {_("Time zone"): (before.zone, after.zone), **hours}
    days = {
        _("Added holidays"): after.holidays - before.holidays,
        _("Removed holidays"): before.holidays - after.holidays,
    }
    return [
        *(labelled(label, f"{old or '–'} → {new or '–'}") for label, (old, new) in texts.items() if old != new),
        *(labelled(label, joined_with_and(map(format_time, sorted(which)))) for label, which in days.items() if which),
    ]


def _may_end(row: Incident, actor: Actor) -> bool:
    return row.ended_at is None and may_stop_due_dates(actor, row.team)


def _note(version: CalendarVersion) -> str:
    if not version.number:
        return _("Comes with the portal")
    return "" if version.restores is None else _("Restores version {number}").format(number=version.restores)
