"""The calendar of a team as people edit it and as it is stored."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec
from django.utils.translation import gettext as _
from msgspec import Struct

from page_parts.times import zone_names
from reviews.calendar import DAY_MINUTES, BusinessCalendar
from tilekit.core.field import Json

WEEKDAYS = range(1, 8)
MAX_HOLIDAYS = 400
_TIME = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")


class TypedCalendar(Struct, frozen=True, kw_only=True):
    """What a form contains. opens and closes are {ISO weekday: text, "" for none}; holidays has a date on each line."""

    zone: str
    opens: Mapping[int, str]
    closes: Mapping[int, str]
    holidays: str

    @property
    def holiday_lines(self) -> list[str]:
        return list(filter(None, map(str.strip, self.holidays.splitlines())))


def typed_calendar(calendar: BusinessCalendar) -> TypedCalendar:
    """The calendar as texts, for its form."""
    hours = {weekday: calendar.hours.get(weekday) for weekday in WEEKDAYS}
    return TypedCalendar(
        zone=calendar.zone,
        opens={weekday: clock_text(pair[0]) if pair else "" for weekday, pair in hours.items()},
        closes={weekday: clock_text(pair[1]) if pair else "" for weekday, pair in hours.items()},
        holidays="\n".join(map(str, sorted(calendar.holidays))),
    )


def faults_of(typed: TypedCalendar) -> dict[str, str]:
    """{field: reason} of the fields that can't be saved: `zone`, `opens_1`, `closes_1`, ..., `holidays`."""
    faults = {} if typed.zone in zone_names() else {"zone": _("Choose a time zone from the list.")}
    faults |= dict(fault for weekday in WEEKDAYS for fault in _faults_of_day(typed, weekday))
    if not any(typed.opens.values()) and not any(typed.closes.values()):
        faults["opens_1"] = _("Enter the hours of at least one weekday.")
    if reason := _reason_against_holidays(typed.holiday_lines):
        faults["holidays"] = reason
    return faults


def calendar_from(typed: TypedCalendar) -> BusinessCalendar:
    """The calendar of a form without faults."""
    hours = {
        weekday: (_minutes(typed.opens[weekday]) or 0, _minutes(typed.closes[weekday]) or 0)
        for weekday in WEEKDAYS
        if typed.opens[weekday]
    }
    holidays = frozenset(map(date.fromisoformat, typed.holiday_lines))
    return BusinessCalendar(zone=typed.zone, hours=hours, holidays=holidays)


def stored_calendar(calendar: BusinessCalendar) -> Json:
    """The calendar as a JSON value."""
    content = {"zone": calendar.zone, "hours": calendar.hours, "holidays": sorted(calendar.holidays)}
    stored: Json = msgspec.to_builtins(content, str_keys=True)
    return stored


def read_calendar(stored: object) -> BusinessCalendar:
    """The calendar of a stored version."""
    return msgspec.convert(stored, BusinessCalendar, strict=False)


def clock_text(minutes: int) -> str:
    """Minutes from midnight as a time: 540 is “09:00”."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _faults_of_day(typed: TypedCalendar, weekday: int) -> Iterator[tuple[str, str]]:
    texts = {"opens": typed.opens[weekday], "closes": typed.closes[weekday]}
    if not any(texts.values()):
        return
    times = {name: _minutes(text) for name, text in texts.items()}
    for name, minutes in times.items():
        if minutes is None:
            yield f"{name}_{weekday}", _("Enter a time from 00:00 to 24:00.")
    opening, closing = times["opens"], times["closes"]
    if opening is not None and closing is not None and closing <= opening:
        yield f"closes_{weekday}", _("The end must be after the start, on the same day. Midnight is 24:00.")


def _minutes(text: str) -> int | None:
    """Minutes from midnight; None if it is not a time."""
    match = _TIME.fullmatch(text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else None
    return minutes if minutes is not None and minutes <= DAY_MINUTES else None


def _reason_against_holidays(lines: Iterable[str]) -> str:
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
