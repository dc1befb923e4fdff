"""Parses the filter of products: types joined by `or`, or an offer ID."""

import re
from http import HTTPStatus

from django.utils.translation import gettext as _
from msgspec import Struct

from api.ingestion.bodies.products import OFFER_ID_TYPE, ProductType
from api.ingestion.faults import IngestionFault

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
    if found := _OFFER.fullmatch(expression):
        kind, value = _unquoted(found[2]), _unquoted(found[3])
        return ProductFilter(offer_id=value if kind.lower() == OFFER_ID_TYPE.lower() else "")
    parts = [_TYPE.fullmatch(part) for part in _OR.split(expression)]
    if not all(parts):
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"$filter": [_("This filter is not supported.")]})
    return ProductFilter(types=frozenset(_declared_type(_unquoted(part[1])) for part in parts if part))


def _unquoted(text: str) -> str:
    return text.replace("''", "'")


def _declared_type(word: str) -> str:
    """A product type in its declared spelling. Unknown words are unchanged."""
    return next((each.value for each in ProductType if each.value.lower() == word.lower()), word)
