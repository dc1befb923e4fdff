"""Limits the time of each step of a job. It raises an exception in the step and, if that fails, ends the process."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from jobs.errors import StepTooLong

STEP_SECONDS = 45
_GRACE_SECONDS = 5


class StepLimit:
    """The time limit of the current step. begin_step() starts the next step and its limit."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        # Signals reach the main thread only. A worker's process runs jobs there; elsewhere the lease is the limit.
        self.is_armed = threading.current_thread() is threading.main_thread()

    def begin_step(self) -> None:
        if self.is_armed:
            signal.signal(signal.SIGALRM, self._interrupt)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def end(self) -> None:
        if self.is_armed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        # If code swallows the exception or never returns to Python, the default action of the second alarm ends the
        # process. The job's lease then expires and another process takes it.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, _GRACE_SECONDS)
        raise StepTooLong(seconds=self.seconds)


@contextmanager
def step_limit(seconds: float = STEP_SECONDS) -> Iterator[StepLimit]:
    """Limit each step of the block to this many seconds. A longer step raises StepTooLong."""
    limit = StepLimit(seconds)
    limit.begin_step()
    try:
        yield limit
    finally:
        limit.end()
