"""Statuses of offers and of their operations, for each state of a submission."""

from collections.abc import Mapping

from msgspec import Struct

from api.ingestion.bodies.submissions import Substate
from api.ingestion.submissions.states import INGESTION_STATES
from api.publishers.bodies.offers import PublishingStatus
from listings.states.revision_states import RevisionState
from page_parts.total_maps import total_map


class PublisherStatuses(Struct, frozen=True):
    """The statuses for a state of a submission: that of its operation, and that of the offer if it is the latest."""

    offer: PublishingStatus
    operation: PublishingStatus


_RUNNING = PublisherStatuses(PublishingStatus.RUNNING, PublishingStatus.RUNNING)
_FAILED = PublisherStatuses(PublishingStatus.FAILED, PublishingStatus.FAILED)
_PUBLISHED = PublisherStatuses(PublishingStatus.PUBLISHED, PublishingStatus.SUCCEEDED)
_CANCELED = PublisherStatuses(PublishingStatus.CANCELED, PublishingStatus.CANCELED)


_OF_SUBSTATE: Mapping[Substate, PublisherStatuses] = total_map(
    {row.status.substate for row in INGESTION_STATES.values() if row.status},
    {
        Substate.SUBMITTED: _RUNNING,
        Substate.FAILED_IN_CERTIFICATION: _FAILED,
        Substate.READY_TO_PUBLISH: PublisherStatuses(PublishingStatus.WAITING, PublishingStatus.WAITING),
        Substate.PUBLISHING: _RUNNING,
        Substate.IN_STORE: _PUBLISHED,
    },
)


def statuses_of(state: RevisionState) -> PublisherStatuses:
    """The statuses for a state of a submission. A withdrawn submission is a draft again."""
    status = INGESTION_STATES[state].status
    return _OF_SUBSTATE[status.substate] if status else _CANCELED


def offer_word(state: RevisionState | None) -> PublishingStatus:
    """The status of an offer. state is that of its latest submission, None if it has none."""
    return statuses_of(state).offer if state else PublishingStatus.NEVER_PUBLISHED
