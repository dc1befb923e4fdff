"""Pauses between calls, and the time after which the command gives up."""

import argparse
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import SystemRandom

from msgspec import Struct

from tilekit.commands.translation import translated
from tilekit.core.messages import N_

_MAX_BACK_OFF_SECONDS = 30.0
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d+)([smhd])")
_random = SystemRandom()


class Clock(Struct, frozen=True, kw_only=True):
    """A monotonic clock in seconds, and a pause."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Deadline:
    """The end of a wait that lasts this many seconds."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._clock = clock
        self._end = clock.now() + seconds

    def pause(self, seconds: float) -> bool:
        """Wait, at most until the end. Returns False without waiting if the end has passed."""
        left = self._end - self._clock.now()
        if left <= 0:
            return False
        self._clock.sleep(min(seconds, left))
        return True


def back_off(attempt: int) -> float:
    """Seconds before the next attempt: 1, 2, 4 up to 30, with a random part so that clients spread out."""
    return min(2.0**attempt, _MAX_BACK_OFF_SECONDS) * _random.uniform(0.5, 1)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The number of seconds that the portal asks to wait; None if it doesn't ask.

    A date is compared with the portal's clock, because the clock of this computer may be wrong.
    """
    header = headers.get("retry-after", "").strip()
    if header.isdecimal():
        return min(float(header), float(_UNITS["d"]))
    try:
        until, now = parsedate_to_datetime(header), _date_of(headers)
        return max((until - now).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None


def _date_of(headers: Mapping[str, str]) -> datetime:
    try:
        return parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return datetime.now(tz=UTC)


def seconds_of(text: str) -> float:
    """Seconds of `90s`, `30m`, `2h` or `1d`, for argparse. Raises ArgumentTypeError."""
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise argparse.ArgumentTypeError(
            translated(N_("{value} is not a duration such as 90s, 30m or 2h"), value=repr(text))
        )
    return float(int(match[1]) * _UNITS[match[2]])
