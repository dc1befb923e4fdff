"""The lifecycle of a dispute about a comment. An editor disputes it, and a lead withdraws or keeps the comment."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.actions import in_transaction
from common.actor import SYSTEM, Actor
from common.errors import SlipwayError
from common.navigation import Audience
from listings.lifecycle.buttons import PARTNER_REASON, Button, reason_input
from listings.lifecycle.change import StateChange
from listings.lifecycle.engine import apply_transition
from listings.lifecycle.recipients import decision_notice, editors, leads
from listings.lifecycle.registry import Reason, Reasons
from listings.lifecycle.request_rows import shared_rows
from listings.lifecycle.requests import REQUEST, ListingRequestLifecycle
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.types import Transition, TransitionNotice, Who
from listings.queries import in_visible_listing
from notices.events import EventType
from notices.kind_registry import Purpose
from reviews.errors import CommentDisputeOpen
from reviews.models import COMMENT_DISPUTE_OPEN, CommentDispute, CommentDisputeState, Thread, Visibility
from reviews.writes import approve_if_complete
from reviews.writes.threads import resolve

GRANT, DECLINE, RESOLVE, REOPEN = "grant", "decline", "resolve", "reopen"
_DECIDERS = {Who.LEAD: leads}
_PARTNERS_AND_LEADS = frozenset({Audience.PARTNER, Audience.LEAD})


def comment_disputable(dispute: CommentDispute, _actor: Actor) -> Reasons:
    """Partners dispute comments of reviewers until they are resolved. Against a rejection, they appeal."""
    thread = dispute.thread
    if thread.rejection or not thread.team:
        return (Reason(code="not-disputable", text=_("You can only dispute comments of reviewers.")),)
    if thread.is_resolved:
        return (Reason(code="thread-resolved", text=_("This comment is resolved. You don't have to do anything.")),)
    return ()


def author(change: StateChange[CommentDispute]) -> list[UUID]:
    """The ID of the person who wrote the comment, unless they decided themselves."""
    by = change.subject.thread.opened_by_id
    return [by] if by and by != change.by.id else []


class CommentDisputeLifecycle(ListingRequestLifecycle[CommentDispute]):
    name = "comment-dispute"
    title = "Dispute about a comment"
    kind = _("Disputed comment")
    text_field = "reason"
    group = _("Disputed comments")
    sent_title = _("Comment disputed")
    states = CommentDisputeState
    listing_lookup = "thread__listing"
    rows = (
        Transition(
            verb=REQUEST,
            label=_("Send dispute"),
            sources=(),
            target=CommentDisputeState.REQUESTED,
            who=(Who.PARTNER,),
            guards=("comment-disputable",),
            asks=("reason",),
            button=Button(
                title=_("Dispute comment"),
                inputs=(
                    reason_input(
                        _("Why the comment is wrong or can't be fixed. Example: Our product has no such setting.")
                    ),
                ),
                done=_("The comment was disputed. A lead reviewer will decide on it."),
                kind="primary",
            ),
            notice=TransitionNotice(
                kind="comment-dispute.requested",
                purpose=Purpose.ACT,
                to=(leads,),
                label=_("A partner disputes a comment"),
                subject=_("{organisation} disputes a comment about {listing}"),
                body=_("{actor} disputed a comment about {listing}: {reason}\n\nWithdraw or keep the comment."),
                audience=frozenset({Audience.LEAD}),
            ),
            event=EventType(name="thread.disputed", description=_("A partner disputes a comment of the reviewers.")),
        ),
        Transition(
            verb=GRANT,
            label=_("Withdraw comment"),
            sources=COMMENT_DISPUTE_OPEN,
            target=CommentDisputeState.GRANTED,
            who=tuple(_DECIDERS),
            asks=("reason",),
            button=Button(
                help=_("The comment is resolved, and the partner need not change anything."),
                inputs=(PARTNER_REASON,),
                done=_("The comment was withdrawn. The partner has been notified."),
                kind="primary",
            ),
            notice=TransitionNotice(
                kind="comment-dispute.granted",
                purpose=Purpose.DECISION,
                to=(editors, author),
                label=_("A disputed comment is withdrawn"),
                subject=_("{listing}: a disputed comment was withdrawn"),
                body=_("{actor} withdrew the comment: {reason}"),
            ),
            event=EventType(name="thread.dispute_granted", description=_("A lead withdraws a disputed comment.")),
        ),
        Transition(
            verb=DECLINE,
            label=_("Keep comment"),
            sources=COMMENT_DISPUTE_OPEN,
            target=CommentDisputeState.DECLINED,
            who=tuple(_DECIDERS),
            asks=("reason",),
            button=Button(
                inputs=(PARTNER_REASON,),
                done=_("The comment was kept. The partner has been told the reason."),
                kind="danger",
            ),
            notice=decision_notice(
                "comment-dispute.declined",
                label=_("A disputed comment is kept"),
                subject=_("{listing}: a disputed comment was kept"),
                body=_("{actor} kept the comment: {reason}\n\nReply to it, or change what it is about."),
            ),
            event=EventType(name="thread.dispute_declined", description=_("A lead keeps a disputed comment.")),
        ),
        Transition(
            verb=RESOLVE,
            label=_("Comment resolved by a reviewer"),
            sources=COMMENT_DISPUTE_OPEN,
            target=CommentDisputeState.GRANTED,
            who=(Who.SYSTEM,),
            notice=TransitionNotice(
                kind="comment-dispute.resolved",
                to=(editors, leads),
                label=_("A disputed comment is resolved by a reviewer"),
                audience=_PARTNERS_AND_LEADS,
                subject=_("{listing}: a disputed comment was resolved"),
                body=_("A reviewer resolved the disputed comment, so the dispute is closed."),
            ),
            event=None,  # the event about the thread says the same
        ),
        Transition(
            verb=REOPEN,
            label=_("Dispute reopened"),
            sources=(CommentDisputeState.GRANTED,),
            target=CommentDisputeState.REQUESTED,
            who=(Who.SYSTEM,),
            notice=TransitionNotice(
                kind="comment-dispute.reopened",
                purpose=Purpose.ACT,
                to=(leads, editors),
                label=_("A dispute about a comment is open again"),
                audience=_PARTNERS_AND_LEADS,
                subject=_("{listing}: the dispute about a comment is open again"),
                body=_(
                    "The approval that resolved the disputed comment was withdrawn. A lead will withdraw or keep the "
                    "comment."
                ),
            ),
            event=None,  # the event about the thread says the same
        ),
        *shared_rows(
            "comment-dispute",
            open_states=COMMENT_DISPUTE_OPEN,
            withdrawn=CommentDisputeState.WITHDRAWN,
            partner=Who.PARTNER,
            staff=_DECIDERS,
            event=EventType(name="thread.dispute_withdrawn", description=_("A partner no longer disputes a comment.")),
        ),
    )

    def visible(self, by: Actor) -> QuerySet[CommentDispute]:
        rows = CommentDispute.objects.select_related("thread__listing__organisation")
        return rows.filter(in_visible_listing(by, "thread__listing"), thread__visibility=Visibility.EVERYONE)

    def save(self, change: StateChange[CommentDispute]) -> None:
        """Save the dispute. If it is granted, its thread is resolved, which approves the revision if nothing is left.

        A person who resolved the thread earlier stays the one who did.
        """
        super().save(change)
        if change.transition.verb != GRANT:
            return
        revision = lock_revision(change.subject.thread.revision_id, by=change.by)
        thread = Thread.objects.select_for_update(of=("self",)).get(pk=change.subject.thread_id)
        if not thread.is_resolved:
            resolve(thread, by=change.by, now=change.now)
            approve_if_complete(revision, change.now)

    def objects(self, change: StateChange[CommentDispute]) -> Mapping[str, UUID | str]:
        return {**super().objects(change), "thread": change.subject.thread_id}

    def constraints(self, _subject: CommentDispute) -> Iterable[tuple[str, str, SlipwayError]]:
        return [("reviews_commentdispute_one_open", "reviews_commentdispute.thread_id", CommentDisputeOpen())]


COMMENT_DISPUTES = CommentDisputeLifecycle()


@in_transaction
def close_disputes(threads: Iterable[UUID], *, now: datetime) -> None:
    """Close the open disputes about threads that reviewers have resolved: a lead has nothing left to decide."""
    _apply(RESOLVE, threads, now=now, state__in=COMMENT_DISPUTE_OPEN)


@in_transaction
def reopen_disputes(threads: Iterable[UUID], *, closed_at: datetime, now: datetime) -> None:
    """Reopen the disputes that `close_disputes` closed at closed_at: the threads are unresolved again."""
    _apply(REOPEN, threads, now=now, state=CommentDisputeState.GRANTED, decided_by=None, decided_at=closed_at)


@in_transaction
def _apply(verb: str, threads: Iterable[UUID], *, now: datetime, **condition: object) -> None:
    for dispute in CommentDispute.objects.filter(thread__in=list(threads), **condition).order_by("pk"):
        apply_transition(COMMENT_DISPUTES, dispute.pk, verb, seen=None, by=SYSTEM, now=now)
