"""Posts notices and webhook events about threads."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from accounts.models import Team
from accounts.queries import member_ids, team_ids
from common.actions import in_transaction
from common.actor import Actor, Role
from listings.display.place_names import row_name
from listings.lifecycle.events import revision_subject
from notices.kind_registry import Parameters
from notices.webhooks.writes import emit
from notices.writes import post_notice
from reviews.announcements import MAX_EXCERPT_CHARACTERS, outsiders, review_url
from reviews.event_data import ThreadEventData
from reviews.models import Comment, Review, Thread, Visibility

_MAX_QUOTE_CHARACTERS = 80


@in_transaction
def emit_thread(event: str, thread: Thread, *, key: str, now: datetime) -> None:
    """Send a webhook event about a thread to the partner, unless the thread is internal. key identifies the change."""
    if thread.visibility == Visibility.STAFF:
        return
    page = f"{thread.listing.get_absolute_url()}#thread-{thread.pk}"
    about = revision_subject(
        thread.revision,
        listing=thread.listing,
        page=page,
        kind=ThreadEventData,
        thread=thread.pk,
        priority=thread.priority,
    )
    emit(event, about, key=f"thread:{thread.pk}:{key}", now=now)


@in_transaction
def announce_comment(comment: Comment, thread: Thread, *, by: Actor, now: datetime, to_partner: bool = True) -> None:
    """Notify the other side, and the reviewers who wrote in the thread. Each person gets a link to their own page.

    Unless to_partner, the partner gets no notice.
    """
    notice = _ThreadNotice(
        key=f"comment:{comment.pk}", by=by, now=now, excerpt=comment.body, is_partner=comment.is_partner
    )
    if to_partner and not comment.is_partner:
        _notify_partner(thread, notice)
    _notify_staff(thread, notice, [*(_team_of(thread) if comment.is_partner else ()), *_voices(thread)])


@in_transaction
def announce_thread_change(thread: Thread, change: str, *, by: Actor, key: str, now: datetime) -> None:
    """Notify the other side that a thread was resolved or reopened without a comment.

    change is "resolved" or "reopened". If the partner did it, only the reviewers who wrote in the thread are notified.
    """
    is_partner = by.belongs_to(thread.listing.organisation_id)
    notice = _ThreadNotice(key=f"thread:{key}", by=by, now=now, change=change, is_partner=is_partner)
    if not is_partner:
        _notify_partner(thread, notice)
    _notify_staff(thread, notice, _voices(thread))


@in_transaction
def announce_blocking(thread: Thread, *, by: Actor, key: str, now: datetime) -> None:
    """Notify the partner that a comment is blocking now, with its first text."""
    first = thread.comments.order_by("at", "id").first()
    _notify_partner(thread, _ThreadNotice(key=f"thread:{key}", by=by, now=now, excerpt=first.body if first else ""))


class _ThreadNotice(Struct, frozen=True, kw_only=True):
    """What a notice about a thread contains: a comment, or the change of a thread without one.

    is_partner means that the partner wrote the comment or changed the thread.
    """

    key: str
    by: Actor
    now: datetime
    is_partner: bool = False
    excerpt: str = ""
    change: str = ""


@in_transaction
def _notify_partner(thread: Thread, notice: _ThreadNotice) -> None:
    """Notify the editors of the partner, unless the thread is internal."""
    if thread.visibility == Visibility.STAFF:
        return
    kind = "thread.blocking" if thread.is_blocking else "thread.comment"
    members = member_ids(thread.listing.organisation_id, min_role=Role.EDITOR)
    url = f"{thread.listing.get_absolute_url()}#thread-{thread.pk}"
    _post(notice, thread, kind=kind, recipients=members, url=url)


@in_transaction
def _notify_staff(thread: Thread, notice: _ThreadNotice, people: Iterable[UUID]) -> None:
    kind = "thread.answer" if notice.is_partner else "thread.colleague"
    kind = "thread.internal" if thread.visibility == Visibility.STAFF else kind
    recipients = outsiders(dict.fromkeys(people), thread.listing)
    _post(notice, thread, kind=kind, recipients=recipients, url=_thread_url(thread))


@in_transaction
def _post(notice: _ThreadNotice, thread: Thread, *, kind: str, recipients: Sequence[UUID], url: str) -> None:
    parameters: Parameters = {
        "listing": thread.listing.name,
        "organisation": thread.listing.organisation.name,
        "path": thread.path,
        "file": thread.file,
        "line": thread.line or 0,
        "row": row_name(thread.path, thread.submission.documents)[:_MAX_QUOTE_CHARACTERS],
        "excerpt": notice.excerpt[:MAX_EXCERPT_CHARACTERS],
        "change": notice.change,
    }
    post_notice(
        kind,
        recipients=recipients,
        parameters=parameters,
        listing_id=thread.listing_id,
        url=url,
        key=notice.key,
        now=notice.now,
        by=notice.by,
    )


def _team_of(thread: Thread) -> Iterable[UUID]:
    """IDs of the members of the thread's team, by default Ecosystems."""
    return team_ids([thread.team or Team.ECOSYSTEMS])


def _voices(thread: Thread) -> list[UUID]:
    """IDs of the reviewers who wrote in the thread."""
    comments = Comment.objects.filter(thread=thread, is_partner=False)
    return [voice for voice in comments.values_list("by_id", flat=True) if voice]


def _thread_url(thread: Thread) -> str:
    """The URL of the thread on the page of its team's review; if it has no team, on that of any review."""
    reviews = Review.objects.filter(revision=thread.revision).order_by("-opened_at", "pk")
    review = reviews.filter(team=thread.team).first() or reviews.first()
    if review is None:
        return f"{thread.listing.get_absolute_url()}#thread-{thread.pk}"
    return f"{review_url(review.pk)}?view=threads#thread-{thread.pk}"
