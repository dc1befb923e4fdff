"""Counts business days, for due dates."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def is_business_day(day: date) -> bool:
    return day.isoweekday() in settings.BUSINESS_WEEKDAYS and day not in settings.BUSINESS_HOLIDAYS


def add_business_days(start: datetime, days: int) -> datetime:
    """The same time of day, this number of business days later, in the portal's default time zone.

    If start is not on a business day, the days are counted from the next business day.
    """
    at = _on_business_day(timezone.localtime(start, timezone.get_default_timezone()))
    for _ in range(days):
        at = _on_business_day(at + timedelta(days=1))
    return at.astimezone(start.tzinfo)


def business_days_until(due: datetime, now: datetime) -> int:
    """How many business days are left, counting a part of a day as a whole one; 0 if the time has passed."""
    days = 0
    while now < due and add_business_days(now, days) < due:
        days += 1
    return days


def whole_business_days(start: datetime, end: datetime) -> int:
    """How many whole business days have passed from start to end."""
    days, at = 0, add_business_days(start, 1)
    while at <= end:
        days, at = days + 1, add_business_days(at, 1)
    return days


def _on_business_day(at: datetime) -> datetime:
    while not is_business_day(at.date()):
        at += timedelta(days=1)
    return at
