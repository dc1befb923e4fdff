"""Tests the database: its version, its clock, and that the role of the portal has no more rights than it should."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection
from django.utils import timezone

from operations.default_connection import default_connection
from operations.table_owner import excessive_rights
from portal.doctor.problems import ServiceProblem, problem_text

# Leases of jobs and codes for two-factor authentication last only seconds.
_MOST_SKEW = timedelta(seconds=3)
LEAST_POSTGRESQL = 15
_PROPERTIES = (
    "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), pg_is_in_recovery()"
)


def check_database() -> None:
    """Raises ServiceProblem if the database does not respond, can't hold the tables, or its clock differs."""
    before = timezone.now()
    try:
        if connection.vendor == "postgresql":
            _assert_usable(*_server_properties())
            before = timezone.now()
        database_time = _database_time()
    except Error as fault:
        raise ServiceProblem(problem_text(str(fault), "Check DATABASE_URL.")) from fault
    after = timezone.now()
    skew = max(before - database_time, database_time - after)
    if skew > _MOST_SKEW:
        direction = "ahead of" if before > database_time else "behind"
        text = f"This machine's clock is {skew.total_seconds():.0f} s {direction} the database's. Synchronise both."
        raise ServiceProblem(text)


def _server_properties() -> tuple[int, str, bool]:
    with connection.cursor() as cursor:
        cursor.execute(_PROPERTIES)
        version, encoding, is_standby = cursor.fetchone()
    return version, encoding, is_standby


def _assert_usable(version: int, encoding: str, is_standby: bool) -> None:  # noqa: FBT001 a row of the server
    if version < LEAST_POSTGRESQL * 10_000:
        text = f"The server is PostgreSQL {version // 10_000}. Use version {LEAST_POSTGRESQL} or newer."
    elif encoding != "UTF8":
        text = f"The encoding of the database is {encoding}. Create it with `createdb -T template0 -E UTF8`."
    elif is_standby:
        text = "The server is a standby that can't be written to. DATABASE_URL must name the primary server."
    else:
        return
    raise ServiceProblem(text)


def _database_time() -> datetime:
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP" if is_sqlite else "SELECT clock_timestamp()")
        (value,) = cursor.fetchone()
    return datetime.fromisoformat(f"{value}+00:00") if is_sqlite else value


def check_owner() -> None:
    """Raises ServiceProblem if the owner of the tables can't connect. Does nothing if the portal's role owns them."""
    if not settings.DATABASE_OWNER:
        return
    try:
        with default_connection(settings.DATABASE_OWNER):
            connection.ensure_connection()
    except Error as fault:
        raise ServiceProblem(problem_text(str(fault), "Check DATABASE_OWNER_URL.")) from fault


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
