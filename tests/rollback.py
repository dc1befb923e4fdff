"""Temporary changes, also with actions, which otherwise require that they open the outermost transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """A transaction in which durable transactions are allowed, as in a test; it is rolled back at the end."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # Django's TestCase sets this, too
    with block:
        yield
        transaction.set_rollback(True)
