"""Pages of collections."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.ingestion.bodies.base import Collection, IngestionPageQuery
from api.ingestion.faults import IngestionFault
from api.pages import Row, UnknownToken, page_of_items, page_of_rows
from tilekit.core.section import Values

# Query parameters that the link to the next page repeats.
_REPEATED = {"$filter", "$top", "$expand", "state"}
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
    with _fault_for_unknown_token():
        page, token = page_of_rows(rows, token=query.skip_token, size=query.size, newest_first=newest_first)
    return _page(request, show(page), token)


def ingestion_page_of_list(
    request: HttpRequest, items: Sequence[Values], *, query: IngestionPageQuery
) -> Collection[Values]:
    """The requested page of a sorted list. Raises IngestionFault (400) for an invalid token."""
    with _fault_for_unknown_token():
        page, token = page_of_items(items, token=query.skip_token, size=query.size)
    return _page(request, page, token)


@contextmanager
def _fault_for_unknown_token() -> Iterator[None]:
    try:
        yield
    except UnknownToken:
        reason = _("This $skipToken is not valid. Use the one in nextLink.")
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"$skipToken": [reason]}) from None


def _page(request: HttpRequest, items: list[Item], token: object) -> Collection[Item]:
    """The page with the link to the next one, without host and leading slash: clients remove the API's prefix."""
    link = None
    if token:
        repeated = {name: value for name, value in request.GET.items() if name in _REPEATED}
        link = f"{request.path_info.lstrip('/')}?{urlencode({**repeated, '$skipToken': token}, safe='$')}"
    return Collection.model_validate({"value": items, "nextLink": link, "@odata.nextLink": link})
