"""Plans: list, create, read, replace, delete."""

from typing import Any

from django.http import HttpResponse
from ninja import Query, Status

from api.bearer import ApiRequest
from api.ingestion.bodies.base import Collection
from api.ingestion.bodies.plans import Variant, VariantQuery
from api.ingestion.collections import ingestion_page_of_list
from api.ingestion.modules import variants
from api.ingestion.modules.drafts import draft_of
from api.ingestion.modules.entities import entity_response
from api.ingestion.modules.entity_kinds import VARIANT
from api.ingestion.products import product_named
from api.ingestion.routes.entities import IfMatch, tagged
from api.ingestion.routes.products import ProductId, VariantId, ingestion_router
from api.paths import INGESTION_PREFIX
from tilekit.core.section import Values

router = ingestion_router("Plans", 412)
_ALL = "/{product_id}/variants"
_ONE = f"{_ALL}/{{variant_id}}"


@router.get(_ALL, response=Collection[Variant], summary="List variants")
def list_variants(request: ApiRequest, product_id: ProductId, query: Query[VariantQuery]) -> Collection[Any]:
    """Returns the plans in the draft, oldest first, including the test drive if there is one.

    The list is paged: follow `nextLink` until a page has none.
    """
    draft = draft_of(product_named(request, product_id))
    return ingestion_page_of_list(
        request, [entity_response(draft, place) for place in draft.places(VARIANT)], query=query
    )


@router.post(_ALL, response={201: Variant}, summary="Create a variant")
def create_variant(
    request: ApiRequest, response: HttpResponse, product_id: ProductId, *, body: Variant
) -> Status[Values]:
    """Creates a plan and its branches. The plan ID (`externalID`) must be unique in the product."""
    variant = variants.create(product_named(request, product_id), body, by=request.actor)
    address = f"{INGESTION_PREFIX}/products/{product_id}/variants/{variant['id']}"
    response.headers["Location"] = request.build_absolute_uri(address)
    return Status(201, tagged(request, variant))


@router.get(_ONE, response=Variant, summary="Read a variant")
def read_variant(request: ApiRequest, product_id: ProductId, variant_id: VariantId) -> Values:
    """Returns one plan in the draft. The ID of the test drive is `testdrive`."""
    draft = draft_of(product_named(request, product_id))
    return tagged(request, entity_response(draft, draft.place(VARIANT, variant_id)))


@router.put(_ONE, response=Variant, summary="Replace a variant")
def replace_variant(
    request: ApiRequest, product_id: ProductId, variant_id: VariantId, *, body: Variant, if_match: IfMatch = None
) -> Values:
    """Replaces the plan and returns it. Values that are not in the body are cleared or reset to their default.

    If you leave out `externalID`, the plan keeps its ID. You cannot change the type of a plan.
    """
    listing, match = product_named(request, product_id), (if_match or "").strip()
    return tagged(request, variants.update(listing, variant_id, body, if_match=match, by=request.actor))


@router.delete(_ONE, response={204: None}, summary="Delete a variant")
def delete_variant(request: ApiRequest, product_id: ProductId, variant_id: VariantId) -> Status[None]:
    """Deletes the plan and all its entities. You cannot delete a plan that is live. Make it inactive instead."""
    variants.delete(product_named(request, product_id), variant_id, by=request.actor)
    return Status(204, None)
