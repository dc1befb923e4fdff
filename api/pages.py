"""Pages of collections. The token of a page is the ID of the last item of the previous page."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from common.requests import parse_uuid
from tilekit.core.section import Values

Row = TypeVar("Row", bound=Model)


class UnknownToken(ValueError):
    """No page contained this token."""


def page_of_rows(
    rows: QuerySet[Row], *, token: UUID | str | None, size: int, skip: int = 0, newest_first: bool = False
) -> tuple[list[Row], UUID | None]:
    """(rows of the page, token of the next page), sorted by their IDs, which grow with time. One query.

    Raises UnknownToken.
    """
    if token:
        last = token if isinstance(token, UUID) else parse_uuid(token)
        if last is None:
            raise UnknownToken
        rows = rows.filter(pk__lt=last) if newest_first else rows.filter(pk__gt=last)
    page = list(rows.order_by("-pk" if newest_first else "pk")[skip : skip + size + 1])
    return page[:size], page[size - 1].pk if len(page) > size else None


def page_of_items(items: Sequence[Values], *, token: str, size: int, skip: int = 0) -> tuple[list[Values], str | None]:
    """(items of the page, token of the next page). Raises UnknownToken."""
    ids = [str(item["id"]) for item in items]
    if token and token not in ids:
        raise UnknownToken
    start = skip + (ids.index(token) + 1 if token else 0)
    end = start + size
    return list(items[start:end]), ids[end - 1] if len(items) > end else None
