"""The places of a secret as the page shows them, and what an erasure can't reach."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText
from listings.models import Listing
from listings.page_urls import listing_home

UNREACHABLE: Sequence[LazyText] = (
    _("Back-ups that exist already. Delete those that contain the secret, or wait until they expire."),
    _("E-mails, webhooks and audit events that were sent to others."),
    _("Files and exports that people have downloaded, and pages that are open in their browsers."),
    _("Logs of the portal, the database and the proxy."),
    _("The files of the database, where deleted bytes stay until they are overwritten."),
    _("Encrypted values, such as test accounts. Replace them on their pages."),
    _("The secret in other encodings, such as Base64 twice, in other capital letters, or divided into parts."),
    _("Sessions, and the compressed parts of PDFs and pictures."),
    _("The memory of running processes. Restart them after the erasure."),
)


class AffectedListing(Struct, frozen=True, kw_only=True):
    """A listing with the secret, and its page."""

    name: str
    url: str


class PlaceRow(Struct, frozen=True, kw_only=True):
    """A place of the secret. left is how many of its rows could not be changed by an erasure."""

    label: str
    rows: int
    erased: int
    left: int
    listings: Sequence[AffectedListing]


def place_rows(places: Sequence[Mapping[str, Any]]) -> list[PlaceRow]:
    """The stored places, with the names of their listings. One query."""
    ids = {UUID(pk) for place in places for pk in place["listings"]}
    names = dict(Listing.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [
        PlaceRow(
            label=place["label"],
            rows=place["rows"],
            erased=place["erased"],
            left=place["rows"] - place["erased"],
            listings=[
                AffectedListing(name=names[UUID(pk)], url=listing_home(UUID(pk)))
                for pk in place["listings"]
                if UUID(pk) in names
            ],
        )
        for place in places
    ]
