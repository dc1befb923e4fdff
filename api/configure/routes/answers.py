"""The errors that every call can return, and a lookup for calls about a product."""

from typing import Any
from uuid import UUID

from api.configure.bodies import Fault
from api.configure.requests import Call
from api.ingestion.products import products_of
from common.lookups import one_of
from listings.models import Listing

FAULTS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 405, 429), Fault)


def product_named(request: Call, product_id: UUID) -> Listing:
    """The listing. Raises NotFound if it does not belong to the organisation of the application."""
    return one_of(products_of(request.actor).filter(pk=product_id))
