"""Counts business days and business time in the calendar of a team, without reading the database or settings.

A day counts from its opening to its closing time in the zone of the calendar; on days without hours and on holidays,
nothing counts. Times are points on the time line, so that a day on which the clocks change has its real length.
Everything is monotone: a later start never has an earlier result.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

DAY_MINUTES = 24 * 60
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


class BusinessCalendar(Struct, frozen=True, kw_only=True):
    """The hours of a team. hours is {ISO weekday (1 is Monday): (opening, closing)} in minutes from midnight.

    A closing time is after the opening time and at most 1440 (midnight at the end of the day). At least one weekday has
    hours. zone is the name of a time zone.
    """

    zone: str
    hours: Mapping[int, tuple[int, int]]
    holidays: frozenset[date] = frozenset()


class _Span(Struct, frozen=True, kw_only=True):
    """The business hours of a day, in UTC."""

    start: datetime
    end: datetime


def is_business_day(day: date, calendar: BusinessCalendar) -> bool:
    return day.isoweekday() in calendar.hours and day not in calendar.holidays


def local_day(calendar: BusinessCalendar, at: datetime) -> date:
    """The day in the zone of the calendar."""
    return at.astimezone(ZoneInfo(calendar.zone)).date()


def add_business_days(start: datetime, days: int, calendar: BusinessCalendar) -> datetime:
    """The time that is as long after the opening of a later business day as start is after the opening of its day.

    If the later day is shorter, it is the closing time. A start outside business hours counts as the next opening time.
    """
    spans = _spans_from(start, calendar)
    first = next(spans)
    elapsed = max(timedelta(0), start - first.start)
    target = first
    for _ in range(days):
        target = next(spans)
    return min(target.start + elapsed, target.end).astimezone(start.tzinfo)


def business_days_until(due: datetime, now: datetime, calendar: BusinessCalendar) -> int:
    """How many business days are left, counting a part of a day as a whole one; 0 if the time has passed."""
    days = 0
    while now < due and add_business_days(now, days, calendar) < due:
        days += 1
    return days


def whole_business_days(start: datetime, end: datetime, calendar: BusinessCalendar) -> int:
    """How many whole business days have passed from start to end."""
    days = 0
    while add_business_days(start, days + 1, calendar) <= end:
        days += 1
    return days


def business_time_between(start: datetime, end: datetime, calendar: BusinessCalendar) -> timedelta:
    """How much business time has passed from start to end; 0 if end is not after start. One step for each day."""
    passed = timedelta(0)
    if end <= start:
        return passed
    for span in _spans_from(start, calendar):
        if span.start >= end:
            break
        passed += min(span.end, end) - max(span.start, start)
    return passed


def add_business_time(start: datetime, amount: timedelta, calendar: BusinessCalendar) -> datetime:
    """The earliest time by which this amount of business time has passed since start; start itself for nothing."""
    if amount <= timedelta(0):
        return start
    for span in _spans_from(start, calendar):
        begin = max(span.start, start)
        if span.end - begin >= amount:
            return (begin + amount).astimezone(start.tzinfo)
        amount -= span.end - begin
    raise AssertionError  # the spans never end


def _spans_from(at: datetime, calendar: BusinessCalendar) -> Iterator[_Span]:
    """The business hours that end after a time, without end, the earliest first."""
    zone = ZoneInfo(calendar.zone)
    day = local_day(calendar, at)
    while True:
        if is_business_day(day, calendar):
            opening, closing = calendar.hours[day.isoweekday()]
            span = _Span(start=_moment(day, opening, zone), end=_moment(day, closing, zone))
            if span.end > at and span.end > span.start:
                yield span
        day += _DAY


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A local time in UTC. Of a time that is skipped when the clocks change, the first one after it."""
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    while True:
        moment = local.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == local:
            return moment
        local += _MINUTE
