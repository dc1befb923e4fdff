"""Base classes of views that require signing in and load a listing or revision that the reader may see."""

from uuid import UUID

from accounts.access import SignedInView
from common.actor import Actor
from common.lookups import first_or_not_found
from listings.lifecycle.revision_locks import Numbered
from listings.lifecycle.revisions import assert_permitted
from listings.models import Listing, Revision
from listings.queries import readable_revisions, visible_listings


class ListingView(SignedInView):
    """A view of a listing. Returns 404 for unknown listings and for those that the reader may not see."""

    def listing(self) -> Listing:
        return first_or_not_found(visible_listings(self.actor).filter(pk=self.kwargs["listing_id"]))


class RevisionView(SignedInView):
    """A view of a revision. Returns 404 for unknown revisions and for those that the reader may not read."""

    def revision(self) -> Revision:
        return revision_for(self.actor, self.kwargs["listing_id"], self.kwargs["number"])

    def numbered(self) -> Numbered:
        """The key of the revision in the URL, for actions that load and lock the revision themselves."""
        return Numbered(listing_id=self.kwargs["listing_id"], number=self.kwargs["number"])

    def editable_revision(self) -> Revision:
        """The revision, if the reader may edit it now. Raises NotFound, NotAllowed, NotPossible."""
        revision = self.revision()
        assert_permitted(revision, "edit", by=self.actor)
        return revision


def revision_for(actor: Actor, listing_id: UUID, number: int) -> Revision:
    """The revision with its listing and organisation. Raises NotFound if the actor may not read its documents."""
    return first_or_not_found(readable_revisions(actor).filter(listing_id=listing_id, number=number))
