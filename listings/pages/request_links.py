"""Links to the requests of a listing, of all kinds."""

from collections.abc import Sequence

from msgspec import Struct

from accounts.models import Request
from common.actor import Actor
from common.lazy_text import LazyText
from listings.lifecycle import registry
from listings.lifecycle.requests import ListingRequestLifecycle
from listings.models import Listing


class RequestLink(Struct, frozen=True, kw_only=True):
    """A request for the `pill` component. kind is the heading of its kind of request, family that of its badges."""

    row: Request
    kind: LazyText
    family: str


def request_links(listing: Listing, actor: Actor) -> Sequence[RequestLink]:
    """The requests of the listing that the actor may see, newest first. One query per kind of request."""
    links = [
        RequestLink(row=row, kind=lifecycle.group, family=lifecycle.name)
        for lifecycle in registry.lifecycles.values()
        if isinstance(lifecycle, ListingRequestLifecycle)
        for row in lifecycle.visible(actor).filter(**{lifecycle.listing_lookup: listing})
    ]
    return sorted(links, key=lambda link: link.row.requested_at, reverse=True)
