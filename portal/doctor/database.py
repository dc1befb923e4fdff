"""Tests the database: its clock, and that the role of the portal has no more rights than it should."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection
from django.utils import timezone

from operations.table_owner import excessive_rights
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


def check_role() -> None:
    """Raises ServiceProblem if the role may change the audit log. Does nothing if it owns the tables anyway."""
    if not settings.DATABASE_OWNER:
        return
    try:
        tables = excessive_rights()
    except (OperationalError, InterfaceError):  # the test of the database reports it
        return
    if tables:
        text = f"The role in DATABASE_URL may change {', '.join(tables)}. Run `manage.py prepare`."
        raise ServiceProblem(text)
