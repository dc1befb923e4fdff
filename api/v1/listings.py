"""Prepares listings for responses."""

import re
from collections.abc import Sequence
from uuid import UUID

from api.bearer import ApiRequest
from api.errors import Outdated
from api.paths import V1_PREFIX
from api.surfaces import set_etag
from api.v1.bodies.listings import ListingBody, ListingLinksBody, StatusBody
from common.actor import Actor
from common.lookups import first_or_not_found
from common.requests import parse_number
from listings.models import Listing as ListingRow
from listings.models import Revision
from listings.queries import status_of, visible_listings, working_revisions
from listings.states.status_messages import StatusMessage


def listing_for(actor: Actor, listing_id: UUID) -> ListingRow:
    """The listing with this ID. Raises NotFound if it does not belong to the application's organisation."""
    return first_or_not_found(visible_listings(actor).filter(pk=listing_id))


def open_or_newest_revision(actor: Actor, listing_id: UUID) -> Revision:
    """The revision that calls read and write: the open one, or else the newest. Raises NotFound."""
    listing = listing_for(actor, listing_id)
    return working_revisions([listing])[listing.pk]


def as_listings(listings: Sequence[ListingRow], *, to: Actor) -> list[ListingBody]:
    """The bodies of the listings, in the same order. The number of queries is constant."""
    revisions = working_revisions(listings)
    messages = status_of(list(revisions.values()), to=to)
    return [_listing_body(revisions[listing.pk], messages[revisions[listing.pk].pk]) for listing in listings]


def _listing_body(revision: Revision, message: StatusMessage) -> ListingBody:
    listing = revision.listing
    base = listing_path(listing.pk)
    parts = (
        "sections", "documents", "folder", "findings", "submissions", "threads", "releases", "history",
    )  # fmt: skip
    links = {"self": base, **{part: f"{base}/{part}" for part in parts}}
    return ListingBody.from_row(
        listing,
        state=revision.state,
        revision=revision.number,
        status=as_status(message),
        links=ListingLinksBody(**links, page=listing.get_absolute_url()),
    )


def as_status(message: StatusMessage) -> StatusBody:
    """The body of a status message."""
    texts = {name: str(getattr(message, name)) for name in ("why", "next", "likely")}
    return StatusBody.from_row(message, **texts)


def listing_path(listing_id: UUID) -> str:
    """The URL path of a listing."""
    return f"{V1_PREFIX}/listings/{listing_id}"


_ANY = "*"
_ETAG = re.compile(r'(?:W/)?"(?:(\d+)\.)?(\d+)"')


def revision_etag(revision: Revision) -> str:
    """The etag of a revision, which changes with every change of the draft."""
    return f'"{revision.number}.{revision.version}"'


def draft_version_in(if_match: str | None, revision: Revision) -> int | None:
    """The version that the client read; None without If-Match. Raises Outdated if it is not the current version."""
    version = required_version(if_match, number=revision.number, newest=revision.version)
    if version is not None and version != revision.version:
        raise Outdated
    return version


def required_version(if_match: str | None, *, number: int | None = None, newest: int) -> int | None:
    """The version in the If-Match header, from which the client started; None without the header.

    number is that of the revision, None for rows of other models. Raises Outdated if there was never such a version.
    """
    if not if_match or if_match.strip() == _ANY:
        return None
    match = _ETAG.fullmatch(if_match.strip())
    prefix, version = (parse_number(number_text or "") for number_text in match.groups()) if match else (None, None)
    if prefix != number or version is None or not 0 < version <= newest:
        raise Outdated
    return version


def listing_response(request: ApiRequest, listing_id: UUID) -> ListingBody:
    """The listing as it is now, with the version of its revision as etag. Raises NotFound."""
    revision = open_or_newest_revision(request.actor, listing_id)
    (response,) = as_listings([revision.listing], to=request.actor)
    set_etag(request, revision_etag(revision))
    return response
