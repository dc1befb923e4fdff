"""Migrates and restores as the role that owns the tables, and grants the role of the portal what it needs.

The portal can then neither change the audit log nor remove what guards it, because only the owner of a table can alter
it or its triggers.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from operations.default_connection import default_connection

# Tables in which the portal only adds and reads rows.
FINAL_TABLES = ("audit_event", "audit_eventerasure", "audit_seal")
READ_TABLES = ("django_migrations",)
_RIGHTS = sql.SQL("SELECT, INSERT, UPDATE, DELETE")
_OTHERS = """
    SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tableowner <> current_user
    ORDER BY tablename LIMIT 1
"""


class OwnerProblem(Exception):
    """The two roles can't be used. The message says what to do."""


@contextmanager
def table_owner(*, is_alone: bool = False) -> Iterator[None]:
    """Use the connection of DATABASE_OWNER_URL in the block, and grant rights before and after it.

    is_alone closes the connection of the portal's role, whose locks then end. Without that variable, that role owns the
    tables. Raises OwnerProblem.
    """
    if not settings.DATABASE_OWNER:
        yield
        return
    role = _role_of_the_portal()
    with default_connection(settings.DATABASE_OWNER) as former:
        if is_alone:
            former.close()
        _assert_apart(role)
        _grant_future_rights(role)  # first, because the portal keeps running while tables are added
        yield
        grant_rights(role)


def grant_rights(role: str) -> None:
    """Grant rights in all tables, but only to add and read rows in the final ones. Repeating it changes nothing."""
    _execute(
        role,
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "GRANT {rights} ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        "REVOKE ALL ON {limited} FROM {role}, PUBLIC",
        "GRANT SELECT, INSERT ON {final} TO {role}",
        "GRANT SELECT ON {read} TO {role}",
    )


def excessive_rights() -> list[str]:
    """The final tables in which the current role may change or delete rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE has_table_privilege(to_regclass(name), "
            "'UPDATE, DELETE, TRUNCATE, TRIGGER')",
            [list(FINAL_TABLES)],
        )
        return [name for (name,) in cursor.fetchall()]


def _role_of_the_portal() -> str:
    if connection.vendor != "postgresql":
        text = "DATABASE_OWNER_URL requires PostgreSQL. Set DATABASE_URL to the same database with another role."
        raise OwnerProblem(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def _assert_apart(role: str) -> None:
    """Raise OwnerProblem if the portal's role could act as the owner, or if somebody else owns tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, pg_has_role(%s, current_user, 'MEMBER')", [role])
        owner, is_owner = cursor.fetchone()
        cursor.execute(_OTHERS)
        other = cursor.fetchone()
    if is_owner:
        text = (
            f"DATABASE_URL uses the role {role}, which has all rights of the owner {owner}. Use a role that is "
            "neither a superuser nor a member of the owner."
        )
        raise OwnerProblem(text)
    if other:
        text = (
            f"The table {other[0]} doesn't belong to the role {owner} of DATABASE_OWNER_URL. Run as a superuser in "
            f"this database: REASSIGN OWNED BY {role} TO {owner};"
        )
        raise OwnerProblem(text)


def _grant_future_rights(role: str) -> None:
    default = "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT"
    _execute(role, default + " {rights} ON TABLES TO {role}", default + " USAGE, SELECT ON SEQUENCES TO {role}")


def _execute(role: str, *statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        values = {
            "schema": sql.Identifier(cursor.fetchone()[0]),
            "role": sql.Identifier(role),
            "rights": _RIGHTS,
            "limited": _tables(FINAL_TABLES + READ_TABLES),
            "final": _tables(FINAL_TABLES),
            "read": _tables(READ_TABLES),
        }
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(**values))


def _tables(names: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
