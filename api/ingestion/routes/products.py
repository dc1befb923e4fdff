"""Products: list, create, read, delete."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Status

from api.bearer import ApiRequest
from api.ingestion.bodies.base import Collection
from api.ingestion.bodies.modules import Branch, ModuleType
from api.ingestion.bodies.products import NewProduct, Product, ProductQuery
from api.ingestion.collections import ingestion_page, product_filter
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import ProductDraft, draft_of, instance_id
from api.ingestion.modules.entity_kinds import MODULE_LEVELS
from api.ingestion.products import (
    LISTING_DEFAULTS,
    as_products,
    assert_offer_id_free,
    of_types,
    offer_id_of,
    product_named,
    products_of,
    with_offer_id,
)
from api.paths import INGESTION_PREFIX
from api.routers import ErrorRouter
from common.ids import EXAMPLE_ID
from common.lookups import first_or_not_found
from listings.actions import create_listing, delete_listing
from listings.models import Listing, Revision

ProductId = Annotated[UUID, Path(description="ID of the product", examples=[EXAMPLE_ID])]
ListingId = Annotated[UUID, Path(description="ID of the listing in the product's draft", examples=[EXAMPLE_ID])]
ImageId = Annotated[UUID, Path(description="ID of the image", examples=[EXAMPLE_ID])]
PackageId = Annotated[UUID, Path(description="ID of the package", examples=[EXAMPLE_ID])]
EntityId = Annotated[UUID, Path(description="ID of the entity, as in the list of its module", examples=[EXAMPLE_ID])]
VariantId = Annotated[str, Path(description="ID of the plan, or `testdrive` for the test drive", examples=[EXAMPLE_ID])]
SubmissionId = Annotated[
    str, Path(description="ID of the submission, a 19-digit number", examples=["1152921500000000001"])
]


_FAULTS = (400, 401, 403, 404, 405, 409, 411, 413, 429)


def ingestion_router(tag: str, *faults: int) -> ErrorRouter:
    """A router for calls of this API that can also return these statuses. An error is a string with an object."""
    return ErrorRouter(tag, error=str, reads=(*_FAULTS, *faults), by_alias=True, exclude_none=True)


router = ingestion_router("Products")


@router.get("", response=Collection[Product], summary="List products")
def list_products(request: ApiRequest, query: Query[ProductQuery]) -> Collection[Product]:
    """Returns your organisation's products, oldest first. Professional services are not included.

    Filter by type or by offer ID with `$filter`. The list is paged: follow `nextLink` until a page has none.
    """
    return ingestion_page(
        request, _matching_listings(products_of(request.actor), query.filter), query=query, show=as_products
    )


@router.post("", response={201: Product}, summary="Create a product")
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


@router.get("/{product_id}", response=Product, summary="Read a product")
def read_product(request: ApiRequest, product_id: ProductId) -> Product:
    """Returns one of your organisation's products."""
    (product,) = as_products([product_named(request, product_id)])
    return product


@router.delete("/{product_id}", response={204: None}, summary="Delete a product")
def delete_product(request: ApiRequest, product_id: ProductId) -> Status[None]:
    """Deletes a product that was never published.

    If a submission is in progress, cancel it first: until then, the response is 409. After a submission, the offer ID
    of a deleted product can't be used again.
    """
    listing = product_named(request, product_id)
    latest = first_or_not_found(Revision.objects.filter(listing=listing).order_by("-number"))
    delete_listing(listing_id=listing.pk, seen=latest.version, by=request.actor, now=timezone.now())
    return Status(204, None)


def _matching_listings(listings: QuerySet[Listing], text: str) -> QuerySet[Listing]:
    filters = product_filter(text)
    if filters.offer_id is not None:
        return with_offer_id(listings, filters.offer_id)
    return of_types(listings, filters.types) if filters.types else listings


branches = ingestion_router("Modules")

ModuleName = Annotated[
    str,
    Path(
        description="Name of the module: Listing, Property, Package, Availability or ResellerConfiguration",
        examples=["Listing"],
    ),
]


@branches.get(
    "/{product_id}/branches/getByModule(module={module})", response=Collection[Branch], summary="List branches"
)
def list_branches(request: ApiRequest, product_id: ProductId, module: ModuleName) -> Collection[Branch]:
    """Returns the draft instances of a module: first the one for the offer, then one for each plan.

    Use a branch's `currentDraftInstanceID` to list the entities in that instance. For an unknown module, the list is
    empty.
    """
    draft = draft_of(product_named(request, product_id))
    word = next((module_type for module_type in ModuleType if module_type.lower() == module.lower()), None)
    of_offer, of_plans = MODULE_LEVELS[word] if word else (False, False)
    plans = [*([""] if of_offer else []), *(draft.plans if of_plans else [])]
    return Collection(value=[_branch(draft, ModuleType(word), plan) for plan in plans if word])


def _branch(draft: ProductDraft, module: ModuleType, plan: str) -> Branch:
    instance = instance_id(draft.listing.pk, module, plan)
    return Branch.model_validate(
        {"module": module, "currentDraftInstanceID": instance, **({"variantID": plan} if plan else {})}
    )
