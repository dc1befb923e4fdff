"""Fixtures for tests of tilekit."""

import signal
from collections.abc import Iterator

import pytest

_ENDLESS_S = 120


class NeverEnds(BaseException):
    """Raised if a test hangs. Not an Exception, so that the tested code does not catch it."""


@pytest.fixture
def must_end() -> Iterator[None]:
    """Fail tests that hang. The limit is far above the time that a busy machine needs."""

    def stop(number: int, frame: object) -> None:
        raise NeverEnds

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(_ENDLESS_S)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
