"""The errors that every call can return, and the lookup of a product for its calls."""

from typing import Any
from uuid import UUID

from api.bearer import ApiRequest
from api.configure.bodies import ConfigureErrorBody
from api.ingestion.products import products_of
from common.lookups import first_or_not_found
from listings.models import Listing

FAULTS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 405, 429), ConfigureErrorBody)


def product_named(request: ApiRequest, product_id: UUID) -> Listing:
    """The listing with this ID. Raises NotFound if it does not belong to the application's organisation."""
    return first_or_not_found(products_of(request.actor).filter(pk=product_id))
