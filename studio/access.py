"""Base classes of the views: a signed-in person and a listing or revision that they may see."""

from uuid import UUID

from accounts.access import SignedInView
from common.actor import Actor
from common.lookups import first_or_not_found
from listings.models import Listing, Revision
from listings.queries import readable_revisions, visible_listings
from listings.transitions import Numbered, assert_permitted


class ListingView(SignedInView):
    """A page about one listing. Unknown listings and those of other organisations get the same response."""

    def listing(self) -> Listing:
        return first_or_not_found(visible_listings(self.actor).filter(pk=self.kwargs["listing_id"]))


class RevisionView(SignedInView):
    """A page about one revision of a listing."""

    def revision(self) -> Revision:
        return revision_for(self.actor, self.kwargs["listing_id"], self.kwargs["number"])

    def numbered(self) -> Numbered:
        """For an action that loads the revision itself and raises NotFound like `revision`."""
        return Numbered(listing_id=self.kwargs["listing_id"], number=self.kwargs["number"])

    def editable_revision(self) -> Revision:
        """The revision for a page that leads to a write. Raises NotFound, NotAllowed, NotPossible."""
        revision = self.revision()
        assert_permitted(revision, "edit", by=self.actor)
        return revision


def revision_for(actor: Actor, listing_id: UUID, number: int) -> Revision:
    """The revision with its listing and organisation. Raises NotFound if the actor may not read its documents."""
    return first_or_not_found(readable_revisions(actor).filter(listing_id=listing_id, number=number))
