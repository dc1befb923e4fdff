"""Turn a broken database constraint into the typed error that it stands for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from common.errors import SlipwayError


@contextmanager
def constraint(name: str, columns: str, error: SlipwayError) -> Iterator[None]:
    """Raise `error` where the block breaks the named constraint; other faults pass.

    columns is "table.column, table.column": SQLite names the columns of a unique constraint where
    PostgreSQL names the constraint. Opens a savepoint, so that the transaction stays usable.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if name in str(fault) or columns in str(fault):
            raise error from fault
        raise
