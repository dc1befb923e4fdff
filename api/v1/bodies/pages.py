"""Base classes of bodies and queries of paged lists."""

from uuid import UUID

from ninja import Schema
from pydantic import Field


class PageQuery(Schema):
    """The requested page of a list."""

    limit: int = Field(default=50, ge=1, le=100, description="Items per page", examples=[20])
    cursor: UUID | None = Field(default=None, description="The next_cursor from the previous page")


class PageBody(Schema):
    """A page of a list, newest first."""

    next_cursor: UUID | None = Field(description="Value of `cursor` for the next page; null on the last page")
