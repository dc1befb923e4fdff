"""Whether a listing has requests that nobody has decided on."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from common.actor import SYSTEM
from listings.lifecycle import registry
from listings.lifecycle.requests import ListingRequestLifecycle
from listings.models import Revision


def open_requests(revisions: Sequence[Revision]) -> Mapping[UUID, bool]:
    """{revision ID: whether its listing has a request without a decision}. One query per kind of request."""
    listings = {revision.listing_id for revision in revisions}
    waiting = {
        listing_id
        for lifecycle in registry.lifecycles.values()
        if isinstance(lifecycle, ListingRequestLifecycle)
        for listing_id in lifecycle.visible(SYSTEM)
        .filter(decided_at=None, **{f"{lifecycle.listing_lookup}__in": listings})
        .values_list(lifecycle.listing_lookup, flat=True)
    }
    return {revision.pk: revision.listing_id in waiting for revision in revisions}
