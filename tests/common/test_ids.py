"""Identifiers sort by the time of creation, also those of one millisecond."""

import time
from unittest import mock
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from common.ids import uuid7

_SECOND = 10**9
_STEP = 245  # nanoseconds; identifiers of moments closer together sort at random


@given(st.integers(min_value=1_700_000_000 * _SECOND, max_value=4_000_000_000 * _SECOND), st.integers(_STEP, _SECOND))
def test_the_later_of_two_sorts_last(moment: int, later: int) -> None:
    with mock.patch.object(time, "time_ns", side_effect=[moment, moment + later]):
        first, second = uuid7(), uuid7()
    assert first < second


def test_it_is_a_uuid_of_version_7_that_says_its_millisecond() -> None:
    with mock.patch.object(time, "time_ns", return_value=1_763_000_000_123_999_999):
        value = uuid7()
    assert (value.version, value.variant) == (7, RFC_4122)
    assert value.int >> 80 == 1_763_000_000_123


def test_identifiers_of_one_moment_differ() -> None:
    with mock.patch.object(time, "time_ns", return_value=1_763_000_000_123_456_789):
        assert len({uuid7() for _ in range(1000)}) == 1000
