"""Read resources: the tree of a product, lists of products and plans, and single resources."""

from collections.abc import Callable, Sequence
from typing import Annotated
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Path, Query

from api.bearer import ApiRequest
from api.configure.bodies import ConfigurePageBody, PlanPage, Tree, configure_router
from api.configure.ids import DurableId, durable_id, schema_url
from api.configure.query_parameters import ConfigurePageQuery, ConfigureProductQuery, PlanQuery, TreeQuery, VersionQuery
from api.configure.resource_bodies import Resource
from api.configure.resource_types import PRODUCT, product_type
from api.configure.resources import as_product_resources, documents_of_target, plans_of, resource_with, resources_in
from api.ingestion.products import of_types, product_named, products_of, with_offer_id
from api.ingestion.routes.products import ProductId
from api.pages import Row, page_of_items, page_of_rows
from common.ids import EXAMPLE_ID
from listings.models import Listing
from tilekit.core.field import Json
from tilekit.core.section import Values

Word = Annotated[str, Path(description="Type of the resource, such as `property` or `plan`", examples=["property"])]
Part = Annotated[str, Path(description="Last part of the durable ID", examples=[EXAMPLE_ID])]
router = configure_router("Resources")


@router.get("/resource-tree/product/{uuid:product_id}", response=Tree, summary="Read a product's resource tree")
def read_tree(request: ApiRequest, product_id: ProductId, query: Query[TreeQuery]) -> Values:
    """Returns all resources of a product, from its draft, its preview or its live version.

    If the product does not have the requested version, the response is 404.
    """
    draft = documents_of_target(product_named(request, product_id), query.target_type)
    resources: list[Json] = [*resources_in(draft, version=query.version)]
    return {
        "$schema": schema_url("resource-tree", query.version),
        "root": str(DurableId(PRODUCT.word, product_id)),
        "target": {"targetType": query.target_type},
        "resources": resources,
    }


@router.get("/product", response=ConfigurePageBody, summary="List products")
def list_products(request: ApiRequest, query: Query[ConfigureProductQuery]) -> ConfigurePageBody:
    """Returns your organisation's products, oldest first. You can filter by offer ID or type."""
    rows = _matching_listings(products_of(request.actor), query)
    return configure_page(
        request, rows, query=query, show=lambda listings: as_product_resources(listings, version=query.version)
    )


@router.get("/plan", response=PlanPage, summary="List plans")
def list_plans(request: ApiRequest, query: Query[PlanQuery]) -> PlanPage:
    """Returns a product's plans, oldest first. If the product does not exist, the list is empty."""
    listing = _product(request, query.product)
    plans = plans_of(listing, version=query.version) if listing else []
    external_id = query.external_id.lower()
    matches = [plan for plan in plans if external_id in ("", _plan_id(plan))]
    return PlanPage(**dict(configure_page_of_list(request, matches, query=query)))


@router.get("/{word}/{uuid:product_id}", response=Resource, summary="Read a resource of a product")
def read_resource(request: ApiRequest, word: Word, product_id: ProductId, *, query: Query[VersionQuery]) -> Values:
    """Returns the resource with the durable ID `word/product_id`, as set in the draft.

    Use this call for types with only one resource per product, such as `property`.
    """
    return resource_with(product_named(request, product_id), DurableId(word, product_id), version=query.version)


@router.get("/{word}/{uuid:product_id}/{part}", response=Resource, summary="Read one of several resources")
def read_part(
    request: ApiRequest, word: Word, product_id: ProductId, *, part: Part, query: Query[VersionQuery]
) -> Values:
    """Returns the resource with the durable ID `word/product_id/part`, as set in the draft.

    Use this call for types that can have several resources per product, such as `plan`.
    """
    key = DurableId(word, product_id, part)
    return resource_with(product_named(request, product_id), key, version=query.version)


def _matching_listings(listings: QuerySet[Listing], query: ConfigureProductQuery) -> QuerySet[Listing]:
    """Those of the listings that match the query. An unknown type matches nothing."""
    if query.external_id:
        listings = with_offer_id(listings, query.external_id)
    if query.type:
        kind = product_type(query.type)
        listings = of_types(listings, [kind] if kind else [])
    return listings


def _product(request: ApiRequest, name: str) -> Listing | None:
    """The product with this durable ID or external ID; None if there is none."""
    rows, key = products_of(request.actor), durable_id(name)
    return (rows.filter(pk=key.product) if key else with_offer_id(rows, name)).first()


def _plan_id(plan: Values) -> str:
    identity = plan.get("identity")
    return str(identity.get("externalId")).lower() if isinstance(identity, dict) else ""


_TOKEN_PARAMETERS = ("continuationToken", "$skip")


def configure_page(
    request: HttpRequest,
    rows: QuerySet[Row],
    *,
    query: ConfigurePageQuery,
    show: Callable[[Sequence[Row]], list[Values]],
) -> ConfigurePageBody:
    """The requested page of rows, sorted by primary key. Raises UnknownToken."""
    page, token = page_of_rows(rows, token=query.continuation_token, size=query.size, skip=query.skip)
    return _page(request, show(page), token)


def configure_page_of_list(
    request: HttpRequest, items: Sequence[Values], *, query: ConfigurePageQuery
) -> ConfigurePageBody:
    """The requested page of a list of resources. Raises UnknownToken."""
    page, token = page_of_items(items, token=query.continuation_token, size=query.size, skip=query.skip)
    return _page(request, page, token)


def _page(request: HttpRequest, items: list[Values], token: object) -> ConfigurePageBody:
    """The page with its link and token. Clients that use `$skip` ignore both."""
    if not token:
        return ConfigurePageBody(value=items)
    rest = {name: value for name, value in request.GET.items() if name not in _TOKEN_PARAMETERS}
    link = f"{request.path_info}?{urlencode({**rest, _TOKEN_PARAMETERS[0]: token}, safe='$')}"
    return ConfigurePageBody(value=items, next_link=request.build_absolute_uri(link), continuation_token=str(token))
