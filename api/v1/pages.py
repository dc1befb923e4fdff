"""Pages of lists, sorted by descending ID. IDs grow with time, so the newest rows come first."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from api.v1.bodies.pages import PageQuery

M = TypeVar("M", bound=Model)


def rows_after_cursor(rows: QuerySet[M], query: PageQuery) -> tuple[list[M], UUID | None]:
    """(rows after the cursor, newest first; next cursor). One query."""
    ordered = rows.order_by("-pk")
    window = ordered.filter(pk__lt=query.cursor) if query.cursor else ordered
    found = list(window[: query.limit + 1])
    page_rows = found[: query.limit]
    return page_rows, page_rows[-1].pk if len(found) > query.limit else None
