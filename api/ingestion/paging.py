"""Pages of collections: the token is the ID of the last row of the previous page."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.ingestion.bodies.base import Collection, IngestionPageQuery
from api.ingestion.faults import IngestionFault
from common.requests import parse_uuid
from tilekit.core.section import Values

MAX_PAGE_SIZE = 1_000
# Query parameters that the link to the next page repeats.
_REPEATED = {"$filter", "$top", "$expand", "state"}
Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")


def ingestion_page(
    request: HttpRequest,
    rows: QuerySet[Row],
    *,
    query: IngestionPageQuery,
    show: Callable[[Sequence[Row]], list[Item]],
    newest_first: bool = False,
) -> Collection[Item]:
    """The requested page of rows, sorted by primary key. Raises IngestionFault (400) for an invalid token."""
    size = min(query.top, MAX_PAGE_SIZE)
    last = _last_seen(query)
    rest = {"pk__lt" if newest_first else "pk__gt": last}
    found = list((rows.filter(**rest) if last else rows)[: size + 1])
    link = _link(request, str(found[size - 1].pk)) if len(found) > size else None
    return _page(show(found[:size]), link)


def ingestion_page_of_list(
    request: HttpRequest, items: Sequence[Values], *, query: IngestionPageQuery
) -> Collection[Values]:
    """The requested page of a sorted list. Raises IngestionFault (400) for an invalid token."""
    size, start = min(query.top, MAX_PAGE_SIZE), 0
    if query.skip_token:
        ids = [each["id"] for each in items]
        if query.skip_token not in ids:
            raise _wrong_token()
        start = ids.index(query.skip_token) + 1
    found = list(items[start : start + size])
    link = _link(request, str(found[-1]["id"])) if len(items) > start + size else None
    return _page(found, link)


def _page(items: list[Item], link: str | None) -> Collection[Item]:
    return Collection.model_validate({"value": items, "nextLink": link, "@odata.nextLink": link})


def _last_seen(query: IngestionPageQuery) -> UUID | None:
    last = parse_uuid(query.skip_token)
    if query.skip_token and last is None:
        raise _wrong_token()
    return last


def _wrong_token() -> IngestionFault:
    return IngestionFault(
        HTTPStatus.BAD_REQUEST, data={"$skipToken": [_("This $skipToken is not valid. Use the one in nextLink.")]}
    )


def _link(request: HttpRequest, last: str) -> str:
    """The link to the next page, without host and leading slash, from which clients remove the API's prefix."""
    rest = {name: value for name, value in request.GET.items() if name in _REPEATED}
    query = urlencode({**rest, "$skipToken": last}, safe="$")
    return f"{request.path_info.lstrip('/')}?{query}"
