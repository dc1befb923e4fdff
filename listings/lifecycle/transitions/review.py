"""Transitions of the review of a submission."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.navigation import PARTNERS
from listings.lifecycle.buttons import PARTNER_REASON, Button, ButtonInput, InputKind, reason_input
from listings.lifecycle.recipients import admins, decision_notice, editors
from listings.lifecycle.types import Transition, TransitionNotice, Who
from listings.states.revision_states import RevisionState
from notices.events import EventType
from notices.kind_registry import Purpose

RETURNED = EventType(
    name="listing.returned", description=_("Reviewers request changes, or our team sends an approved listing back.")
)

ROWS: tuple[Transition, ...] = (
    Transition(
        verb="request changes",
        label=_("Request changes"),
        sources=(RevisionState.IN_REVIEW,),
        target=RevisionState.CHANGES_REQUESTED,
        who=(Who.REVIEWER,),
        guards=("required-team",),
        asks=("submission-seen", "blocking-thread-or-note"),
        effects=("list-comments", "pause-reviews"),
        page="reviews:review-decide",
        timeline=pgettext_lazy("event", "Changes requested"),
        notice=TransitionNotice(
            kind="listing.request-changes",
            purpose=Purpose.ACT | Purpose.DECISION,
            to=(editors,),
            audience=PARTNERS,
            label=_("Reviewers request changes"),
            subject=_("{listing}: changes requested"),
            body=_(
                "{actor} requested changes to submission {round}. {note}\n\nMake the changes or reply to the "
                "comments, then submit again."
            ),
        ),
        event=RETURNED,
    ),
    Transition(
        verb="request taken back",
        label=_("Withdraw request for changes"),
        sources=(RevisionState.CHANGES_REQUESTED,),
        target=RevisionState.IN_REVIEW,
        who=(Who.SYSTEM,),
        effects=("resume-reviews",),
        timeline=_("Request for changes withdrawn"),
        notice=decision_notice(
            "listing.request-taken-back",
            label=_("A team withdraws its request for changes"),
            subject=_("{listing} is in review again"),
            body=_(
                "A review team withdrew its request for changes to submission {round}. The review continues. You don't "
                "need to do anything."
            ),
        ),
        event=EventType(
            name="listing.return_withdrawn", description=_("A review team withdraws its request for changes.")
        ),
    ),
    Transition(
        verb="all approved",
        label=_("Approve listing"),
        sources=(RevisionState.IN_REVIEW,),
        target=RevisionState.APPROVED,
        who=(Who.SYSTEM,),
        guards=(
            *("every-team-approves", "no-open-blocking-thread", "no-open-question", "exception-granted"),
            "no-hold",
        ),
        effects=("list-comments", "enable-where-automatic"),
        timeline=_("Approved by all teams"),
        notice=TransitionNotice(
            kind="listing.all-approved",
            purpose=Purpose.DECISION,
            to=(editors, admins),
            label=_("All teams approve a listing"),
            subject=_("{listing} is approved"),
            body=_(
                "All required teams have approved submission {round}. {note}\n\nNext, the tile will be enabled in the "
                "sandbox org."
            ),
        ),
        event=EventType(name="listing.approved", description=_("All required teams have approved a listing.")),
    ),
    Transition(
        verb="approval taken back",
        label=_("Withdraw approval"),
        sources=(RevisionState.APPROVED,),
        target=RevisionState.IN_REVIEW,
        who=(Who.SYSTEM,),
        timeline=_("Approval withdrawn"),
        notice=TransitionNotice(
            kind="listing.approval-taken-back",
            purpose=Purpose.DECISION,
            to=(editors, admins),
            label=_("A team withdraws its approval"),
            subject=_("{listing} is in review again"),
            body=_(
                "A review team withdrew its approval of submission {round} and will decide again. You don't need to do "
                "anything."
            ),
        ),
        event=EventType(
            name="listing.approval_withdrawn",
            description=_("A review team withdraws its approval of an approved listing."),
        ),
    ),
    Transition(
        verb="reject",
        label=_("Reject listing"),
        sources=(RevisionState.IN_REVIEW,),
        target=RevisionState.REJECTED,
        who=(Who.LEAD,),
        asks=("rejection-code", "reason"),
        effects=("store-rejection", "close-reviews", "erase-accounts"),
        button=Button(
            help=_(
                "This closes all reviews of this revision. The partner sees the reason and can appeal. A lead can "
                "reopen the listing."
            ),
            inputs=(
                ButtonInput(name="code", label=_("Reason"), kind=InputKind.CHOICE, details="rejections"),
                reason_input(label=_("Explanation for the partner")),
            ),
            done=_("The listing was rejected."),
            kind="danger",
        ),
        timeline=pgettext_lazy("event", "Rejected"),
        notice=decision_notice(
            "listing.reject",
            label=_("A listing is rejected"),
            subject=_("{listing} was rejected"),
            body=_("{actor} rejected the listing: {reason}\n\nYou can appeal on the listing's page."),
        ),
        event=EventType(name="listing.rejected", description=_("A listing is rejected.")),
    ),
    Transition(
        verb="reopen",
        label=_("Reopen listing"),
        sources=(RevisionState.REJECTED,),
        target=RevisionState.CHANGES_REQUESTED,
        who=(Who.LEAD,),
        guards=("no-appeal",),
        asks=("reason",),
        button=Button(inputs=(PARTNER_REASON,), done=_("The listing was reopened. The partner can submit it again.")),
        timeline=_("Reopened"),
        notice=decision_notice(
            "listing.reopen",
            label=_("A rejected listing is reopened"),
            subject=_("{listing} was reopened"),
            body=_("{actor} reopened the listing: {reason}\n\nChange the listing, then submit it again."),
        ),
        event=EventType(name="listing.reopened", description=_("A rejected listing is reopened.")),
    ),
)
