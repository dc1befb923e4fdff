"""Looking up what must be there."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from common.errors import NotFound

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")


def one_of(rows: "QuerySet[M, Row]") -> Row:
    """The first row. Raises NotFound where there is none: what the actor may not see is not there for them."""
    row = rows.first()
    if row is None:
        raise NotFound
    return row
