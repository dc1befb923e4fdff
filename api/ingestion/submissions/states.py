"""Maps the states of the portal to the states of the ingestion API."""

from collections.abc import Collection, Mapping

from django.db.models import Q
from msgspec import Struct

from api.ingestion.bodies.submissions import State, Substate
from listings import states as ours
from listings.queries import Round
from listings.queries.rounds import IS_LATEST

PREVIEW, LIVE = "preview", "live"


class Standing(Struct, frozen=True):
    """The state of a submission for clients; scope is preview or live."""

    state: State
    substate: Substate
    scope: str


_SUBMITTED = Standing(State.IN_PROGRESS, Substate.SUBMITTED, PREVIEW)
_FAILED = Standing(State.IN_PROGRESS, Substate.FAILED, PREVIEW)
_SENT_BACK = Standing(State.IN_PROGRESS, Substate.FAILED_IN_CERTIFICATION, PREVIEW)
_READY = Standing(State.PUBLISHED, Substate.READY_TO_PUBLISH, PREVIEW)
_PUBLISHING = Standing(State.PUBLISHED, Substate.PUBLISHING, LIVE)
_IN_STORE = Standing(State.PUBLISHED, Substate.IN_STORE, LIVE)
# A withdrawn submission is a draft again.
STANDINGS: Mapping[ours.State, Standing] = {
    ours.State.SUBMITTED: _SUBMITTED,
    ours.State.IN_REVIEW: _SUBMITTED,
    ours.State.APPROVED: _SUBMITTED,
    ours.State.CHANGES_REQUESTED: _SENT_BACK,
    ours.State.REJECTED: _SENT_BACK,
    ours.State.IN_SANDBOX: _READY,
    ours.State.SIGNED_OFF: _PUBLISHING,
    ours.State.SCHEDULED: _PUBLISHING,
    ours.State.PUBLISHED: _IN_STORE,
    ours.State.SUPERSEDED: _IN_STORE,
}


def standing_of(found: Round) -> Standing:
    """The state for clients. A submission that never reached the reviewers was sent back by the checks."""
    standing = STANDINGS[found.state]
    return _FAILED if standing is _SENT_BACK and found.reviewed_at is None else standing


def has_failed(standing: Standing) -> bool:
    """Whether a new submission can replace it."""
    return standing in {_FAILED, _SENT_BACK}


def is_in_progress(state: ours.State) -> bool:
    """Whether a revision in this state prevents a new submission."""
    return STANDINGS.get(state) is _SUBMITTED


def with_state(word: str) -> Q:
    """The submissions in a state; an unknown word matches nothing."""
    return _where({state for state, each in STANDINGS.items() if each.state.lower() == word.lower()})


def with_scope(word: str) -> Q:
    """The submissions with this scope."""
    return _where({state for state, each in STANDINGS.items() if each.scope == word.lower()})


def _where(found: Collection[ours.State]) -> Q:
    latest = IS_LATEST & Q(revision__state__in=found)
    # Submissions before the latest one, and archived ones, were sent back.
    earlier = ~IS_LATEST | Q(revision__state=ours.State.ARCHIVED)
    return latest | earlier if ours.State.CHANGES_REQUESTED in found else latest
