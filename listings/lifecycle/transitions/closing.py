"""Transitions that withdraw, start, archive, restore and delete revisions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.navigation import PARTNERS
from listings.lifecycle.buttons import Button, reason_input
from listings.lifecycle.recipients import ecosystems, editors
from listings.lifecycle.types import Transition, TransitionNotice, TransitionTarget, Who
from listings.states.revision_states import EDITABLE, RELEASE_READY, SUBMITTED_STATES, RevisionState
from notices.events import EventType

_UNDER_WAY = (*SUBMITTED_STATES, RevisionState.CHANGES_REQUESTED, *RELEASE_READY)

ROWS: tuple[Transition, ...] = (
    Transition(
        verb="withdraw",
        label=_("Withdraw listing"),
        sources=_UNDER_WAY,
        target=RevisionState.DRAFT,
        who=(Who.OWNER,),
        guards=("release-idle",),
        effects=("close-reviews", "deactivate", "cancel-release", "erase-accounts"),
        button=Button(
            done=_("The listing is a draft again."),
            help=_("The listing becomes a draft again and its reviews are closed. Comments and replies are kept."),
            inputs=(reason_input(_("Shown to the reviewers."), is_required=False),),
            kind="danger",
        ),
        timeline=_("Withdrawn"),
        notice=TransitionNotice(
            kind="listing.withdraw",
            to=(ecosystems, editors),
            label=_("A listing is withdrawn"),
            subject=_("{listing} was withdrawn"),
            body=_("{actor} withdrew the listing, so its reviews are closed. {reason}"),
        ),
        event=EventType(name="listing.withdrawn", description=_("A submitted listing is withdrawn.")),
    ),
    Transition(
        verb="new revision",
        label=_("Start new revision"),
        sources=(RevisionState.PUBLISHED,),
        target=RevisionState.DRAFT,
        who=(Who.PARTNER,),
        guards=("organisation-active", "none-open"),
        creates_revision=True,
        button=Button(),
        timeline=_("New revision started"),
        notice=None,
        event=EventType(name="listing.revision_started", description=_("A new revision of a live listing is started.")),
    ),
    Transition(
        verb="archive",
        label=_("Archive"),
        sources=EDITABLE,
        target=RevisionState.ARCHIVED,
        who=(Who.SYSTEM,),
        guards=("no-hold", "no-open-request"),
        asks=("idle",),
        effects=("close-reviews", "erase-accounts"),
        timeline=pgettext_lazy("event", "Archived"),
        notice=TransitionNotice(
            kind="listing.archive",
            to=(editors,),
            audience=PARTNERS,
            label=_("A listing is archived"),
            subject=_("{listing} was archived"),
            body=_(
                "We archived this listing because nobody had worked on it since our warning. Nothing is lost: any "
                "editor can restore the listing at any time."
            ),
        ),
        event=EventType(name="listing.archived", description=_("An inactive listing is archived.")),
    ),
    Transition(
        verb="restore",
        label=_("Restore revision"),
        sources=(RevisionState.ARCHIVED,),
        target=TransitionTarget.FORMER,
        who=(Who.PARTNER,),
        button=Button(),
        timeline=_("Restored"),
        notice=None,
        event=EventType(name="listing.restored", description=_("An archived listing is restored.")),
    ),
    Transition(
        verb="delete",
        label=_("Delete listing"),
        sources=(RevisionState.DRAFT, RevisionState.CHANGES_REQUESTED, RevisionState.REJECTED, RevisionState.ARCHIVED),
        target=TransitionTarget.GONE,
        who=(Who.OWNER,),
        guards=("never-published", "no-hold"),
        effects=("close-reviews", "erase-accounts"),
        button=Button(
            help=_("You can't undo this. If the listing was ever submitted, its names stay reserved."),
            done=_("{listing} was deleted."),
            kind="danger",
        ),
        timeline=_("Listing deleted"),
        notice=TransitionNotice(
            kind="listing.delete",
            to=(editors,),
            audience=PARTNERS,
            label=_("A listing is deleted"),
            subject=_("{listing} was deleted"),
            body=_("{actor} deleted the listing. It had never been published."),
        ),
        event=EventType(name="listing.deleted", description=_("A listing that was never published is deleted.")),
    ),
)
