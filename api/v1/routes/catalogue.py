"""The public catalogue: search tiles, read one, count facets."""

from django.http import HttpRequest
from ninja import Query, Router

from api.bearer import ApiRequest
from api.v1.bodies.base import ListingId, TileSlug
from api.v1.bodies.catalogue import (
    CardPage,
    CheckBody,
    CheckList,
    FacetList,
    TileBody,
    TileFilter,
    TileQuery,
    WaiverBody,
)
from api.v1.bodies.errors import READ_ERRORS
from api.v1.catalogue import facets_for, tile_named, tiles_for
from api.v1.listings import listing_for
from listings.display.place_names import translate_message
from tilekit.checks.version import catalogue_version
from validation.models import RolloutMode
from validation.page.check_list import listed_checks
from validation.queries import modes_by_code, waivers_of

router = Router(tags=["Catalogue"], auth=None)


@router.get("/catalog/tiles", response={200: CardPage, **READ_ERRORS}, summary="List tiles", url_name="tile-list")
def list_tiles(request: HttpRequest, query: Query[TileQuery]) -> CardPage:
    """The tiles that customers see. No token is needed. Responses can be cached for a minute."""
    return tiles_for(query)


@router.get(
    "/catalog/tiles/{slug:slug}", response={200: TileBody, **READ_ERRORS}, summary="Read a tile", url_name="tile"
)
def read_tile(request: HttpRequest, slug: TileSlug) -> TileBody:
    """A tile with the content of its page. The page sends `digest` in the Listing-Digest header."""
    return tile_named(slug)


@router.get("/catalog/facets", response={200: FacetList, **READ_ERRORS}, summary="List facets", url_name="facet-list")
def list_facets(request: HttpRequest, query: Query[TileFilter]) -> FacetList:
    """The values that tiles can be filtered by, each with the number of matching tiles."""
    return FacetList(items=facets_for(query))


checks = Router(tags=["Checks"])


@checks.get(
    "/checks", response={200: CheckList, **READ_ERRORS}, summary="List checks", auth=None, url_name="check-list"
)
def list_checks(request: HttpRequest) -> CheckList:
    """Every check with its severity and mode. No token is needed.

    `catalogue_version` identifies the checks: the same version returns the same findings for the same content.
    """
    modes = modes_by_code()
    found = [
        CheckBody(
            code=each.code,
            name=translate_message(each.name),
            severity=each.submission_severity,
            mode=modes.get(each.code, RolloutMode.ENFORCE),
            subject=each.subject,
        )
        for each in listed_checks()
    ]
    return CheckList(catalogue_version=catalogue_version(), checks=found)


@checks.get(
    "/listings/{uuid:listing_id}/waivers", response={200: list[WaiverBody], **READ_ERRORS}, summary="List waivers"
)
def list_waivers(request: ApiRequest, listing_id: ListingId) -> list[WaiverBody]:
    """The findings in a listing that our staff have waived."""
    rows = waivers_of(listing_for(request.actor, listing_id).pk)
    return [WaiverBody(fingerprint=row.fingerprint, code=row.code, reason=row.reason, until=row.until) for row in rows]
