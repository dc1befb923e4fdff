"""Changes that are gone afterwards, actions included, which elsewhere insist on a transaction of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that durable ones take for a test's own; it is rolled back at the end."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django marks those of its TestCase
    with block:
        yield
        transaction.set_rollback(True)
