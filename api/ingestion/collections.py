"""How clients filter collections, and their pages."""

import re
from collections.abc import Callable, Sequence
from functools import reduce
from http import HTTPStatus
from operator import and_
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from msgspec import Struct

from api.ingestion.bodies.base import Collection, IngestionPageQuery
from api.ingestion.bodies.products import OFFER_ID_TYPE, ProductType
from api.ingestion.faults import IngestionFault
from api.ingestion.submissions.states import with_scope, with_state
from api.pages import Row, page_of_items, page_of_rows
from tilekit.core.section import Values

_TEXT = r"'((?:[^']|'')*)'"
_TYPE = re.compile(rf"ResourceType\s+eq\s+{_TEXT}", re.IGNORECASE)
_OFFER = re.compile(
    rf"ExternalIDs/Any\(\s*(\w+)\s*:\s*\1/Type\s+eq\s+{_TEXT}\s+and\s+\1/Value\s+eq\s+{_TEXT}\s*\)", re.IGNORECASE
)
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)


class ProductFilter(Struct, frozen=True, kw_only=True):
    """A filter of products. If types is empty, all types match. offer_id "" matches nothing, and None everything."""

    types: frozenset[str] = frozenset()
    offer_id: str | None = None


def product_filter(text: str) -> ProductFilter:
    """Parse `$filter`. An unknown type matches nothing.

    Raises IngestionFault (400) for an unsupported filter.
    """
    expression = text.strip()
    if not expression:
        return ProductFilter()
    if match := _OFFER.fullmatch(expression):
        kind, value = _unquoted(match[2]), _unquoted(match[3])
        return ProductFilter(offer_id=value if kind.lower() == OFFER_ID_TYPE.lower() else "")
    parts = [_TYPE.fullmatch(part) for part in _OR.split(expression)]
    if not all(parts):
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"$filter": [_("This filter is not supported.")]})
    return ProductFilter(types=frozenset(_declared_type(_unquoted(part[1])) for part in parts if part))


def _unquoted(text: str) -> str:
    return text.replace("''", "'")


def _declared_type(word: str) -> str:
    """A product type in its declared spelling. Unknown words are unchanged."""
    return next((kind.value for kind in ProductType if kind.value.lower() == word.lower()), word)


_FILTER_WORD = r"(?:'(?P<quoted>[^']*)'|(?P<bare>\w+))"
_STATE = re.compile(rf"State\s+eq\s+{_FILTER_WORD}", re.IGNORECASE)
# Either the scope itself, with or without its type, or any target with this type and value.
_TARGET = re.compile(rf"Targets\s+eq\s+{_FILTER_WORD}", re.IGNORECASE)
_ANY = re.compile(
    r"Targets/Any\(\s*(\w+)\s*:\s*\1/Type\s+eq\s+'Scope'\s+and\s+\1/Value\s+eq\s+'(?P<quoted>[^']*)'(?P<bare>)\s*\)",
    re.IGNORECASE,
)
# Not the "and" inside Any(...).
_AND = re.compile(r" and (?![^()]*\))", re.IGNORECASE)
_SCOPE = "scope="


def submission_filter(text: str, *, state: str = "") -> Q:
    """Parse `$filter` and the `state` parameter.

    Raises IngestionFault (400) for an unsupported filter.
    """
    expression = " ".join(text.split())
    parts = _AND.split(expression) if expression else []
    plain = with_state(state) if state else Q()
    return reduce(and_, map(_condition, parts), plain)


def _condition(part: str) -> Q:
    if match := _STATE.fullmatch(part):
        return with_state(_word(match))
    if match := _ANY.fullmatch(part) or _TARGET.fullmatch(part):
        return with_scope(_word(match).lower().removeprefix(_SCOPE))
    raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"$filter": [_("This filter is not supported.")]})


def _word(match: re.Match[str]) -> str:
    return match["quoted"] or match["bare"] or ""


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
    """The requested page of rows, sorted by primary key. Raises UnknownToken."""
    page, token = page_of_rows(rows, token=query.skip_token, size=query.size, newest_first=newest_first)
    return _page(request, show(page), token)


def ingestion_page_of_list(
    request: HttpRequest, items: Sequence[Values], *, query: IngestionPageQuery
) -> Collection[Values]:
    """The requested page of a sorted list. Raises UnknownToken."""
    page, token = page_of_items(items, token=query.skip_token, size=query.size)
    return _page(request, page, token)


def _page(request: HttpRequest, items: list[Item], token: object) -> Collection[Item]:
    """The page with the link to the next one, without host and leading slash: clients remove the API's prefix."""
    link = None
    if token:
        repeated = {name: value for name, value in request.GET.items() if name in _REPEATED}
        link = f"{request.path_info.lstrip('/')}?{urlencode({**repeated, '$skipToken': token}, safe='$')}"
    return Collection.model_validate({"value": items, "nextLink": link, "@odata.nextLink": link})
