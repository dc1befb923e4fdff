"""The action that fills the new database."""

from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, transaction
from msgspec import Struct

from audit.seals import chain_head
from audit.verification import ChainBroken, verify_chain
from audit.writes import record_event
from common.actions import action
from common.actor import SYSTEM
from operations.backup.problems import BackupProblem
from operations.move.rows import SOURCE, TableContents, copy_rows, stored_contents
from operations.move.tables import (
    MovedTable,
    continue_sequences,
    empty_tables,
    lock_tables,
    tables_to_fill,
    triggers_disabled,
    used_table,
)


class MovedRows(Struct, frozen=True, kw_only=True):
    """The number of tables and rows. audit_head is the newest seal of the audit log, "" if nothing was sealed."""

    tables: int
    rows: int
    audit_head: str


@action
def move_rows(*, now: datetime) -> MovedRows:
    """Copy all rows from the alias SOURCE to the default database, and compare them. Raises BackupProblem.

    It is one transaction: if anything fails or differs, or if the process is killed, nothing is stored.
    """
    tables = tables_to_fill()
    lock_tables(tables)
    _assert_unused(tables)
    with transaction.atomic(using=SOURCE):  # nobody can write to it meanwhile
        contents = _filled(tables)
        head = chain_head(using=SOURCE)
    continue_sequences(tables)
    _assert_same(contents)
    try:
        verify_chain([head] if head else [])
    except ChainBroken as fault:
        text = f"The audit log was damaged before the move: {fault}"
        raise BackupProblem(text) from fault
    moved = MovedRows(tables=len(tables), rows=sum(one.rows for one in contents.values()), audit_head=str(head or ""))
    record_event("database.moved", by=SYSTEM, objects={"tables": moved.tables, "rows": moved.rows}, now=now)
    return moved


def _assert_unused(tables: Sequence[MovedTable]) -> None:
    if name := used_table(tables):
        text = (
            f"The database is not empty: its table {name} has rows. If the portal was moved to it before, set "
            "DATABASE_URL and start the portal. Otherwise use an empty database."
        )
        raise BackupProblem(text)


def _filled(tables: Sequence[MovedTable]) -> dict[str, TableContents]:
    """Replace the rows of all tables. Returns what was read from SQLite, by table."""
    contents: dict[str, TableContents] = {}
    with triggers_disabled():
        empty_tables(tables)
        for table in tables:
            try:
                contents[table.name] = copy_rows(table)
            except DatabaseError as fault:
                text = f"A row of {table.name} can't be stored in PostgreSQL, so nothing was moved: {fault}"
                raise BackupProblem(text) from fault
    return contents


def _assert_same(contents: dict[str, TableContents]) -> None:
    """Raises BackupProblem if PostgreSQL has other rows than those that were read."""
    for table in tables_to_fill():
        if stored_contents(table) != contents[table.name]:
            text = f"PostgreSQL stored other values in {table.name} than SQLite has, so nothing was moved."
            raise BackupProblem(text)
