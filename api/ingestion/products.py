"""Listings as products: maps product types to kinds of listings, and back."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from http import HTTPStatus
from operator import or_
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _
from msgspec import Struct

from api.bearer import ApiRequest
from api.ingestion.bodies.products import OFFER_ID_TYPE, NewProduct, Product, ProductType
from api.ingestion.faults import IngestionFault
from common.actor import Actor
from common.lookups import first_or_not_found
from listings.errors import OfferIdTaken
from listings.models import OFFER_ID_LENGTH, Listing, Section
from listings.queries import visible_listings
from tilekit.core.field import Json
from tilekit.core.kind import CodeType, OfferingType, Route


class ListingDefaults(Struct, frozen=True, kw_only=True):
    """The initial values of a new listing, by product type."""

    route: Route = Route.INTEGRATIONS
    offering_type: OfferingType = OfferingType.INTEGRATION
    code_type: str = ""


LISTING_DEFAULTS: Mapping[ProductType, ListingDefaults] = {
    ProductType.APPLICATION: ListingDefaults(code_type=CodeType.API_OAUTH),
    ProductType.CONTAINER: ListingDefaults(code_type=CodeType.AGENT),
    ProductType.DEVELOPER_SERVICE: ListingDefaults(code_type=CodeType.TILE_ONLY),
    ProductType.VIRTUAL_MACHINE: ListingDefaults(route=Route.MARKETPLACE, offering_type=OfferingType.SOFTWARE_LICENSE),
}
_BY_CODE_TYPE = {CodeType.AGENT.value: ProductType.CONTAINER, CodeType.TILE_ONLY.value: ProductType.DEVELOPER_SERVICE}
# Clients fail on unknown product types, so listings without a product type are not returned.
_LISTED = (OfferingType.INTEGRATION, OfferingType.SOFTWARE_LICENSE)
_OFFER_ID = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{OFFER_ID_LENGTH - 1}}}", re.IGNORECASE | re.ASCII)
_READ = ("overview", "configuration")
Documents = Mapping[str, Mapping[str, Json]]


def products_of(actor: Actor) -> QuerySet[Listing]:
    """The listings of the organisation of the application that have a product type, oldest first."""
    return visible_listings(actor).filter(offering_type__in=_LISTED).order_by("pk")


def product_named(request: ApiRequest, product_id: UUID) -> Listing:
    """The listing. Raises NotFound if it does not belong to the organisation of the application."""
    return first_or_not_found(products_of(request.actor).filter(pk=product_id))


def with_offer_id(listings: QuerySet[Listing], offer_id: str) -> QuerySet[Listing]:
    """The listings that a client created with this offer ID, and portal listings with this integration ID."""
    sections = Section.objects.filter(key="overview", scope="", document__integration_id=offer_id)
    named_so = Q(offer_id="", pk__in=sections.values("revision__listing"))
    return listings.filter(Q(offer_id=offer_id) | named_so)


def assert_offer_id_free(listings: QuerySet[Listing], offer_id: str) -> None:
    """Raises OfferIdTaken if a listing has the offer ID; for portal listings, the integration ID counts."""
    if with_offer_id(listings, offer_id).exists():
        raise OfferIdTaken(offer_id=offer_id)


def of_types(listings: QuerySet[Listing], types: Collection[str]) -> QuerySet[Listing]:
    """The listings with one of the product types."""
    latest = Section.objects.filter(revision__listing=OuterRef("pk"), key="configuration", scope="")
    code_type = latest.order_by("-revision__number").annotate(code_type=KT("document__code_type")).values("code_type")
    special = Q(code_type__in=list(_BY_CODE_TYPE))
    conditions = {
        ProductType.VIRTUAL_MACHINE: Q(offering_type=OfferingType.SOFTWARE_LICENSE),
        ProductType.APPLICATION: Q(offering_type=OfferingType.INTEGRATION) & (~special | Q(code_type=None)),
        **{kind: Q(offering_type=OfferingType.INTEGRATION, code_type=code) for code, kind in _BY_CODE_TYPE.items()},
    }
    nothing = Q(pk__in=[])
    combined = reduce(or_, (condition for kind, condition in conditions.items() if kind in types), nothing)
    return listings.annotate(code_type=Subquery(code_type[:1])).filter(combined)


def offer_id_of(body: NewProduct) -> str:
    """The offer ID of a new product. Raises IngestionFault (400) if it is missing or invalid."""
    offer_id = next((row.value for row in body.external_ids if row.type.lower() == OFFER_ID_TYPE.lower()), "")
    if not is_offer_id(offer_id):
        reason = _("An external ID of the type AzureOfferId is required. It can contain only a-z, 0-9, - and _.")
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"externalIDs": [reason]})
    return offer_id


def is_offer_id(text: str) -> bool:
    """Whether this is a valid offer ID."""
    return bool(_OFFER_ID.fullmatch(text))


def as_products(listings: Sequence[Listing]) -> list[Product]:
    """The listings as products, with one query for any number of listings."""
    documents = _latest_documents([listing.pk for listing in listings])
    return [as_product(listing, documents.get(listing.pk, {})) for listing in listings]


def _latest_documents(listing_ids: Sequence[UUID]) -> dict[UUID, dict[str, Mapping[str, Json]]]:
    rows = Section.objects.filter(revision__listing__in=listing_ids, key__in=_READ, scope="")
    documents: dict[UUID, dict[str, Mapping[str, Json]]] = {}
    for listing_id, key, document in rows.order_by("revision__number").values_list(
        "revision__listing", "key", "document"
    ):
        documents.setdefault(listing_id, {})[key] = document
    return documents


def as_product(listing: Listing, documents: Documents) -> Product:
    """The listing as a product. documents are its sections by key, as read by `as_products`."""
    code_type = documents.get("configuration", {}).get("code_type")
    offer_id = listing.offer_id or str(documents.get("overview", {}).get("integration_id") or listing.pk)
    return Product.model_validate(
        {
            "id": str(listing.pk),
            "resourceType": _type_of(listing.offering_type, str(code_type)),
            "name": listing.name,
            "externalIDs": [{"type": OFFER_ID_TYPE, "value": offer_id}],
        }
    )


def _type_of(offering_type: str, code_type: str) -> ProductType:
    if offering_type == OfferingType.SOFTWARE_LICENSE:
        return ProductType.VIRTUAL_MACHINE
    return _BY_CODE_TYPE.get(code_type, ProductType.APPLICATION)
