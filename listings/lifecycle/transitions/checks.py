"""Transitions of the checks on a submission."""

from django.utils.translation import gettext_lazy as _

from common.navigation import PARTNERS
from listings.lifecycle.buttons import Button
from listings.lifecycle.recipients import editors
from listings.lifecycle.types import Transition, TransitionNotice, TransitionTarget, Who
from listings.states.revision_states import RevisionState
from notices.events import EventType
from notices.kind_registry import Purpose

_CHECKS_FINISHED = EventType(
    name="checks.finished",
    description=_(
        "The checks on a submission finish. The state is in_review, or changes_requested if the checks found blockers."
    ),
)

ROWS: tuple[Transition, ...] = (
    Transition(
        verb="checks passed",
        label=_("Pass checks"),
        sources=(RevisionState.SUBMITTED,),
        target=RevisionState.IN_REVIEW,
        who=(Who.SYSTEM,),
        guards=("run-clean",),
        effects=("open-reviews",),
        timeline=_("Checks passed"),
        notice=TransitionNotice(
            kind="listing.checks-passed",
            to=(editors,),
            audience=PARTNERS,
            label=_("The checks on a submission pass"),
            subject=_("{listing}: the checks passed"),
            body=_(
                "The checks found no blockers in submission {round}, so the review has started. You don't need to "
                "do anything."
            ),
        ),
        event=_CHECKS_FINISHED,
    ),
    Transition(
        verb="checks failed",
        label=_("Fail checks"),
        sources=(RevisionState.SUBMITTED,),
        target=RevisionState.CHANGES_REQUESTED,
        who=(Who.SYSTEM,),
        guards=("run-blocked",),
        timeline=_("Checks found blockers"),
        notice=TransitionNotice(
            kind="listing.checks-failed",
            purpose=Purpose.ACT,
            to=(editors,),
            audience=PARTNERS,
            label=_("The checks on a submission find blockers"),
            subject=_("{listing}: the checks found blockers"),
            body=_("The checks found blockers in submission {round}. Fix them, then submit again."),
        ),
        event=_CHECKS_FINISHED,
    ),
    Transition(
        verb="re-run checks",
        label=_("Run the checks again"),
        sources=(RevisionState.SUBMITTED,),
        target=TransitionTarget.SAME,
        who=(Who.ADMIN, Who.SYSTEM),
        guards=("run-failed",),
        effects=("start-run",),
        button=Button(done=_("The checks on {listing} run again."), is_hidden_if_closed=True),
        notice=None,
        event=None,
    ),
)
