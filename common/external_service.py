"""Calls an external service that may be down, so that not every caller waits for a timeout."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

_PAUSE_SECONDS = 5


class ServiceUnavailable(OSError):
    """The service can't be reached, or could not be reached a few seconds ago."""


class ExternalService:
    """Remembers a failure for some seconds, so that only one caller waits for the client's timeout.

    failures are the exceptions that the client of this service raises if the service cannot be reached.
    """

    def __init__(self, *failures: type[Exception]) -> None:
        self._failures = failures
        self._away_until = 0.0

    @contextmanager
    def call(self) -> Iterator[None]:
        """Run the block, which uses the service. Raises ServiceUnavailable, immediately for a while after a failure."""
        if time.monotonic() < self._away_until:
            raise ServiceUnavailable
        try:
            yield
        except self._failures as fault:
            self._away_until = time.monotonic() + _PAUSE_SECONDS
            raise ServiceUnavailable from fault
