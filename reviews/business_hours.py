"""The calendar of a team as people edit it and as it is stored."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec
from django.utils.translation import gettext as _
from msgspec import Struct

from page_parts.times import zone_names
from reviews.calendar import DAY_MINUTES, BusinessCalendar
from tilekit.core.field import Json

WEEKDAYS = range(1, 8)
MAX_HOLIDAYS = 400
_HOURS = re.compile(r"([0-9]{1,2}):([0-5][0-9])\s*[-–—]\s*([0-9]{1,2}):([0-5][0-9])", re.ASCII)


class TypedCalendar(Struct, frozen=True, kw_only=True):
    """What a form contains. hours is {ISO weekday: “09:00–17:00”, "" for none}; holidays has a date on each line."""

    zone: str
    hours: Mapping[int, str]
    holidays: str

    @property
    def holiday_lines(self) -> list[str]:
        return list(filter(None, map(str.strip, self.holidays.splitlines())))


def typed_calendar(calendar: BusinessCalendar) -> TypedCalendar:
    """The calendar as texts, for its form."""
    return TypedCalendar(
        zone=calendar.zone,
        hours={weekday: hours_text(calendar, weekday) for weekday in WEEKDAYS},
        holidays="\n".join(map(str, sorted(calendar.holidays))),
    )


def hours_text(calendar: BusinessCalendar, weekday: int) -> str:
    """The hours of a weekday: “09:00–17:00”; "" for none."""
    if weekday not in calendar.hours:
        return ""
    return "–".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in calendar.hours[weekday])


def faults_of(typed: TypedCalendar) -> dict[str, str]:
    """{field: reason} of the fields that can't be saved: the zone, the holidays and the hours of each weekday."""
    faults = {} if typed.zone in zone_names() else {"zone": _("Choose a time zone from the list.")}
    for weekday, text in typed.hours.items():
        if text and (reason := _reason_against_hours(text)):
            faults[f"hours_{weekday}"] = reason
    if not any(typed.hours.values()):
        faults["hours_1"] = _("Enter the hours of at least one weekday.")
    if reason := reason_against_holidays(typed.holiday_lines):
        faults["holidays"] = reason
    return faults


def calendar_from(typed: TypedCalendar) -> BusinessCalendar:
    """The calendar of a form without faults."""
    parsed = {weekday: _parsed_hours(text) for weekday, text in typed.hours.items()}
    return BusinessCalendar(
        zone=typed.zone,
        hours={weekday: hours for weekday, hours in parsed.items() if hours},
        holidays=frozenset(map(date.fromisoformat, typed.holiday_lines)),
    )


def stored_calendar(calendar: BusinessCalendar) -> Json:
    """The calendar as a JSON value."""
    content = {"zone": calendar.zone, "hours": calendar.hours, "holidays": sorted(calendar.holidays)}
    stored: Json = msgspec.to_builtins(content, str_keys=True)
    return stored


def read_calendar(stored: object) -> BusinessCalendar:
    """The calendar of a stored version."""
    return msgspec.convert(stored, BusinessCalendar, strict=False)


def _reason_against_hours(text: str) -> str:
    hours = _parsed_hours(text)
    if hours is None or hours[1] > DAY_MINUTES:
        return _("Enter two times from 00:00 to 24:00. Example: 09:00–17:00")
    is_in_order = hours[0] < hours[1]
    return "" if is_in_order else _("The end must be after the start, on the same day. Midnight is 24:00.")


def _parsed_hours(text: str) -> tuple[int, int] | None:
    """(opening, closing) in minutes from midnight; None if the text is not two times."""
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        return None
    opening, closing = (int(match[hour]) * 60 + int(match[hour + 1]) for hour in (1, 3))
    return opening, closing


def reason_against_holidays(lines: Iterable[str]) -> str:
    """Why these lines can't be saved as holidays; "" if they can."""
    dates = list(lines)
    if len(dates) > MAX_HOLIDAYS:
        return _("Enter at most {most} holidays.").format(most=MAX_HOLIDAYS)
    wrong = next((line for line in dates if not _is_date(line)), "")
    return _("“{text}” isn't a date. Example: 2026-12-25").format(text=wrong) if wrong else ""


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is not None
