"""Transitions with which a partner replaces a submission that is being checked or reviewed."""

from django.utils.translation import gettext_lazy as _

from common.navigation import PARTNERS
from listings.lifecycle.buttons import Button
from listings.lifecycle.recipients import editors
from listings.lifecycle.types import Transition, TransitionNotice, Who
from listings.states.revision_states import SUBMITTED_STATES, RevisionState
from notices.events import EventType

ROWS: tuple[Transition, ...] = (
    Transition(
        verb="replace",
        label=_("Edit and replace"),
        sources=SUBMITTED_STATES,
        target=RevisionState.CHANGES_REQUESTED,
        who=(Who.SUBMITTER,),
        effects=("pause-reviews",),
        button=Button(
            title=_("Submit a newer version"),
            help=_(
                "You can edit the listing again. Until you submit it, teams can approve the earlier submission, but "
                "not request changes. The next submission keeps its place in the queue, and teams don't review again "
                "what you don't change."
            ),
            done=_("You can edit the listing now. When it is ready, submit it again."),
        ),
        timeline=_("Partner is replacing the submission"),
        notice=TransitionNotice(
            kind="listing.replace",
            is_mailed=False,
            to=(editors,),
            audience=PARTNERS,
            label=_("A colleague replaces a submission"),
            subject=_("{listing}: submission {round} will be replaced"),
            body=_(
                "{actor} is editing the listing again. Until a newer version is submitted, teams can approve "
                "submission {round}, but not request changes."
            ),
        ),
        event=EventType(
            name="listing.replacement_started",
            description=_("Your organisation edits a submitted listing again, to submit a newer version."),
        ),
    ),
    Transition(
        verb="cancel replacement",
        label=_("Cancel replacement"),
        sources=(RevisionState.CHANGES_REQUESTED,),
        target=RevisionState.IN_REVIEW,
        who=(Who.SUBMITTER,),
        guards=("replacing-in-review",),
        effects=("continue-reviews",),
        button=Button(
            title=_("Continue the review"),
            help=_(
                "The review continues with the content that you submitted, and keeps its place in the queue. What you "
                "have changed since then stays in the history of the listing."
            ),
            done=_("The review continues with the content that you submitted."),
            is_hidden_if_closed=True,
        ),
        timeline=_("Replacement cancelled"),
        notice=TransitionNotice(
            kind="listing.cancel-replacement",
            is_mailed=False,
            to=(editors,),
            audience=PARTNERS,
            label=_("A colleague cancels the replacement of a submission"),
            subject=_("{listing}: submission {round} will not be replaced"),
            body=_("{actor} cancelled the replacement. The review of submission {round} continues."),
        ),
        event=EventType(
            name="listing.replacement_cancelled",
            description=_("Your organisation cancels a replacement, and the review of the submission continues."),
        ),
    ),
)
