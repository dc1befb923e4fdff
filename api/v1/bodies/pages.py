"""Pages of lists, newest first."""

from uuid import UUID

from django.db.models import QuerySet
from ninja import Schema
from pydantic import Field

from api.fields import Id, optional
from api.pages import Row, page_of_rows
from common.ids import EXAMPLE_ID


class PageQuery(Schema):
    """The requested page of a list."""

    limit: int = Field(default=50, ge=1, le=100, description="Items per page", examples=[20])
    cursor: Id | None = optional("The next_cursor from the previous page", EXAMPLE_ID)


class PageBody(Schema):
    """A page of a list, newest first."""

    next_cursor: Id | None = Field(description="Value of `cursor` for the next page; null on the last page")


def requested_page(rows: QuerySet[Row], query: PageQuery) -> tuple[list[Row], UUID | None]:
    """(rows of the page, next cursor). One query."""
    return page_of_rows(rows, token=query.cursor, size=query.limit, newest_first=True)
