"""The connections of a PostgreSQL server. SQLite has none."""

from django.db import connection

_BY_STATE = (
    "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"
)
_LIMIT = "SELECT current_setting('max_connections')::int"


def database_connections() -> tuple[dict[str, int], int]:
    """({state: number of connections to the database}, connections that the server accepts); ({}, 0) for SQLite."""
    if connection.vendor != "postgresql":
        return {}, 0
    with connection.cursor() as cursor:
        cursor.execute(_BY_STATE)
        by_state = dict(cursor.fetchall())
        cursor.execute(_LIMIT)
        (limit,) = cursor.fetchone()
    return by_state, limit
