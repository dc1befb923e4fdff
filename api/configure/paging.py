"""Pages of collections, requested with a token or with numbers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.configure.bodies import ConfigurePageBody, ConfigurePageQuery
from api.configure.faults import resource_fault
from api.configure.problems import DetailCode
from api.pages import Row, UnknownToken, page_of_items, page_of_rows
from tilekit.core.section import Values

_TOKEN_PARAMETERS = ("continuationToken", "$skip")


def configure_page(
    request: HttpRequest,
    rows: QuerySet[Row],
    *,
    query: ConfigurePageQuery,
    show: Callable[[Sequence[Row]], list[Values]],
) -> ConfigurePageBody:
    """The requested page of rows, sorted by primary key. Raises ConfigureFault for an invalid token."""
    with _fault_for_unknown_token():
        page, token = page_of_rows(rows, token=query.token, size=query.size, skip=query.skip)
    return _page(request, show(page), token)


def configure_page_of_list(
    request: HttpRequest, items: Sequence[Values], *, query: ConfigurePageQuery
) -> ConfigurePageBody:
    """The requested page of a list of resources. Raises ConfigureFault for an invalid token."""
    with _fault_for_unknown_token():
        page, token = page_of_items(items, token=query.token, size=query.size, skip=query.skip)
    return _page(request, page, token)


@contextmanager
def _fault_for_unknown_token() -> Iterator[None]:
    try:
        yield
    except UnknownToken:
        reason = _("This continuationToken is not valid. Use the one from the previous page.")
        raise resource_fault(DetailCode.INVALID_REQUEST, reason) from None


def _page(request: HttpRequest, items: list[Values], token: object) -> ConfigurePageBody:
    """The page with its link and token. Clients that use `$skip` ignore both."""
    if not token:
        return ConfigurePageBody(value=items)
    rest = {name: value for name, value in request.GET.items() if name not in _TOKEN_PARAMETERS}
    link = f"{request.path_info}?{urlencode({**rest, _TOKEN_PARAMETERS[0]: token}, safe='$')}"
    return ConfigurePageBody(value=items, next_link=request.build_absolute_uri(link), token=str(token))
