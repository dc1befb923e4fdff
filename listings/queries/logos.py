"""Queries for the logos next to the names of listings."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from common.actor import Actor
from files.pictures import small_picture
from files.queries import blobs_of
from listings.models import Listing, Section, Submission
from listings.visible import sees_drafts
from tilekit.core.pictures import Picture

_LOGO = "logo_light__sha256"


def logos_of(listings: Iterable[Listing], *, to: Actor) -> Mapping[UUID, Picture]:
    """{listing ID: logo} from the newest revision or submission that the reader may see. At most three queries.

    Listings without a logo are left out.
    """
    reads_drafts_of = {listing.pk: sees_drafts(to) or to.belongs_to(listing.organisation_id) for listing in listings}
    digests = _submitted_logos([pk for pk, reads_drafts in reads_drafts_of.items() if not reads_drafts])
    digests |= _draft_logos([pk for pk, reads_drafts in reads_drafts_of.items() if reads_drafts])
    blobs = blobs_of(digests.values()) if digests else {}
    pictures = {pk: small_picture(pk, blobs.get(digest)) for pk, digest in digests.items()}
    return {pk: picture for pk, picture in pictures.items() if picture}


def _draft_logos(listing_ids: list[UUID]) -> dict[UUID, str]:
    rows = Section.objects.filter(revision__listing__in=listing_ids, key="overview", scope="")
    return _latest(rows.order_by("revision__number").values_list("revision__listing", f"document__{_LOGO}"))


def _submitted_logos(listing_ids: list[UUID]) -> dict[UUID, str]:
    rows = Submission.objects.filter(revision__listing__in=listing_ids).order_by("submitted_at", "pk")
    return _latest(rows.values_list("revision__listing", f"documents__overview__{_LOGO}"))


def _latest(rows: Iterable[tuple[UUID, str | None]]) -> dict[UUID, str]:
    return {pk: digest for pk, digest in dict(rows).items() if digest}
