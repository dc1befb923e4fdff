"""Property tests draw the same examples each time and are not timed: the machine may be busy."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

_ENDLESS_S = 120

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


class NeverEnds(BaseException):
    """Not an Exception: what is tested must not swallow it."""


@pytest.fixture
def must_end() -> Iterator[None]:
    """Stop what does not end. The limit is far above what a busy machine needs: it tells hanging from working."""

    def stop(number: int, frame: object) -> None:
        raise NeverEnds

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(_ENDLESS_S)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
