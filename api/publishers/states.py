"""Maps the states of the portal to the statuses of this API."""

from collections.abc import Mapping

from msgspec import Struct

from api.publishers.bodies.offers import PublishingStatus
from listings.states import RevisionState


class PublisherStatuses(Struct, frozen=True):
    """The statuses for a state of a submission: that of its operation, and that of the offer if it is the latest."""

    offer: PublishingStatus
    operation: PublishingStatus


_RUNNING = PublisherStatuses(PublishingStatus.RUNNING, PublishingStatus.RUNNING)
_FAILED = PublisherStatuses(PublishingStatus.FAILED, PublishingStatus.FAILED)
_PUBLISHED = PublisherStatuses(PublishingStatus.PUBLISHED, PublishingStatus.SUCCEEDED)
# An offer that was never submitted is neverPublished. A withdrawn submission is a draft again.
STATUSES: Mapping[RevisionState, PublisherStatuses] = {
    RevisionState.DRAFT: PublisherStatuses(PublishingStatus.CANCELED, PublishingStatus.CANCELED),
    RevisionState.SUBMITTED: _RUNNING,
    RevisionState.IN_REVIEW: _RUNNING,
    RevisionState.APPROVED: _RUNNING,
    RevisionState.CHANGES_REQUESTED: _FAILED,
    RevisionState.REJECTED: _FAILED,
    RevisionState.IN_SANDBOX: PublisherStatuses(PublishingStatus.WAITING, PublishingStatus.WAITING),
    RevisionState.SIGNED_OFF: _RUNNING,
    RevisionState.SCHEDULED: _RUNNING,
    RevisionState.PUBLISHED: _PUBLISHED,
    RevisionState.SUPERSEDED: _PUBLISHED,
}


def offer_word(state: RevisionState | None) -> PublishingStatus:
    """The status of an offer. state is that of its latest submission, None if it has none."""
    return STATUSES[state].offer if state else PublishingStatus.NEVER_PUBLISHED
