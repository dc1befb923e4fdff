"""Maps the states of the portal to the statuses of this API."""

from collections.abc import Mapping

from msgspec import Struct

from api.publishers.bodies.offers import StatusWord
from listings.states import State


class Standing(Struct, frozen=True):
    """Statuses for a state: offer, if the latest submission of the offer is in it; operation, for the submission."""

    offer: StatusWord
    operation: StatusWord


_RUNNING = Standing(StatusWord.RUNNING, StatusWord.RUNNING)
_FAILED = Standing(StatusWord.FAILED, StatusWord.FAILED)
_PUBLISHED = Standing(StatusWord.PUBLISHED, StatusWord.SUCCEEDED)
# An offer that was never submitted is neverPublished. A withdrawn submission is a draft again.
STANDINGS: Mapping[State, Standing] = {
    State.DRAFT: Standing(StatusWord.CANCELED, StatusWord.CANCELED),
    State.SUBMITTED: _RUNNING,
    State.IN_REVIEW: _RUNNING,
    State.APPROVED: _RUNNING,
    State.CHANGES_REQUESTED: _FAILED,
    State.REJECTED: _FAILED,
    State.IN_SANDBOX: Standing(StatusWord.WAITING, StatusWord.WAITING),
    State.SIGNED_OFF: _RUNNING,
    State.SCHEDULED: _RUNNING,
    State.PUBLISHED: _PUBLISHED,
    State.SUPERSEDED: _PUBLISHED,
}


def offer_word(state: State | None) -> StatusWord:
    """The status of an offer by the state of its latest submission, None if it has none."""
    return STANDINGS[state].offer if state else StatusWord.NEVER_PUBLISHED
