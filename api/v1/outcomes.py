"""The outcome of a submission, for machines: one table from our states to outcomes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from listings.states import State
from listings.status_messages import Party
from validation.models import RunState


class Outcome(StrEnum):
    """Clients decide by these words what to do next, so never rename one."""

    CHECKING = "checking"
    REFUSED = "refused"
    WAITING = "waiting"
    RETURNED = "returned"
    SANDBOX = "sandbox"
    HELD = "held"
    SCHEDULED = "scheduled"
    LIVE = "live"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    REPLACED = "replaced"


# The same words as in tilekit.commands.submit.outcomes.
TEXTS: Mapping[Outcome, str | Promise] = {
    Outcome.CHECKING: _("Submitted. The checks are running."),
    Outcome.REFUSED: _("The checks found problems. Fix them and submit again."),
    Outcome.WAITING: _("The checks passed. The reviewers have it now."),
    Outcome.RETURNED: _("The reviewers asked for changes. Make them and submit again."),
    Outcome.SANDBOX: _("Approved. The tile must be tried in the sandbox before it goes live."),
    Outcome.HELD: _("The portal team must act first. You don't have to do anything."),
    Outcome.SCHEDULED: _("Approved. The release date is set."),
    Outcome.LIVE: _("Live: the tile page shows this version."),
    Outcome.WITHDRAWN: _("This submission was withdrawn."),
    Outcome.REJECTED: _("This submission was rejected."),
    Outcome.REPLACED: _("Another version replaced this submission."),
}


class Facts(Struct, frozen=True, kw_only=True):
    """What the outcome follows from.

    state is the round's. run is the state of its newest run, None without one. party is whose turn the status says
    it is. is_shown: customers see it now. is_on_hold: admins put the listing on hold.
    """

    state: State
    is_latest: bool
    was_reviewed: bool
    run: RunState | None
    party: Party
    is_shown: bool
    is_live_release: bool
    is_on_hold: bool


Condition = Callable[[Facts], bool]


class Row(Struct, frozen=True, kw_only=True):
    """Submissions in one of the states that meet the condition have this outcome."""

    outcome: Outcome
    states: Collection[State]
    condition: Condition = lambda _facts: True


_RELEASED = (State.PUBLISHED, State.SUPERSEDED)
# The first row that fits counts.
TABLE: Sequence[Row] = (
    Row(outcome=Outcome.LIVE, states=State, condition=lambda facts: facts.is_shown),
    Row(outcome=Outcome.HELD, states=State, condition=lambda facts: facts.is_live_release),
    Row(outcome=Outcome.REPLACED, states=_RELEASED),
    Row(outcome=Outcome.WITHDRAWN, states=(State.DRAFT,)),
    Row(outcome=Outcome.REPLACED, states=State, condition=lambda facts: not facts.is_latest),
    Row(
        outcome=Outcome.HELD,
        states=(State.SUBMITTED,),
        condition=lambda facts: facts.run in {RunState.FAILED, RunState.INCOMPLETE},
    ),
    Row(outcome=Outcome.CHECKING, states=(State.SUBMITTED,)),
    Row(outcome=Outcome.WAITING, states=(State.IN_REVIEW,)),
    Row(outcome=Outcome.RETURNED, states=(State.CHANGES_REQUESTED,), condition=lambda facts: facts.was_reviewed),
    Row(outcome=Outcome.REFUSED, states=(State.CHANGES_REQUESTED,)),
    Row(outcome=Outcome.REJECTED, states=(State.REJECTED,)),
    Row(outcome=Outcome.HELD, states=(State.SIGNED_OFF, State.SCHEDULED), condition=lambda facts: facts.is_on_hold),
    # The release job is gone: an admin has to publish it or schedule it again.
    Row(outcome=Outcome.HELD, states=(State.SCHEDULED,), condition=lambda facts: facts.party is Party.STAFF),
    Row(outcome=Outcome.SCHEDULED, states=(State.SCHEDULED,)),
    Row(outcome=Outcome.SANDBOX, states=(State.APPROVED, State.IN_SANDBOX, State.SIGNED_OFF)),
)


def outcome_of(facts: Facts) -> Outcome:
    """What became of the submission."""
    return next(row.outcome for row in TABLE if facts.state in row.states and row.condition(facts))
