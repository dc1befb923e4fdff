"""Reads many rows while others are written."""

from collections.abc import Iterator
from itertools import chain
from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def batches_of(rows: "QuerySet[M]", size: int = 100) -> Iterator[list[M]]:
    """The rows in the order of their IDs, with a query for each batch.

    An iterator of Django keeps its query open. On SQLite, nothing can then be written once another process has written.
    """
    rows = rows.order_by("pk")
    batch = list(rows[:size])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:size])


def in_batches(rows: "QuerySet[M]", size: int = 100) -> Iterator[M]:
    """The rows of all batches, one after the other."""
    return chain.from_iterable(batches_of(rows, size))
