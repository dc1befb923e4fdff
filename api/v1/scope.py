"""Restricts a token for one listing to calls about that listing and to calls without a listing."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from api.errors import OneListingOnly
from common.errors import NotFound
from listings.models import Import, Listing, Submission
from reviews.models import Thread
from validation.models import DryRun, Run

# Objects of a listing, by the name of their ID in URLs: the rows, and the path to their listing.
_ROWS: Mapping[str, Sequence[tuple[QuerySet[Any], str]]] = {
    "listing_id": ((Listing.objects.order_by(), "pk"),),
    "submission_id": ((Submission.objects.order_by(), "revision__listing"),),
    "thread_id": ((Thread.objects.order_by(), "listing"),),
    "job_id": (
        (Run.objects.order_by(), "revision__listing"),
        (DryRun.objects.order_by(), "revision__listing"),
        (Import.objects.order_by(), "revision__listing"),
        (Import.objects.order_by(), "target__listing"),
    ),
}
# The first word of calls without a listing: a file may be used by any listing.
_WITHOUT_LISTING = frozenset({"uploads", "checks", "catalog"})
_LISTINGS = "listings"


def assert_in_scope(request: HttpRequest, listing_id: UUID) -> None:
    """Raises NotFound for a call about another listing, and OneListingOnly for one about the whole organisation."""
    match = request.resolver_match
    named = {name: value for name, value in (match.kwargs if match else {}).items() if name in _ROWS}
    for name, value in named.items():
        if not any(listing_id in rows.filter(pk=value).values_list(path, flat=True) for rows, path in _ROWS[name]):
            raise NotFound
    word = request.path_info.split("/")[3]
    is_list = word == _LISTINGS and request.method in {"GET", "HEAD"}
    if not (named or is_list or word in _WITHOUT_LISTING):
        raise OneListingOnly
