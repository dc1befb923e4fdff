"""Threads: opened at a place, answered, resolved."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.queries import member_ids, team_ids
from audit.moves import record
from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible
from listings.models import Revision, Submission
from listings.transitions import lock_revision
from notices.moves import post
from reviews.models import Comment, Seen, Thread, ThreadState, Visibility
from reviews.moves import settle
from reviews.queries import current_submission
from reviews.threads import excerpt_of

MAX_BODY = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a new thread says and where; path is "" for the whole listing, suggestion a text to take over."""

    body: str
    path: str = ""
    file: str = ""
    line: int | None = None
    suggestion: str = ""
    is_blocking: bool = False
    is_internal: bool = False


@action
def open_thread(*, revision_id: UUID, remark: Remark, team: str, by: Actor, now: datetime) -> Thread:
    """Start a thread on the current round; reviewers speak for a team, partners for themselves (team "").

    Raises NotFound, NotAllowed (a team that is not the actor's, a blocking or internal remark of a partner),
    NotPossible (empty or longer than 5,000 characters).
    """
    revision = lock_revision(revision_id)
    _authorise(revision, team, remark, by)
    submission = current_submission(revision)
    thread = Thread.objects.create(
        listing=revision.listing,
        revision=revision,
        submission=submission,
        team=team,
        path=remark.path,
        file=remark.file,
        line=remark.line,
        excerpt=excerpt_of(remark.path, submission.documents),
        suggestion=remark.suggestion,
        is_blocking=remark.is_blocking,
        visibility=Visibility.STAFF if remark.is_internal else Visibility.EVERYONE,
        opened_by_id=by.id,
        opened_at=now,
    )
    _say(thread, remark.body, by=by, now=now)
    return thread


@action
def answer_thread(*, thread_id: UUID, body: str, by: Actor, now: datetime) -> Comment:
    """Add a comment; a partner's word turns an open thread into an answered one, a reviewer's reopens it.

    Raises NotFound, NotAllowed, NotPossible.
    """
    thread = _locked_thread(thread_id, by)
    is_partner = by.belongs_to(thread.listing.organisation_id)
    if thread.state == ThreadState.RESOLVED:
        raise NotPossible(reasons=str(ThreadState.RESOLVED.label), codes=["thread-resolved"])
    thread.state = ThreadState.ANSWERED if is_partner else ThreadState.OPEN
    thread.save(update_fields=["state"])
    return _say(thread, body, by=by, now=now)


@action
def resolve_thread(*, thread_id: UUID, by: Actor, now: datetime) -> Thread:
    """Close a thread: the team that opened it, or a lead; a partner closes only their own. May approve the revision."""
    revision_id = Thread.objects.filter(pk=thread_id).values_list("revision_id", flat=True).first()
    if revision_id is None:
        raise NotFound
    revision = lock_revision(revision_id)
    thread = _locked_thread(thread_id, by)
    is_own = thread.opened_by_id == by.id or by.reviews_for(thread.team)
    if not is_own and not by.is_lead:
        raise NotAllowed
    thread.state, thread.resolved_by_id, thread.resolved_at = ThreadState.RESOLVED, by.id, now
    thread.save(update_fields=["state", "resolved_by_id", "resolved_at"])
    record("thread.resolve", by=by, objects={"thread": thread.pk, "listing": thread.listing_id}, now=now)
    settle(revision, now)
    return thread


@action
def see_submission(*, submission_id: UUID, by: Actor, now: datetime) -> None:
    """Note that the actor looks at the round now."""
    Seen.objects.update_or_create(person_id=by.id, submission_id=submission_id, defaults={"at": now})


def _authorise(revision: Revision, team: str, remark: Remark, by: Actor) -> None:
    organisation_id = revision.listing.organisation_id
    is_partner = by.holds(Role.EDITOR, organisation_id)
    is_reviewer = by.reviews_for(team) and not by.belongs_to(organisation_id)
    if not by.is_staff and not by.belongs_to(organisation_id):
        raise NotFound
    is_plain = not (remark.is_blocking or remark.is_internal or team)
    if not is_reviewer and not (is_partner and is_plain):
        raise NotAllowed
    if not Submission.objects.filter(revision=revision).exists():
        raise NotPossible(reasons=str(revision), codes=["never-submitted"])


def _locked_thread(thread_id: UUID, by: Actor) -> Thread:
    rows = Thread.objects.select_for_update(of=("self",)).select_related("listing__organisation")
    thread = rows.filter(pk=thread_id).first()
    if thread is None or (not by.is_staff and not by.belongs_to(thread.listing.organisation_id)):
        raise NotFound
    if not by.is_staff and thread.visibility == Visibility.STAFF:
        raise NotFound
    if not by.is_staff and not by.holds(Role.EDITOR, thread.listing.organisation_id):
        raise NotAllowed
    return thread


@in_transaction
def _say(thread: Thread, body: str, *, by: Actor, now: datetime) -> Comment:
    text = body.strip()
    if not text or len(text) > MAX_BODY:
        raise NotPossible(reasons=f"1-{MAX_BODY}", codes=["comment-length"])
    is_partner = by.belongs_to(thread.listing.organisation_id)
    comment = Comment.objects.create(thread=thread, by_id=by.id, is_partner=is_partner, body=text, at=now)
    record("thread.comment", by=by, objects={"thread": thread.pk, "listing": thread.listing_id}, now=now)
    post(
        "thread.comment",
        recipients=_recipients(thread, is_partner),
        parameters={"listing": thread.listing.name, "excerpt": text[:200]},
        url=f"{thread.listing.get_absolute_url()}#thread-{thread.pk}",
        key=f"comment-{comment.pk}",
        now=now,
        by=by,
    )
    return comment


def _recipients(thread: Thread, is_partner: bool) -> list[UUID]:
    """The other side: the team that opened the thread, or the partner's editors."""
    if is_partner:
        return team_ids([thread.team]) if thread.team else []
    return (
        [] if thread.visibility == Visibility.STAFF else member_ids(thread.listing.organisation_id, least=Role.EDITOR)
    )
