"""Maps the states of the portal to the states of the ingestion API."""

from collections.abc import Collection, Mapping

from django.db.models import Q
from msgspec import Struct

from api.ingestion.bodies.submissions import SubmissionState, Substate
from listings import states as ours
from listings.queries import Round
from listings.queries.rounds import IS_LATEST

PREVIEW, LIVE = "preview", "live"


class IngestionState(Struct, frozen=True):
    """The state of a submission for clients; scope is preview or live."""

    state: SubmissionState
    substate: Substate
    scope: str


_SUBMITTED = IngestionState(SubmissionState.IN_PROGRESS, Substate.SUBMITTED, PREVIEW)
_FAILED = IngestionState(SubmissionState.IN_PROGRESS, Substate.FAILED, PREVIEW)
_SENT_BACK = IngestionState(SubmissionState.IN_PROGRESS, Substate.FAILED_IN_CERTIFICATION, PREVIEW)
_READY = IngestionState(SubmissionState.PUBLISHED, Substate.READY_TO_PUBLISH, PREVIEW)
_PUBLISHING = IngestionState(SubmissionState.PUBLISHED, Substate.PUBLISHING, LIVE)
_IN_STORE = IngestionState(SubmissionState.PUBLISHED, Substate.IN_STORE, LIVE)
# A withdrawn submission is a draft again.
INGESTION_STATES: Mapping[ours.RevisionState, IngestionState] = {
    ours.RevisionState.SUBMITTED: _SUBMITTED,
    ours.RevisionState.IN_REVIEW: _SUBMITTED,
    ours.RevisionState.APPROVED: _SUBMITTED,
    ours.RevisionState.CHANGES_REQUESTED: _SENT_BACK,
    ours.RevisionState.REJECTED: _SENT_BACK,
    ours.RevisionState.IN_SANDBOX: _READY,
    ours.RevisionState.SIGNED_OFF: _PUBLISHING,
    ours.RevisionState.SCHEDULED: _PUBLISHING,
    ours.RevisionState.PUBLISHED: _IN_STORE,
    ours.RevisionState.SUPERSEDED: _IN_STORE,
}


def ingestion_state(submission_round: Round) -> IngestionState:
    """The state for clients. If a returned submission never reached the reviewers, the checks sent it back."""
    ingestion_status = INGESTION_STATES[submission_round.state]
    return _FAILED if ingestion_status is _SENT_BACK and submission_round.reviewed_at is None else ingestion_status


def has_failed(ingestion_status: IngestionState) -> bool:
    """Whether a submission in this state has failed, so that a new one can replace it."""
    return ingestion_status in {_FAILED, _SENT_BACK}


def is_in_progress(state: ours.RevisionState) -> bool:
    """Whether a revision in this state prevents a new submission."""
    return INGESTION_STATES.get(state) is _SUBMITTED


def with_state(word: str) -> Q:
    """The condition for submissions in a state. An unknown word matches nothing."""
    return _rounds_in({state for state, each in INGESTION_STATES.items() if each.state.lower() == word.lower()})


def with_scope(word: str) -> Q:
    """The condition for submissions with this scope."""
    return _rounds_in({state for state, each in INGESTION_STATES.items() if each.scope == word.lower()})


def _rounds_in(states: Collection[ours.RevisionState]) -> Q:
    latest = IS_LATEST & Q(revision__state__in=states)
    # Submissions before the latest one, and archived ones, were sent back.
    earlier = ~IS_LATEST | Q(revision__state=ours.RevisionState.ARCHIVED)
    return latest | earlier if ours.RevisionState.CHANGES_REQUESTED in states else latest
