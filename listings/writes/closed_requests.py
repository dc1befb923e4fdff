"""Closes requests that nobody can answer any more, because their listing or organisation is deleted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from common.actions import in_transaction
from common.actor import SYSTEM
from listings.lifecycle.engine import apply_to_locked
from listings.lifecycle.requests import CLOSE_REQUEST, ListingRequestLifecycle, RequestLifecycle
from listings.queries.staff_requests import request_lifecycles

_REASON = gettext_noop("Closed because the listing or its organisation was deleted.")


def open_requests_of(lifecycle: RequestLifecycle[Any], organisation_id: UUID) -> QuerySet[Any]:
    """The requests of this kind of the organisation and its listings on which a decision is pending."""
    rows = lifecycle.visible(SYSTEM).filter(state__in=lifecycle.open_states)
    return rows.filter(**{lifecycle.organisation_lookup: organisation_id})


@in_transaction
def close_requests(lifecycle: RequestLifecycle[Any], rows: QuerySet[Any], *, now: datetime) -> None:
    """Close these open requests, each with its event. The caller has locked the organisation or the listings."""
    for request in rows.select_for_update(of=("self",)).order_by("pk"):
        apply_to_locked(lifecycle, request, CLOSE_REQUEST, by=SYSTEM, now=now, parameters={"reason": _REASON})


@in_transaction
def close_requests_of_listing(listing_id: UUID, *, now: datetime) -> None:
    """Close the open requests about a listing that the caller has locked."""
    for lifecycle in request_lifecycles():
        if isinstance(lifecycle, ListingRequestLifecycle):
            rows = lifecycle.visible(SYSTEM).filter(state__in=lifecycle.open_states)
            close_requests(lifecycle, rows.filter(**{lifecycle.listing_lookup: listing_id}), now=now)
