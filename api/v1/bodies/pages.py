"""Base classes of bodies and queries of paged lists."""

from ninja import Schema
from pydantic import Field

from api.fields import Id, optional
from common.ids import EXAMPLE_ID


class PageQuery(Schema):
    """The requested page of a list."""

    limit: int = Field(default=50, ge=1, le=100, description="Items per page", examples=[20])
    cursor: Id | None = optional("The next_cursor from the previous page", EXAMPLE_ID)


class PageBody(Schema):
    """A page of a list, newest first."""

    next_cursor: Id | None = Field(description="Value of `cursor` for the next page; null on the last page")
