"""One occurrence of a value of a measure."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from msgspec import Struct

from insights.measures import InsightMeasure


class Tally(Struct, frozen=True, kw_only=True):
    """A value of a measure, which counts in the month of `at`; team is "" for the listing as a whole."""

    measure: InsightMeasure
    value: str
    at: datetime
    team: str = ""


def local_day(at: datetime) -> date:
    """The day in the portal's default time zone."""
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def monday_of(at: datetime) -> date:
    """The Monday of the week."""
    day = local_day(at)
    return day - timedelta(days=day.weekday())
