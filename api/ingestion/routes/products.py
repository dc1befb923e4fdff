"""Products: list, create, read, delete."""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from api.bearer import ApiRequest
from api.ingestion.bodies.base import Collection
from api.ingestion.bodies.products import NewProduct, Product, ProductQuery
from api.ingestion.faults import IngestionFault
from api.ingestion.filters import product_filter
from api.ingestion.paging import ingestion_page
from api.ingestion.products import (
    LISTING_DEFAULTS,
    as_products,
    assert_offer_id_free,
    of_types,
    offer_id_of,
    products_of,
    with_offer_id,
)
from api.ingestion.routes.ids import ProductId
from api.paths import INGESTION_PREFIX
from common.lookups import first_or_not_found
from listings.actions import create_listing, delete_listing
from listings.models import Listing, Revision

router = Router(tags=["Products"], by_alias=True, exclude_none=True)
# The body of an error is a string that ends with an object.
FAULTS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 405, 409, 411, 413, 429), str)


@router.get("", response={200: Collection[Product], **FAULTS}, summary="List products")
def list_products(request: ApiRequest, query: Query[ProductQuery]) -> Collection[Product]:
    """Returns your organisation's products, oldest first. Professional services are not included.

    Filter by type or by offer ID with `$filter`. The list is paged: follow `nextLink` until a page has none.
    """
    return ingestion_page(
        request, _matching_listings(products_of(request.actor), query.filter), query=query, show=as_products
    )


@router.post("", response={201: Product, **FAULTS}, summary="Create a product")
def create_product(request: ApiRequest, response: HttpResponse, body: NewProduct) -> Status[Product]:
    """Creates a listing with an empty draft, and returns the listing as a product.

    The draft has all its modules from the start, so you can fill them in straight away. The offer ID must be unique in
    your organisation.
    """
    kind = LISTING_DEFAULTS.get(body.resource_type)
    if kind is None:
        reason = _("You cannot create products of this type.")
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"resourceType": [reason]})
    offer_id = offer_id_of(body)
    assert_offer_id_free(products_of(request.actor), offer_id)
    revision = create_listing(
        organisation_id=request.auth.organisation_id,
        route=kind.route,
        offering_type=kind.offering_type,
        code_type=kind.code_type,
        name=body.name,
        offer_id=offer_id,
        by=request.actor,
        now=timezone.now(),
    )
    (product,) = as_products([revision.listing])
    response.headers["Location"] = request.build_absolute_uri(f"{INGESTION_PREFIX}/products/{product.id}")
    return Status(201, product)


@router.get("/{product_id}", response={200: Product, **FAULTS}, summary="Read a product")
def read_product(request: ApiRequest, product_id: ProductId) -> Product:
    """Returns one of your organisation's products."""
    (product,) = as_products([product_named(request, product_id)])
    return product


@router.delete("/{product_id}", response={204: None, **FAULTS}, summary="Delete a product")
def delete_product(request: ApiRequest, product_id: ProductId) -> Status[None]:
    """Deletes a product that was never published.

    If a submission is in progress, cancel it first: until then, the response is 409. After a submission, the offer ID
    of a deleted product can't be used again.
    """
    listing = product_named(request, product_id)
    latest = first_or_not_found(Revision.objects.filter(listing=listing).order_by("-number"))
    delete_listing(listing_id=listing.pk, seen=latest.version, by=request.actor, now=timezone.now())
    return Status(204, None)


def product_named(request: ApiRequest, product_id: ProductId) -> Listing:
    """The listing. Raises NotFound if it does not belong to the organisation of the application."""
    return first_or_not_found(products_of(request.actor).filter(pk=product_id))


def _matching_listings(listings: QuerySet[Listing], text: str) -> QuerySet[Listing]:
    filters = product_filter(text)
    if filters.offer_id is not None:
        return with_offer_id(listings, filters.offer_id)
    return of_types(listings, filters.types) if filters.types else listings
