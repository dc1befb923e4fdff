"""Actions that delete listings that were never published."""

from datetime import datetime
from uuid import UUID

from common.actions import action, in_transaction
from common.actor import Actor
from common.lookups import first_or_not_found
from files.writes import drop_all_uses
from listings.lifecycle.revision_locks import lock_listing, lock_revision
from listings.lifecycle.revisions import apply_to_locked_revision, assert_revision_unchanged
from listings.models import Listing, PastTransition, Revision, Submission
from listings.states.revision_states import RevisionState
from listings.writes.closed_requests import close_requests_of_listing


@action
def delete_listing(*, listing_id: UUID, seen: int, by: Actor, now: datetime) -> None:
    """Delete a listing that was never published.

    If it was submitted, its submissions and its names stay, but only staff see it. Otherwise, it is deleted with its
    history; its files are deleted later.

    seen is the version of the revision that the actor saw. Raises NotFound, NotAllowed, Stale, NotPossible.
    """
    remove_listing(listing_id, seen=seen, by=by, now=now)


@in_transaction
def remove_listing(listing_id: UUID, *, seen: int | None, by: Actor, now: datetime) -> None:
    """Delete a listing that was never published, as part of another write. seen=None accepts any version.

    Its open requests are closed, because nobody could answer them any more.

    Raises NotFound, NotAllowed, Stale, NotPossible.
    """
    listing = lock_listing(listing_id, by=by)
    first = first_or_not_found(Revision.objects.filter(listing=listing).order_by("-number"))
    revision = lock_revision(first.pk, by=by)
    assert_revision_unchanged(revision, seen)
    apply_to_locked_revision(revision, "delete", by=by, now=now)
    close_requests_of_listing(listing.pk, now=now)
    if Submission.objects.filter(revision__listing=listing).exists():
        _hide_from_partner(revision, now)
        return
    drop_all_uses(listing.pk)
    PastTransition.objects.filter(subject__in=listing.revisions.values("pk")).delete()
    Listing.objects.filter(pk=listing.pk).delete()


def _hide_from_partner(revision: Revision, now: datetime) -> None:
    """Mark the listing as deleted. Its revision is archived, so that nothing waits for the partner."""
    Listing.objects.filter(pk=revision.listing_id).update(deleted_at=now)
    rows = Revision.objects.filter(pk=revision.pk).exclude(state=RevisionState.ARCHIVED)
    rows.update(state=RevisionState.ARCHIVED, archived_from=revision.state, state_since=now)
