import os

import psycopg
import pytest

from portal.postgres import LimitedConnection

pytestmark = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="there is no PostgreSQL")


def test_a_connection_ends_itself_if_the_server_does_not_answer() -> None:
    server = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
    with LimitedConnection.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.cursor().execute("SELECT 1")
        connection._limit = 0.05

        with pytest.raises(psycopg.OperationalError):
            connection.cursor().execute("SELECT pg_sleep(60)")

        assert connection.closed
