"""Finds and erases a leaked secret, in batches. It can be stopped at any point and repeated."""

from collections.abc import Callable, Iterator
from datetime import datetime

from msgspec import Struct

from common.actor import Actor
from operations.erasure.actions import erase_in_rows
from operations.erasure.columns import searched_columns
from operations.erasure.leaked_secret import LeakedSecret

_ROWS_PER_BATCH = 100


class SecretPlace(Struct, frozen=True, kw_only=True):
    """Where the secret is or was: a column, and the number of its rows. erased is how many of them were changed."""

    name: str
    label: str
    rows: int
    erased: int = 0


def places_of(secret: LeakedSecret) -> Iterator[SecretPlace]:
    """The columns that contain the secret. Reads every table once for each of its columns with text."""
    for column in searched_columns():
        if rows := sum(1 for _ in column.matching_ids(secret)):
            yield SecretPlace(name=str(column), label=column.label, rows=rows)


def erase_everywhere(secret: LeakedSecret, *, by: Actor, clock: Callable[[], datetime]) -> Iterator[SecretPlace]:
    """Erase the secret in all columns. Yields each column that contained it, once its last batch is written."""
    for column in searched_columns():
        row_ids, erased = list(column.matching_ids(secret)), 0
        for start in range(0, len(row_ids), _ROWS_PER_BATCH):
            batch = row_ids[start : start + _ROWS_PER_BATCH]
            erased += erase_in_rows(column, batch, secret=secret, by=by, now=clock())
        if row_ids:
            yield SecretPlace(name=str(column), label=column.label, rows=len(row_ids), erased=erased)
