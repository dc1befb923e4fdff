"""PostgreSQL connections of the web process, with timeouts for a server that hangs."""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

# Together less than two seconds: the time in which a page must respond if the database server hangs.
BORROW_SECONDS = 1.2
_CHECK_SECONDS = 0.6
# Longer than any statement of a page. For requests in progress when the server stops responding.
_STATEMENT_SECONDS = 10
T = TypeVar("T")


class LimitedConnection(psycopg.Connection[Any]):
    """Closes itself if the server takes too long to respond; the PostgreSQL client would wait forever."""

    _limit: float = _STATEMENT_SECONDS

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        try:
            return super().wait(gen, interval, self._limit if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:  # the response may still arrive
                self.close()
            raise

    def execute(self, *args: Any, **kwargs: Any) -> psycopg.Cursor[Any]:
        """Run the pool's check of a connection with a short limit. Django uses its own cursors."""
        self._limit = _CHECK_SECONDS
        try:
            return super().execute(*args, **kwargs)
        finally:
            self._limit = _STATEMENT_SECONDS
