"""Status messages of the states that depend only on the revision and its listing."""

from django.utils.translation import gettext_lazy as _

from listings.models import Revision
from listings.registry import status_message
from listings.states import IN_CATALOGUE, RevisionState
from listings.status_messages import NOBODYS_TURN, PARTNERS_TURN, StatusMessages, StatusText


@status_message(RevisionState.DRAFT)
def draft(revision: Revision, _facts: object) -> StatusMessages:
    staff = StatusText(
        why=_("The partner hasn't submitted this draft yet."),
        next=_("The partner will finish every step, then submit the listing for review."),
    )
    return StatusMessages(
        turn=PARTNERS_TURN,
        since=revision.state_since,
        partner=StatusText(
            why=_("You haven't submitted this draft yet."),
            next=_("Finish every step, then submit your listing for review."),
        ),
        staff=staff,
        admin=staff,
    )


@status_message(RevisionState.CHANGES_REQUESTED)
def changes_requested(revision: Revision, _facts: object) -> StatusMessages:
    staff = StatusText(
        why=_("The listing needs changes."),
        next=_("The partner will fix the findings and answer the comments, then submit the listing again."),
    )
    return StatusMessages(
        turn=PARTNERS_TURN,
        since=revision.state_since,
        partner=StatusText(
            why=_("Your listing needs changes."),
            next=_("Fix the findings and answer the comments, then submit your listing again."),
        ),
        staff=staff,
        admin=staff,
    )


@status_message(RevisionState.REJECTED)
def rejected(revision: Revision, _facts: object) -> StatusMessages:
    staff = StatusText(
        why=_("A lead reviewer rejected the listing."),
        next=_("The partner can appeal by answering the lead's comment. A lead can reopen the listing."),
    )
    return StatusMessages(
        turn=NOBODYS_TURN,
        since=revision.state_since,
        partner=StatusText(
            why=_("A lead reviewer rejected your listing."),
            next=_("To appeal, answer the lead's comment. A lead can then reopen your listing."),
        ),
        staff=staff,
        admin=staff,
    )


@status_message(RevisionState.PUBLISHED)
def published(revision: Revision, _facts: object) -> StatusMessages:
    """The revision stays published if its tile is removed from the catalogue."""
    if revision.listing.availability not in IN_CATALOGUE:
        return _unpublished(revision)
    staff = StatusText(
        why=_("The tile is live."),
        next=_("The partner can start a new revision at any time."),
    )
    return StatusMessages(
        turn=NOBODYS_TURN,
        since=revision.state_since,
        partner=StatusText(
            why=_("Your tile is live."),
            next=_("You can start a new revision at any time."),
        ),
        staff=staff,
        admin=staff,
    )


def _unpublished(revision: Revision) -> StatusMessages:
    return StatusMessages(
        turn=NOBODYS_TURN,
        since=revision.state_since,
        partner=StatusText(
            why=_("Your tile was published and later removed from the catalogue."),
            next=_("An admin can add your tile to the catalogue again, or you can start a new revision."),
        ),
        staff=StatusText(
            why=_("The tile was published and later removed from the catalogue."),
            next=_("An admin can add the tile to the catalogue again, or the partner can start a new revision."),
        ),
        admin=StatusText(
            why=_("The tile was published and later removed from the catalogue."),
            next=_("You can add the tile to the catalogue again, or the partner can start a new revision."),
        ),
    )


@status_message(RevisionState.SUPERSEDED)
def superseded(revision: Revision, _facts: object) -> StatusMessages:
    return StatusMessages(
        turn=NOBODYS_TURN,
        since=revision.state_since,
        partner=StatusText(
            why=_("A later revision of your listing replaced this one."),
            next=_("An admin can roll your tile back to this revision."),
        ),
        staff=StatusText(
            why=_("A later revision replaced this one."),
            next=_("An admin can roll the tile back to this revision."),
        ),
        admin=StatusText(
            why=_("A later revision replaced this one."),
            next=_("You can roll the tile back to this revision."),
        ),
    )


@status_message(RevisionState.ARCHIVED)
def archived(revision: Revision, _facts: object) -> StatusMessages:
    staff = StatusText(
        why=_("This revision was archived because nobody had worked on it for four weeks."),
        next=_("The partner can restore this revision."),
    )
    return StatusMessages(
        turn=NOBODYS_TURN,
        since=revision.state_since,
        partner=StatusText(
            why=_("This revision was archived because nobody had worked on it for four weeks."),
            next=_("You can restore this revision and continue."),
        ),
        staff=staff,
        admin=staff,
    )
