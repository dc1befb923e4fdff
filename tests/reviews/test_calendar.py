"""Business days and business time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.calendar import (
    DAY_MINUTES,
    BusinessCalendar,
    add_business_days,
    add_business_time,
    business_days_until,
    business_time_between,
    is_business_day,
    whole_business_days,
)
from reviews.queries.calendars import portal_calendar

pytestmark = pytest.mark.sqlite_is_enough

MONDAY, FRIDAY, SATURDAY = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 6, 7))
OFFICE = BusinessCalendar(zone="Europe/Berlin", hours=dict.fromkeys(range(1, 6), (9 * 60, 17 * 60)))
ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Tokyo", "Australia/Lord_Howe", "America/Havana")


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    """Calendars with any hours, also in the hour in which clocks change, and with holidays on any day."""
    weekdays = draw(st.sets(st.integers(1, 7), min_size=1))
    hours = {}
    for weekday in sorted(weekdays):
        opening = draw(st.integers(0, DAY_MINUTES - 60))
        hours[weekday] = (opening, draw(st.integers(opening + 60, DAY_MINUTES)))
    holidays = draw(st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20))
    return BusinessCalendar(zone=draw(st.sampled_from(ZONES)), hours=hours, holidays=frozenset(holidays))


# The clocks of the zones change in March, April, October and November 2026.
MOMENTS = st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 10), timezones=st.just(UTC))  # noqa: DTZ001 UTC is added


@pytest.mark.parametrize(
    "start, days, due",
    [
        (MONDAY, 5, datetime(2026, 3, 9, 9, tzinfo=UTC)),
        (FRIDAY, 1, datetime(2026, 3, 9, 9, tzinfo=UTC)),
        (FRIDAY, 3, datetime(2026, 3, 11, 9, tzinfo=UTC)),
        (SATURDAY, 1, datetime(2026, 3, 10, tzinfo=UTC)),
        (SATURDAY, 0, datetime(2026, 3, 9, tzinfo=UTC)),
    ],
)
def test_add_business_days_leaves_out_weekends(start: datetime, days: int, due: datetime) -> None:
    assert add_business_days(start, days, portal_calendar()) == due


def test_add_business_days_leaves_out_holidays(settings: object) -> None:
    settings.BUSINESS_HOLIDAYS = frozenset({date(2026, 3, 3), date(2026, 3, 5)})

    assert add_business_days(MONDAY, 3, portal_calendar()) == datetime(2026, 3, 9, 9, tzinfo=UTC)


def test_business_days_are_those_of_the_setting(settings: object) -> None:
    settings.BUSINESS_WEEKDAYS = frozenset({6, 7})

    assert is_business_day(date(2026, 3, 7), portal_calendar())
    assert not is_business_day(date(2026, 3, 6), portal_calendar())


def test_business_days_are_counted_in_the_portals_zone(settings: object) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    friday_in_london = datetime(2026, 3, 6, 20, tzinfo=UTC)  # Saturday, five in the morning, in Tokyo

    assert add_business_days(friday_in_london, 1, portal_calendar()) == datetime(2026, 3, 9, 15, tzinfo=UTC)


def berlin(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    "start, days, due",
    [
        (berlin(3, 2, 11), 1, berlin(3, 3, 11)),
        (berlin(3, 2, 7), 1, berlin(3, 3, 9)),  # before the hours
        (berlin(3, 2, 18), 1, berlin(3, 4, 9)),  # after the hours
        (berlin(3, 6, 18), 0, berlin(3, 9, 9)),
        (berlin(3, 27, 11), 1, berlin(3, 30, 11)),  # the clocks changed on Sunday
    ],
)
def test_due_dates_are_in_the_hours_of_the_team(start: datetime, days: int, due: datetime) -> None:
    assert add_business_days(start, days, OFFICE) == due


def test_day_with_fewer_hours_ends_with_its_hours() -> None:
    calendar = BusinessCalendar(zone="UTC", hours={1: (540, 1020), 2: (540, 720)})

    assert add_business_days(datetime(2026, 3, 2, 16, tzinfo=UTC), 1, calendar) == datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_holiday_on_a_weekend_changes_nothing() -> None:
    calendar = BusinessCalendar(zone=OFFICE.zone, hours=OFFICE.hours, holidays=frozenset({date(2026, 3, 7)}))

    assert add_business_days(FRIDAY, 3, calendar) == add_business_days(FRIDAY, 3, OFFICE)


@pytest.mark.parametrize(
    "day, hours", [(datetime(2026, 3, 29, tzinfo=UTC), 23), (datetime(2026, 10, 25, tzinfo=UTC), 25)]
)
def test_day_on_which_the_clocks_change_has_its_real_length(day: datetime, hours: int) -> None:
    calendar = BusinessCalendar(zone="Europe/Berlin", hours={7: (0, DAY_MINUTES)})

    assert business_time_between(day - timedelta(days=1), day + timedelta(days=2), calendar) == timedelta(hours=hours)


@given(calendars(), MOMENTS, MOMENTS, st.integers(0, 12))
def test_later_start_is_never_due_earlier(
    calendar: BusinessCalendar, one: datetime, other: datetime, days: int
) -> None:
    first, last = sorted((one, other))
    due = add_business_days(first, days, calendar)

    assert due <= add_business_days(last, days, calendar)
    assert due <= add_business_days(first, days + 1, calendar)
    assert due >= first


@given(calendars(), MOMENTS, st.integers(0, 12))
def test_days_until_a_due_date_are_those_that_were_added(calendar: BusinessCalendar, now: datetime, days: int) -> None:
    due = add_business_days(now, days, calendar)

    assert business_days_until(due, now, calendar) <= days
    assert whole_business_days(now, due, calendar) >= days
    assert add_business_days(now, business_days_until(due, now, calendar), calendar) >= due


@given(calendars(), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=2)))
def test_business_time_that_is_added_has_passed(calendar: BusinessCalendar, start: datetime, amount: timedelta) -> None:
    end = add_business_time(start, amount, calendar)

    assert business_time_between(start, end, calendar) == amount


@given(calendars(), MOMENTS, MOMENTS, MOMENTS)
def test_business_time_adds_up(calendar: BusinessCalendar, one: datetime, two: datetime, three: datetime) -> None:
    start, middle, end = sorted((one, two, three))
    parts = business_time_between(start, middle, calendar) + business_time_between(middle, end, calendar)

    assert parts == business_time_between(start, end, calendar)
    assert parts <= end - start
