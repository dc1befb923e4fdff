"""Business days: due times count only the days on which the teams work."""

from datetime import date, datetime, timedelta

from django.conf import settings


def is_business_day(day: date) -> bool:
    return day.isoweekday() in settings.BUSINESS_WEEKDAYS and day not in settings.BUSINESS_HOLIDAYS


def add_business_days(start: datetime, days: int) -> datetime:
    """The same time of day, this many business days later; a start on a day off counts from the next business day."""
    at, left = start, days
    while left > 0 or not is_business_day(at.date()):
        at += timedelta(days=1)
        if is_business_day(at.date()):
            left = max(left - 1, 0)
    return at
