"""Prepares the rows of lists of listings: state, status message, and number of things that prevent a submission."""

from collections.abc import Sequence

from django.utils import timezone
from msgspec import Struct

from common.actor import Actor, Role
from listings.models import Listing, Revision
from listings.queries import logos_of, status_of, working_revisions
from listings.states.revision_states import EDITABLE
from listings.states.status_messages import Party, StatusMessage
from studio.page_urls import continue_url
from tilekit.core.pictures import Picture
from validation.actions import listed_instant_findings
from validation.queries import InstantResults


class ListingRow(Struct, frozen=True, kw_only=True):
    """A row for a listing and its working revision. instant is None unless the revision is a draft."""

    listing: Listing
    revision: Revision
    status_message: StatusMessage
    instant: InstantResults | None
    logo: Picture | None
    may_duplicate: bool = False

    @property
    def is_late(self) -> bool:
        return self.status_message.is_late(timezone.now())

    @property
    def waits_for_partner(self) -> bool:
        return self.status_message.party is Party.PARTNER

    @property
    def continue_url(self) -> str:
        return continue_url(self.listing)

    @property
    def blockers(self) -> int:
        return len(self.instant.blockers) if self.instant else 0

    @property
    def missing(self) -> int:
        """The number of required fields to fill in."""
        return len(self.instant.missing) if self.instant else 0

    @property
    def has_tasks(self) -> bool:
        return bool(self.blockers or self.missing)


def listing_rows(listings: Sequence[Listing], *, to: Actor) -> list[ListingRow]:
    """The rows of a list for the reader, in its order, in a constant number of queries."""
    revisions = working_revisions(listings)
    shown = list(revisions.values())
    drafts = [revision for revision in shown if revision.state in EDITABLE]
    instant = listed_instant_findings(drafts, now=timezone.now())
    status_messages, logos = status_of(shown, to=to), logos_of(listings, to=to)
    return [
        ListingRow(
            listing=listing,
            revision=revisions[listing.pk],
            status_message=status_messages[revisions[listing.pk].pk],
            instant=instant.get(revisions[listing.pk].pk),
            logo=logos.get(listing.pk),
            may_duplicate=to.holds(Role.EDITOR, listing.organisation_id),
        )
        for listing in listings
        if listing.pk in revisions
    ]
