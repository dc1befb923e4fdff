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
from common.lists import labelled
from reviews.business_hours import WEEKDAYS, hours_text
from reviews.guards import may_edit_texts, may_stop_due_dates
from reviews.models import Incident
from reviews.queries.calendars import CalendarVersion


class ShownCalendar(Struct, frozen=True, kw_only=True):
    """A version of a calendar. hours has a line for each weekday on which somebody works."""

    version: CalendarVersion
    hours: Sequence[str]
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


def shown_calendars(team: str, versions: Iterable[CalendarVersion]) -> list[ShownCalendar]:
    return [
        ShownCalendar(
            version=version,
            hours=_shown_hours(version),
            note=_note(version),
            restore_url=reverse("reviews:calendar-restore", args=[team, version.number]),
        )
        for version in versions
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
    return [labelled(capfirst(dates.WEEKDAYS[day - 1]), text) for day, text in texts.items() if text]


def _may_end(row: Incident, actor: Actor) -> bool:
    return row.ended_at is None and may_stop_due_dates(actor, row.team)


def _note(version: CalendarVersion) -> str:
    if not version.number:
        return _("Comes with the portal")
    return "" if version.restores is None else _("Restores version {number}").format(number=version.restores)
