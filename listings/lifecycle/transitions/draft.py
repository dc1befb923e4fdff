"""Transitions of a draft, up to its submission."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.navigation import PARTNERS
from listings.lifecycle.recipients import editors
from listings.lifecycle.types import Transition, TransitionNotice, TransitionTarget, Who
from listings.states.revision_states import EDITABLE, RevisionState
from notices.events import EventType

ROWS: tuple[Transition, ...] = (
    Transition(
        verb="create",
        label=_("Create"),
        sources=(),
        target=RevisionState.DRAFT,
        who=(Who.PARTNER,),
        guards=("organisation-active",),
        creates_revision=True,
        page="studio:listing-new",
        timeline=_("Listing created"),
        recorded_as="listing.create",
        notice=None,
        event=EventType(name="listing.created", description=_("A listing is created.")),
    ),
    Transition(
        verb="edit",
        label=_("Edit"),
        sources=EDITABLE,
        target=TransitionTarget.SAME,
        who=(Who.PARTNER, Who.SYSTEM),
        effects=("follow-renames",),
        is_recorded_by_action=True,
        page="studio:section-save",
        notice=None,
        event=None,
    ),
    Transition(
        verb="submit",
        label=_("Submit"),
        sources=EDITABLE,
        target=RevisionState.SUBMITTED,
        who=(Who.SUBMITTER,),
        guards=(
            *("organisation-active", "none-importing", "steps-ready", "no-blocker", "threads-answered"),
            "agreements-accepted",
            "boxes-true",
            "exception-before-submission",
            "no-hold",
        ),
        deferrable=("steps-ready", "no-blocker"),
        effects=("freeze", "claim-identities", "start-run"),
        page="studio:submit",
        timeline=pgettext_lazy("event", "Submitted"),
        notice=TransitionNotice(
            kind="listing.submit",
            is_mailed=False,
            to=(editors,),
            audience=PARTNERS,
            label=_("A colleague submits a listing"),
            subject=_("{listing} was submitted"),
            body=_(
                "{actor} sent submission {round}. The automatic checks are running. The review starts when the "
                "checks pass."
            ),
        ),
        event=EventType(name="listing.submitted", description=_("A listing is submitted.")),
    ),
)
