"""The sections of the settings file about teams: calendars, checklists and saved replies.

The values of a team that uses those of the portal are null.
"""

from collections.abc import Mapping
from functools import partial

import msgspec
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team
from common.lazy_text import LazyText
from common.settings_sections import FileSection, SettingsImport, register_section
from reviews.actions import restore_calendar, restore_team_texts, save_calendar, save_team_texts
from reviews.business_hours import calendar_from, read_calendar, stored_calendar, typed_calendar
from reviews.business_hours import faults_of as faults_of_calendar
from reviews.models import TextsKind
from reviews.queries.calendars import calendars_of, current_calendar, portal_calendar
from reviews.queries.team_texts import built_in_version, current_texts
from reviews.team_texts import faults_of, read_items, stored_items
from tilekit.core.field import Json

_FIRST_TEAM = Team.values[0]  # its page has tabs for the other teams


def _calendars() -> Mapping[str, Json]:
    default = portal_calendar()
    return {
        team: None if calendar == default else stored_calendar(calendar)
        for team, calendar in calendars_of(Team.values).items()
    }


def _checked_calendar(_team: str, value: Json) -> Json:
    if value is None:
        return None
    try:
        typed = typed_calendar(read_calendar(value))
    except (msgspec.ValidationError, TypeError) as fault:
        raise ValidationError(_("This value has the wrong type."), code="type") from fault
    _refuse(faults_of_calendar(typed))
    return stored_calendar(calendar_from(typed))


def _save_calendar(team: str, value: Json, by_import: SettingsImport) -> None:
    seen = current_calendar(team).number
    if value is None:
        restore_calendar(team=team, number=0, seen=seen, by=by_import.by, now=by_import.now)
    else:
        typed = typed_calendar(read_calendar(value))
        save_calendar(team=team, typed=typed, seen=seen, by=by_import.by, now=by_import.now)


def _texts(kind: TextsKind) -> Mapping[str, Json]:
    return {team: _own_items(kind, team) for team in Team.values}


def _own_items(kind: TextsKind, team: str) -> Json:
    items = current_texts(kind, team).items
    return None if tuple(items) == tuple(built_in_version(kind, team).items) else [*stored_items(items)]


def _checked_texts(kind: TextsKind, _team: str, value: Json) -> Json:
    if value is None:
        return None
    try:
        items = read_items(value)
    except msgspec.ValidationError as fault:
        raise ValidationError(_("This value has the wrong type."), code="type") from fault
    _refuse(faults_of(kind, items))
    return [*stored_items(items)]


def _save_texts(team: str, value: Json, by_import: SettingsImport, *, kind: TextsKind) -> None:
    seen, by, now = current_texts(kind, team).number, by_import.by, by_import.now
    if value is None:
        restore_team_texts(kind=kind, team=team, number=0, seen=seen, by=by, now=now)
    else:
        save_team_texts(kind=kind, team=team, items=read_items(value), seen=seen, by=by, now=now)


def _refuse(faults: Mapping[str, str]) -> None:
    if faults:
        raise ValidationError([f"{field}: {reason}" for field, reason in faults.items()])


def _label(team: str) -> LazyText:
    return Team(team).label


register_section(
    FileSection(
        name="calendars",
        heading=gettext_lazy("Calendar"),
        values=_calendars,
        label=_label,
        checked=_checked_calendar,
        save=_save_calendar,
        page_url=reverse_lazy("reviews:calendar-edit", args=[_FIRST_TEAM]),
    )
)
for _kind in TextsKind:
    register_section(
        FileSection(
            name={TextsKind.CHECKLIST: "checklists", TextsKind.REPLIES: "replies"}[_kind],
            heading=_kind.label,
            values=partial(_texts, _kind),
            label=_label,
            checked=partial(_checked_texts, _kind),
            save=partial(_save_texts, kind=_kind),
            page_url=reverse_lazy("reviews:texts-edit", args=[_FIRST_TEAM, _kind.value]),
        )
    )
