"""Compares the clock of this machine with that of the database server."""

from datetime import datetime, timedelta

from django.db import Error, connection
from django.utils import timezone

from portal.doctor.problems import ServiceProblem, problem_text

# Leases of jobs and codes for two-factor authentication last only seconds.
_MOST_SKEW = timedelta(seconds=3)


def check_database() -> None:
    """Raises ServiceProblem if the database does not respond or its clock differs."""
    before = timezone.now()
    try:
        database_time = _database_time()
    except Error as fault:
        raise ServiceProblem(problem_text(str(fault), "Check DATABASE_URL.")) from fault
    after = timezone.now()
    skew = max(before - database_time, database_time - after)
    if skew > _MOST_SKEW:
        direction = "ahead of" if before > database_time else "behind"
        text = f"This machine's clock is {skew.total_seconds():.0f} s {direction} the database's. Synchronise both."
        raise ServiceProblem(text)


def _database_time() -> datetime:
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP" if is_sqlite else "SELECT clock_timestamp()")
        (value,) = cursor.fetchone()
    return datetime.fromisoformat(f"{value}+00:00") if is_sqlite else value
