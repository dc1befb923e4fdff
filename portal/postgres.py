"""Connections of the web process to PostgreSQL, which do not wait for a server that hangs."""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

# Together less than the two seconds in which a page answers while the server hangs.
BORROW_SECONDS = 1.2
_CHECK_SECONDS = 0.6
# Longer than any statement of a page: the page was under way when the server stopped answering.
_STATEMENT_SECONDS = 10
T = TypeVar("T")


class LimitedConnection(psycopg.Connection[Any]):
    """Ends itself if the server takes too long to answer; the PostgreSQL client would wait for ever."""

    _limit: float = _STATEMENT_SECONDS

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        try:
            return super().wait(gen, interval, self._limit if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:  # the answer may still come
                self.close()
            raise

    def execute(self, *args: Any, **kwargs: Any) -> psycopg.Cursor[Any]:
        """What the pool calls to check a connection before it lends it; Django has cursors of its own."""
        self._limit = _CHECK_SECONDS
        try:
            return super().execute(*args, **kwargs)
        finally:
            self._limit = _STATEMENT_SECONDS
