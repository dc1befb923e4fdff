"""Drops indexes of PostgreSQL while a benchmark adds very many rows, which is faster than updating them row by row."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

# Indexes without a constraint, which no foreign key needs.
_INDEXES = """
SELECT index.relname, pg_get_indexdef(index.oid)
FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid JOIN pg_class AS of ON of.oid = indrelid
WHERE of.relname = ANY(%s) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = index.oid)
"""


@contextmanager
def indexes_rebuilt_afterwards(cursor: "CursorWrapper", tables: Iterable[str]) -> Iterator[None]:
    """Drop the indexes of these tables and, after the block, create them again."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an index can't be created while checks of its table are pending
    cursor.execute(_INDEXES, [list(tables)])
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    cursor.execute("SET maintenance_work_mem = '1GB'")
    for _name, definition in indexes:
        cursor.execute(definition)
