"""Maps the state of a submission to its outcome, a word for programs."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText
from listings.states.revision_states import CLOSED, RELEASE_READY, SUBMITTED_STATES, RevisionState
from listings.states.status_messages import Party
from page_parts.total_maps import total_map
from validation.models import RunState


class SubmissionOutcome(StrEnum):
    """The outcome of a submission."""

    # Never rename a value: clients compare it to decide what to do next.

    CHECKING = "checking"
    REFUSED = "refused"
    WAITING = "waiting"
    RETURNED = "returned"
    SANDBOX = "sandbox"
    HELD = "held"
    SCHEDULED = "scheduled"
    LIVE = "live"
    UNLISTED = "unlisted"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    REPLACED = "replaced"


# The same words as in tilekit.commands.submit.outcomes.
OUTCOME_TEXTS: Mapping[SubmissionOutcome, LazyText] = total_map(
    SubmissionOutcome,
    {
        SubmissionOutcome.CHECKING: _("Submitted. The checks are running."),
        SubmissionOutcome.REFUSED: _("The checks found blockers. Fix them, then submit again."),
        SubmissionOutcome.WAITING: _("The checks passed. The listing is now in review."),
        SubmissionOutcome.RETURNED: _("Changes were requested. Make the changes, then submit again."),
        SubmissionOutcome.SANDBOX: _("Approved, but not scheduled for release yet."),
        SubmissionOutcome.HELD: _("Our staff must act first. You don't need to do anything."),
        SubmissionOutcome.SCHEDULED: _("Approved. The release date is set."),
        SubmissionOutcome.LIVE: _("Live: the tile page shows this version."),
        SubmissionOutcome.UNLISTED: _("Published, but customers can't currently see the tile in the catalogue."),
        SubmissionOutcome.WITHDRAWN: _("This submission was withdrawn."),
        SubmissionOutcome.REJECTED: _("This submission was rejected."),
        SubmissionOutcome.REPLACED: _("Another version replaced this submission."),
    },
)


class OutcomeFacts(Struct, frozen=True, kw_only=True):
    """The facts that determine the outcome of a submission.

    state is that of the submission, run that of its newest check run (None if there is none), and party the one that
    must act next. is_replacing means that the partner took the submission back to send a newer one, is_shown that
    customers see the tile now, and is_on_hold that an admin has put the listing on hold.
    """

    state: RevisionState
    is_latest: bool
    was_reviewed: bool
    run: RunState | None
    party: Party
    is_replacing: bool
    is_shown: bool
    is_live_release: bool
    is_on_hold: bool


Condition = Callable[[OutcomeFacts], bool]


def _always(_facts: OutcomeFacts) -> bool:
    return True


class OutcomeRow(Struct, frozen=True, kw_only=True):
    """A row of the table: submissions in one of the states that meet the condition have this outcome."""

    outcome: SubmissionOutcome
    states: Collection[RevisionState]
    condition: Condition = _always


# The first row that fits counts.
TABLE: Sequence[OutcomeRow] = (
    OutcomeRow(outcome=SubmissionOutcome.LIVE, states=RevisionState, condition=lambda facts: facts.is_shown),
    OutcomeRow(outcome=SubmissionOutcome.UNLISTED, states=RevisionState, condition=lambda facts: facts.is_live_release),
    OutcomeRow(outcome=SubmissionOutcome.REPLACED, states=CLOSED),
    OutcomeRow(outcome=SubmissionOutcome.WITHDRAWN, states=(RevisionState.DRAFT, RevisionState.ARCHIVED)),
    OutcomeRow(outcome=SubmissionOutcome.REPLACED, states=RevisionState, condition=lambda facts: not facts.is_latest),
    OutcomeRow(
        outcome=SubmissionOutcome.HELD,
        states=(*SUBMITTED_STATES, *RELEASE_READY),
        condition=lambda facts: facts.is_on_hold,
    ),
    OutcomeRow(
        outcome=SubmissionOutcome.HELD,
        states=(RevisionState.SUBMITTED,),
        condition=lambda facts: facts.run in {RunState.FAILED, RunState.INCOMPLETE},
    ),
    OutcomeRow(outcome=SubmissionOutcome.CHECKING, states=(RevisionState.SUBMITTED,)),
    OutcomeRow(outcome=SubmissionOutcome.WAITING, states=(RevisionState.IN_REVIEW,)),
    OutcomeRow(
        outcome=SubmissionOutcome.WITHDRAWN,
        states=(RevisionState.CHANGES_REQUESTED,),
        condition=lambda facts: facts.is_replacing,
    ),
    OutcomeRow(
        outcome=SubmissionOutcome.REFUSED,
        states=(RevisionState.CHANGES_REQUESTED,),
        condition=lambda facts: facts.run is RunState.BLOCKED and not facts.was_reviewed,
    ),
    OutcomeRow(outcome=SubmissionOutcome.RETURNED, states=(RevisionState.CHANGES_REQUESTED,)),
    OutcomeRow(outcome=SubmissionOutcome.REJECTED, states=(RevisionState.REJECTED,)),
    # The release job is gone: an admin has to publish it or schedule it again.
    OutcomeRow(
        outcome=SubmissionOutcome.HELD,
        states=(RevisionState.SCHEDULED,),
        condition=lambda facts: facts.party is Party.STAFF,
    ),
    OutcomeRow(outcome=SubmissionOutcome.SCHEDULED, states=(RevisionState.SCHEDULED,)),
    OutcomeRow(
        outcome=SubmissionOutcome.SANDBOX,
        states=(RevisionState.APPROVED, RevisionState.IN_SANDBOX, RevisionState.SIGNED_OFF),
    ),
)
# Every state needs a row without a condition.
total_map(RevisionState, {state: row.outcome for row in TABLE if row.condition is _always for state in row.states})


def outcome_of(facts: OutcomeFacts) -> SubmissionOutcome:
    """The outcome of the submission."""
    return next(row.outcome for row in TABLE if facts.state in row.states and row.condition(facts))
