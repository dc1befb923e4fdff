"""Dates and date-times in the reader's language and time zone: 25 Nov 2026, and 25 Nov 2026, 01:47 UTC."""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

DATE, MOMENT = "DATE_FORMAT", "DATETIME_FORMAT"  # names in formats/<language>/formats.py
Time = date | datetime | str | None


def format_time(value: Time, style: str = MOMENT) -> str:
    """The value in the reader's language and time zone; "" if there is none. style is DATE, MOMENT or TIME_FORMAT.

    Texts are parsed as ISO 8601, and naive times as UTC. A date without a time always has the style DATE, because it
    is the same in every zone.
    """
    time = parse_time(value)
    if time is None:
        return ""
    if not isinstance(time, datetime):
        return date_format(time, DATE)
    return date_format(timezone.localtime(time), style)


def parse_time(value: Time) -> date | datetime | None:
    """The value as a date or an aware date-time; None if it is None or an invalid text."""
    time = parse_date(value) or parse_datetime(value) if isinstance(value, str) else value
    if isinstance(time, datetime) and timezone.is_naive(time):
        return time.replace(tzinfo=UTC)
    return time


def utc_day(time: datetime) -> date:
    """The day in UTC. Every reader sees the same one, as do clients of the API."""
    return time.astimezone(UTC).date()


@cache
def zone_names() -> frozenset[str]:
    """The names of all time zones, such as Europe/Paris, without those that depend on the computer."""
    return frozenset(available_timezones() - {"Factory", "localtime"})


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone with this name; None if there is none, so that the portal's default is used."""
    return ZoneInfo(name) if name in zone_names() else None
