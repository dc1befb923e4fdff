from datetime import timedelta

import pytest
from django.utils import translation

from common.durations import duration, rounded_duration

THREE_DAYS = timedelta(days=3, hours=4, minutes=5)


@pytest.mark.parametrize(
    "length, language, shown",
    [
        (timedelta(seconds=-5), "en", "0 minutes"),
        (timedelta(seconds=59), "en", "0 minutes"),
        (timedelta(minutes=1), "en", "1 minute"),
        (timedelta(hours=2, minutes=1), "en", "2 hours, 1 minute"),
        (timedelta(days=1, minutes=59), "en", "1 day"),
        (THREE_DAYS, "en", "3 days, 4 hours"),
        (timedelta(days=45), "en", "6 weeks, 3 days"),
        (THREE_DAYS, "fr", "3 jours et 4 heures"),
        (THREE_DAYS, "ja", "3日4時間"),
        (timedelta(days=1), "ja", "1日"),
    ],
)
def test_length_has_two_units(length: timedelta, language: str, shown: str) -> None:
    with translation.override(language):
        assert duration(length).replace("\xa0", " ") == shown


@pytest.mark.parametrize(
    "length, shown",
    [
        (timedelta(seconds=1), "1 minute"),
        (timedelta(minutes=59, seconds=30), "1 hour"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=49), "3 days"),
    ],
)
def test_length_is_rounded_up_to_one_unit(length: timedelta, shown: str) -> None:
    with translation.override("en"):
        assert rounded_duration(length) == shown
