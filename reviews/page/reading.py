"""Prepares what the reader of a review has read, notes of staff, and listings to compare it with."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from msgspec import Struct

from catalog.queries import similar_tiles
from listings.queries import visible_listings
from reviews.page.review_page import ReviewPage
from reviews.queries.reading import sections_read, staff_notes
from reviews.teams import filled_in
from tilekit.sections.overview import Overview

_MOST_OTHER_LISTINGS = 5


class ShownNote(Struct, frozen=True, kw_only=True):
    """A note of staff. is_own: the reader wrote it, and can edit and delete it."""

    id: UUID
    by: str
    at: datetime
    edited_at: datetime | None
    body: str
    is_own: bool

    @property
    def field_id(self) -> str:
        """The HTML ID of the text in its form."""
        return f"note-{self.id}"


class ListingLink(Struct, frozen=True, kw_only=True):
    """A link to a listing of the partner or to a tile."""

    label: str
    href: str
    detail: str = ""


def reading_context(page_data: ReviewPage) -> dict[str, object]:
    """The template context of the sections that the reader has read, by their keys. One query."""
    return {"sections_read": _sections_read(page_data), "section_count": len(page_data.sections)}


def next_unread_section(page_data: ReviewPage, section: str) -> str:
    """The key of the section to read after this one, from the top again after the last one; this one if all are read.

    One query.
    """
    keys, read = [row.key for row in page_data.sections], _sections_read(page_data)
    after = keys.index(section) + 1 if section in keys else 0
    return next((key for key in keys[after:] + keys[:after] if key not in read), section)


def notes_context(page_data: ReviewPage) -> dict[str, object]:
    """The template context of the notes of staff about the listing. One query."""
    return {
        "staff_notes": [
            ShownNote(
                id=note.pk,
                by=note.by.get_full_name(),
                at=note.at,
                edited_at=note.edited_at,
                body=note.body,
                is_own=note.by_id == page_data.actor.id,
            )
            for note in staff_notes(page_data.listing)
        ]
    }


def neighbours_context(page_data: ReviewPage) -> dict[str, object]:
    """The template context of other listings of the partner, and of tiles like this one. Four queries."""
    return {"other_listings": _other_listings(page_data), "similar_tiles": _similar_tiles(page_data)}


def _other_listings(page_data: ReviewPage) -> Sequence[ListingLink]:
    rows = visible_listings(page_data.actor).filter(organisation=page_data.listing.organisation_id)
    newest = rows.exclude(pk=page_data.listing.pk).order_by("-created_at", "-pk")[:_MOST_OTHER_LISTINGS]
    return [
        ListingLink(label=row.name, href=row.get_absolute_url(), detail=str(row.get_availability_display()))
        for row in newest
    ]


def _similar_tiles(page_data: ReviewPage) -> Sequence[ListingLink]:
    overview = page_data.documents[Overview.key]
    title, categories = overview.values.get("title"), overview.values.get("categories")
    tiles = similar_tiles(
        title if isinstance(title, str) else page_data.listing.name,
        [str(value) for value in categories] if isinstance(categories, list) else [],
        without=page_data.listing.pk,
    )
    return [
        ListingLink(label=tile.title, href=reverse("catalog:tile-detail", args=[tile.slug]), detail=tile.vendor)
        for tile in tiles
    ]


def _sections_read(page_data: ReviewPage) -> Collection[str]:
    keys, documents = [section.key for section in page_data.sections], filled_in(page_data.documents, page_data.kind)
    person, listing = page_data.actor.id, page_data.listing
    if not person:
        return ()
    return sections_read(person, page_data.submission, listing=listing, documents=documents, keys=keys)
