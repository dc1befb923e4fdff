"""Pages of collections, requested with a token or with numbers."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.configure.bodies import ConfigurePageBody, ConfigurePageQuery
from api.configure.faults import resource_fault
from api.configure.problems import DetailCode
from common.requests import parse_uuid
from tilekit.core.section import Values

_TOKEN_PARAMETERS = ("continuationToken", "$skip")
Row = TypeVar("Row", bound=Model)


def configure_page(
    request: HttpRequest,
    rows: QuerySet[Row],
    *,
    query: ConfigurePageQuery,
    show: Callable[[Sequence[Row]], list[Values]],
) -> ConfigurePageBody:
    """The requested page of rows, sorted by primary key. Raises ConfigureFault for an invalid token."""
    if query.token:
        last = parse_uuid(query.token)
        if last is None:
            raise _wrong_token()
        rows = rows.filter(pk__gt=last)
    found = list(rows[query.skip : query.skip + query.size + 1])
    last_id = str(found[query.size - 1].pk) if len(found) > query.size else ""
    return _page(request, show(found[: query.size]), last_id)


def configure_page_of_list(
    request: HttpRequest, items: Sequence[Values], *, query: ConfigurePageQuery
) -> ConfigurePageBody:
    """The requested page of a list of resources. Raises ConfigureFault for an invalid token."""
    start = query.skip
    if query.token:
        ids = [str(each["id"]) for each in items]
        if query.token not in ids:
            raise _wrong_token()
        start += ids.index(query.token) + 1
    found = list(items[start : start + query.size])
    return _page(request, found, str(found[-1]["id"]) if len(items) > start + query.size else "")


def _page(request: HttpRequest, items: list[Values], token: str) -> ConfigurePageBody:
    """The page with its link and token. Clients that use `$skip` ignore both."""
    if not token:
        return ConfigurePageBody(value=items)
    rest = {name: value for name, value in request.GET.items() if name not in _TOKEN_PARAMETERS}
    query = urlencode({**rest, _TOKEN_PARAMETERS[0]: token}, safe="$")
    return ConfigurePageBody(
        value=items, next_link=request.build_absolute_uri(f"{request.path_info}?{query}"), token=token
    )


def _wrong_token() -> Exception:
    return resource_fault(
        DetailCode.INVALID_REQUEST, _("This continuationToken is not valid. Use the one from the previous page.")
    )
