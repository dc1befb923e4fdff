"""Rows of listing lists: state, status line and number of blockers."""

from collections.abc import Sequence

from django.utils import timezone
from msgspec import Struct

from common.actor import Actor
from listings.models import Listing, Revision
from listings.queries import logos_of, status_of, working_revisions
from listings.status_messages import Party, StatusLine
from studio.places import step_url
from tilekit.core.pictures import Picture
from validation.queries.instant import Instant, cached


class ListingRow(Struct, frozen=True, kw_only=True):
    """One listing with its working revision. instant is None without cached draft findings, logo if there is none."""

    listing: Listing
    revision: Revision
    line: StatusLine
    instant: Instant | None
    logo: Picture | None

    @property
    def is_late(self) -> bool:
        return self.line.is_late(timezone.now())

    @property
    def waits_for_partner(self) -> bool:
        return self.line.party is Party.PARTNER

    @property
    def continue_url(self) -> str:
        """The wizard of a draft, otherwise the listing's own page."""
        is_draft = self.revision.state in ("draft", "changes_requested")
        return step_url(self.revision, "overview") if is_draft else self.listing.get_absolute_url()

    @property
    def blockers(self) -> int:
        return len(self.instant.blockers) + len(self.instant.missing) if self.instant else 0


def rows_of(listings: Sequence[Listing], *, to: Actor) -> list[ListingRow]:
    """The rows of a list for the reader, in its order, in a constant number of queries."""
    revisions = working_revisions(listings)
    found = list(revisions.values())
    lines, instant, logos = status_of(found, to=to), cached(found), logos_of(listings, to=to)
    return [
        ListingRow(
            listing=listing,
            revision=revisions[listing.pk],
            line=lines[revisions[listing.pk].pk],
            instant=instant.get(revisions[listing.pk].pk),
            logo=logos.get(listing.pk),
        )
        for listing in listings
        if listing.pk in revisions
    ]
