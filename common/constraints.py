"""Turns a violated database constraint into a typed error."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from common.errors import SlipwayError


@contextmanager
def raises_if_violated(name: str, columns: str, error: SlipwayError) -> Iterator[None]:
    """Raise `error` if the block violates the named constraint. Other errors pass through.

    columns is "table.column, table.column": SQLite names the columns of a unique constraint,
    PostgreSQL names the constraint. Opens a savepoint, so that the transaction stays usable.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if name in str(fault) or columns in str(fault):
            raise error from fault
        raise
