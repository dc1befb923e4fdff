"""Transitions that put a listing on hold and end the hold. They don't change the state of the revision."""

from django.utils.translation import gettext_lazy as _

from common.navigation import PARTNERS
from listings.lifecycle.buttons import Button, reason_input
from listings.lifecycle.recipients import decision_notice, editors
from listings.lifecycle.types import Transition, TransitionNotice, TransitionTarget, Who
from listings.models.listings import HOLD_LENGTH
from listings.states.revision_states import HOLDABLE, RevisionState
from notices.events import EventType

_OUR_STAFF = (Who.LEAD, Who.ADMIN)

ROWS: tuple[Transition, ...] = (
    Transition(
        verb="put on hold",
        label=_("Put on hold"),
        sources=HOLDABLE,
        target=TransitionTarget.SAME,
        who=_OUR_STAFF,
        guards=("no-hold",),
        asks=("reason", "note"),
        effects=("start-hold", "stop-due-dates"),
        button=Button(
            done=_("The listing is on hold."),
            help=_(
                "Until you end the hold, the listing can't be submitted, approved, enabled, signed off, published, "
                "archived, deleted or transferred. Due dates of reviews are stopped."
            ),
            inputs=(
                reason_input(_("Shown to our staff only."), max_length=HOLD_LENGTH),
                reason_input(_("Shown to the partner."), name="note", label=_("Note")),
            ),
            is_hidden_if_closed=True,
        ),
        timeline=_("Put on hold"),
        notice=decision_notice(
            "listing.put-on-hold",
            label=_("A listing is put on hold"),
            subject=_("{listing} is on hold"),
            body=_("{actor} put the listing on hold.\n\n{note}\n\nYou will be notified when the hold ends."),
        ),
        event=EventType(name="listing.put_on_hold", description=_("Our staff put a listing on hold.")),
    ),
    Transition(
        verb="end hold",
        label=_("End hold"),
        sources=(*HOLDABLE, RevisionState.REJECTED, RevisionState.PUBLISHED),
        target=TransitionTarget.SAME,
        who=_OUR_STAFF,
        guards=("on-hold",),
        effects=("end-hold", "continue-due-dates"),
        button=Button(done=_("The hold has ended."), kind="primary", is_hidden_if_closed=True),
        timeline=_("Hold ended"),
        notice=TransitionNotice(
            kind="listing.hold-ended",
            to=(editors,),
            audience=PARTNERS,
            label=_("The hold of a listing ends"),
            subject=_("{listing} is no longer on hold"),
            body=_("{actor} ended the hold. The listing continues where it stopped."),
        ),
        event=EventType(name="listing.hold_ended", description=_("Our staff end the hold of a listing.")),
    ),
)
