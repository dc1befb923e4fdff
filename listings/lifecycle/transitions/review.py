"""Transitions from submission to approval."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.navigation import PARTNERS
from listings.lifecycle.recipients import admins, editors
from listings.lifecycle.types import (
    PARTNER_REASON,
    Button,
    ButtonInput,
    InputKind,
    Transition,
    TransitionNotice,
    TransitionTarget,
    Who,
    reason_input,
)
from listings.states.revision_states import SUBMITTED_STATES, RevisionState
from notices.events import EventType
from notices.kind_registry import Purpose

_CHECKS_FINISHED = EventType(
    name="checks.finished",
    description=_(
        "The checks on a submission finish. The state is in_review, or changes_requested if the checks found blockers."
    ),
)
RETURNED = EventType(
    name="listing.returned", description=_("Reviewers request changes, or our team sends an approved listing back.")
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
        notice=None,
        event=None,
    ),
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
                "You can edit the listing again, and the review pauses. The next submission keeps its place in the "
                "queue, and teams don't review again what you don't change."
            ),
            done=_("You can edit the listing now. When it is ready, submit it again."),
        ),
        timeline=_("Partner is replacing the submission"),
        notice=TransitionNotice(
            kind="listing.replace",
            to=(editors,),
            audience=PARTNERS,
            label=_("A colleague replaces a submission"),
            subject=_("{listing}: submission {round} will be replaced"),
            body=_(
                "{actor} is editing the listing again. The review of submission {round} pauses until a newer version "
                "is submitted."
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
    Transition(
        verb="request changes",
        label=_("Request changes"),
        sources=(RevisionState.IN_REVIEW,),
        target=RevisionState.CHANGES_REQUESTED,
        who=(Who.REVIEWER,),
        guards=("required-team",),
        asks=("submission-seen", "blocking-thread-or-note"),
        effects=("list-comments", "pause-reviews"),
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
        notice=TransitionNotice(
            kind="listing.request-taken-back",
            purpose=Purpose.DECISION,
            to=(editors,),
            audience=PARTNERS,
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
        effects=("list-comments", "erase-accounts", "enable-where-automatic"),
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
        notice=TransitionNotice(
            kind="listing.reject",
            purpose=Purpose.DECISION,
            to=(editors,),
            audience=PARTNERS,
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
        notice=TransitionNotice(
            kind="listing.reopen",
            purpose=Purpose.DECISION,
            to=(editors,),
            audience=PARTNERS,
            label=_("A rejected listing is reopened"),
            subject=_("{listing} was reopened"),
            body=_("{actor} reopened the listing: {reason}\n\nChange the listing, then submit it again."),
        ),
        event=EventType(name="listing.reopened", description=_("A rejected listing is reopened.")),
    ),
)
