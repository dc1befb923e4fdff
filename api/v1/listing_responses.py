"""The response of calls that read or change a listing."""

from uuid import UUID

from api.bearer import ApiRequest
from api.surfaces import set_etag
from api.v1.bodies.listings import ListingBody
from api.v1.etags import revision_etag
from api.v1.listings import as_listings, open_or_newest_revision


def listing_response(request: ApiRequest, listing_id: UUID) -> ListingBody:
    """The listing as it is now, with the version of its revision as etag. Raises NotFound."""
    revision = open_or_newest_revision(request.actor, listing_id)
    (response,) = as_listings([revision.listing], to=request.actor)
    set_etag(request, revision_etag(revision))
    return response
