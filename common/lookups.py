"""Lookups that raise NotFound."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from common.errors import NotFound

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")


def first_or_not_found(rows: "QuerySet[M, Row]") -> Row:
    """The first row. Raises NotFound if there is none; rows should be those that the actor may see."""
    row = rows.first()
    if row is None:
        raise NotFound
    return row
