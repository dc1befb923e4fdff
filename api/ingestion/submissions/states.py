"""Maps the states of the portal to the states of the ingestion API."""

from collections.abc import Callable, Mapping

from django.db.models import Q
from msgspec import Struct

from api.ingestion.bodies.submissions import SubmissionState, Substate
from listings.queries import SubmissionResult
from listings.queries.submissions import IS_LATEST
from listings.states import revision_states as ours
from page_parts.total_maps import total_map

PREVIEW, LIVE = "preview", "live"


class IngestionState(Struct, frozen=True):
    """The state of a submission for clients; scope is preview or live."""

    state: SubmissionState
    substate: Substate
    scope: str


PROCESSED = frozenset({Substate.READY_TO_PUBLISH, Substate.IN_STORE})
_SUBMITTED = IngestionState(SubmissionState.IN_PROGRESS, Substate.SUBMITTED, PREVIEW)
_FAILED = IngestionState(SubmissionState.IN_PROGRESS, Substate.FAILED, PREVIEW)
_SENT_BACK = IngestionState(SubmissionState.IN_PROGRESS, Substate.FAILED_IN_CERTIFICATION, PREVIEW)
_READY = IngestionState(SubmissionState.PUBLISHED, Substate.READY_TO_PUBLISH, PREVIEW)
_PUBLISHING = IngestionState(SubmissionState.PUBLISHED, Substate.PUBLISHING, LIVE)
_IN_STORE = IngestionState(SubmissionState.PUBLISHED, Substate.IN_STORE, LIVE)


class IngestionRow(Struct, frozen=True):
    """What clients see of a state of a revision. status is None if a submission in this state counts as withdrawn.

    stage is the number of the workflow stage in `workflow`; None if it is the last one that the submission reached.
    """

    status: IngestionState | None
    stage: int | None = None


INGESTION_STATES: Mapping[ours.RevisionState, IngestionRow] = total_map(
    ours.RevisionState,
    {
        ours.RevisionState.DRAFT: IngestionRow(None),
        ours.RevisionState.SUBMITTED: IngestionRow(_SUBMITTED, 0),
        ours.RevisionState.IN_REVIEW: IngestionRow(_SUBMITTED, 1),
        ours.RevisionState.CHANGES_REQUESTED: IngestionRow(_SENT_BACK),
        ours.RevisionState.APPROVED: IngestionRow(_SUBMITTED, 1),
        ours.RevisionState.IN_SANDBOX: IngestionRow(_READY, 2),
        ours.RevisionState.SIGNED_OFF: IngestionRow(_PUBLISHING, 3),
        ours.RevisionState.SCHEDULED: IngestionRow(_PUBLISHING, 3),
        ours.RevisionState.PUBLISHED: IngestionRow(_IN_STORE, 4),
        ours.RevisionState.SUPERSEDED: IngestionRow(_IN_STORE, 4),
        ours.RevisionState.REJECTED: IngestionRow(_SENT_BACK),
        ours.RevisionState.ARCHIVED: IngestionRow(None),
    },
)


def ingestion_state(result: SubmissionResult) -> IngestionState:
    """The state for clients. A withdrawn submission has failed, like one that the checks sent back.

    If a returned submission never reached the reviewers, the checks sent it back.
    """
    status = INGESTION_STATES[result.state].status or _SENT_BACK
    return _FAILED if status is _SENT_BACK and result.reviewed_at is None else status


def has_failed(ingestion_status: IngestionState) -> bool:
    """Whether a submission in this state has failed, so that a new one can replace it."""
    return ingestion_status in {_FAILED, _SENT_BACK}


def is_in_progress(state: ours.RevisionState) -> bool:
    """Whether a revision in this state prevents a new submission."""
    return INGESTION_STATES[state].status is _SUBMITTED


def with_state(word: str) -> Q:
    """The condition for submissions in a state. An unknown word matches nothing."""
    return _submissions_with(lambda status: status.state.lower() == word.lower())


def with_scope(word: str) -> Q:
    """The condition for submissions with this scope."""
    return _submissions_with(lambda status: status.scope == word.lower())


def _submissions_with(fits: Callable[[IngestionState], bool]) -> Q:
    states = {state for state, row in INGESTION_STATES.items() if row.status and fits(row.status)}
    latest = IS_LATEST & Q(revision__state__in=states)
    # Submissions before the latest one, and archived ones, were sent back.
    earlier = ~IS_LATEST | Q(revision__state=ours.RevisionState.ARCHIVED)
    return latest | earlier if ours.RevisionState.CHANGES_REQUESTED in states else latest
