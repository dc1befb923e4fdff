from datetime import UTC, date, datetime

import pytest

from reviews.calendar import add_business_days, is_business_day

pytestmark = pytest.mark.sqlite_is_enough

MONDAY, FRIDAY, SATURDAY = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 6, 7))


@pytest.mark.parametrize(
    "start, days, due",
    [
        (MONDAY, 5, datetime(2026, 3, 9, 9, tzinfo=UTC)),
        (FRIDAY, 1, datetime(2026, 3, 9, 9, tzinfo=UTC)),
        (FRIDAY, 3, datetime(2026, 3, 11, 9, tzinfo=UTC)),
        (SATURDAY, 1, datetime(2026, 3, 10, 9, tzinfo=UTC)),
        (SATURDAY, 0, datetime(2026, 3, 9, 9, tzinfo=UTC)),
    ],
)
def test_add_business_days_leaves_out_weekends(start: datetime, days: int, due: datetime) -> None:
    assert add_business_days(start, days) == due


def test_add_business_days_leaves_out_holidays(settings: object) -> None:
    settings.BUSINESS_HOLIDAYS = frozenset({date(2026, 3, 3), date(2026, 3, 5)})

    assert add_business_days(MONDAY, 3) == datetime(2026, 3, 9, 9, tzinfo=UTC)


def test_business_days_are_those_of_the_setting(settings: object) -> None:
    settings.BUSINESS_WEEKDAYS = frozenset({6, 7})

    assert is_business_day(date(2026, 3, 7))
    assert not is_business_day(date(2026, 3, 6))


def test_business_days_are_counted_in_the_portals_zone(settings: object) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    friday_in_london = datetime(2026, 3, 6, 20, tzinfo=UTC)  # Saturday, five in the morning, in Tokyo

    assert add_business_days(friday_in_london, 1) == datetime(2026, 3, 9, 20, tzinfo=UTC)
