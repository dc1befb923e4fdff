"""Posts notices and webhook events about reviews and threads."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from msgspec import Struct

from accounts.models import Team
from accounts.queries import member_ids, team_ids
from common.actions import in_transaction
from common.actor import Actor, Role
from listings.display.place_names import row_name
from listings.lifecycle.change import RevisionChange
from listings.lifecycle.events import revision_subject
from listings.models import Listing, Revision, Submission
from notices.kind_registry import Parameters
from notices.webhooks.writes import emit
from notices.writes import post_notice
from reviews.event_data import ReviewEventData, ThreadEventData
from reviews.models import Absence, Claim, Comment, Decision, ProductAccount, Review, Thread, Visibility

_MAX_EXCERPT_CHARACTERS = 200
_MAX_QUOTE_CHARACTERS = 80
_MAX_LISTED = 10


@in_transaction
def emit_review(event: str, decision: Decision, revision: Revision, *, now: datetime) -> None:
    """Send the webhook event of a team's decision to the partner."""
    about = revision_subject(revision, kind=ReviewEventData, team=Team(decision.review.team))
    emit(event, about, key=f"decision:{decision.pk}", now=now)


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
def announce_waiting(change: RevisionChange, reviews: Iterable[Review], submission: Submission) -> None:
    """Notify the teams that must review. Members of several teams get one notice."""
    for review in reviews:
        post_notice(
            "review.waiting",
            recipients=outsiders(team_ids([review.team]), review.revision.listing),
            parameters=_about(review, submission),
            listing_id=review.revision.listing_id,
            url=review_url(review.pk),
            key=change.key,
            now=change.now,
            by=change.by,
        )


@in_transaction
def announce_due(kind: str, review: Review, *, recipients: Iterable[UUID], now: datetime) -> None:
    """Post a notice about the due date of a review, once for each due date."""
    post_notice(
        kind,
        recipients=recipients,
        parameters=_about(review, review.submission),
        listing_id=review.revision.listing_id,
        url=review_url(review.pk),
        key=f"{kind}:{review.pk}:{review.due_at}",
        now=now,
    )


@in_transaction
def announce_account_expiry(account: ProductAccount, *, until: datetime, now: datetime) -> None:
    """Tell the partner that a test account will be erased."""
    listing = account.revision.listing
    post_notice(
        "product-account.expiring",
        recipients=member_ids(listing.organisation_id, min_role=Role.EDITOR),
        parameters={"listing": listing.name, "account": account.label, "until_at": until.isoformat()},
        listing_id=listing.pk,
        url=listing.get_absolute_url(),
        key=f"account-expiring:{account.pk}:{until.isoformat()}",
        now=now,
    )


@in_transaction
def announce_absence(claim: Claim, absence: Absence, *, recipients: Iterable[UUID], now: datetime) -> None:
    """Tell a team that nobody has claimed a review any more, because the reviewer is away."""
    review = claim.review
    post_notice(
        "review.absent",
        recipients=recipients,
        parameters={
            "listing": review.revision.listing.name,
            "team": review.team,
            "person": claim.person.get_full_name(),
            "until_on": absence.last_day.isoformat(),
        },
        listing_id=review.revision.listing_id,
        url=review_url(review.pk),
        key=f"absent:{claim.pk}",
        now=now,
    )


def _about(review: Review, submission: Submission) -> Parameters:
    listing, due_at = review.revision.listing, review.due_at
    return {
        "listing": listing.name,
        "organisation": listing.organisation.name,
        "round": submission.round,
        "team": review.team,
        "due_at": due_at.isoformat() if due_at else "",
    }


@in_transaction
def announce_claim(kind: str, review: Review, *, to: UUID, by: Actor, now: datetime, reason: str = "") -> None:
    """Notify a colleague that they were given a claim, or that somebody took over theirs."""
    listing = review.revision.listing
    post_notice(
        kind,
        recipients=[to],
        parameters={"listing": listing.name, "team": review.team, "reason": reason},
        listing_id=listing.pk,
        url=review_url(review.pk),
        key=f"claim:{review.pk}:{now.isoformat()}",
        now=now,
        by=by,
    )


@in_transaction
def announce_comment(comment: Comment, thread: Thread, *, by: Actor, now: datetime, to_partner: bool = True) -> None:
    """Notify the other side, and the reviewers who wrote in the thread. Each person gets a link to their own page.

    Unless to_partner, the partner gets no notice.
    """
    notice = _ThreadNotice(key=f"comment:{comment.pk}", by=by, now=now, excerpt=comment.body)
    if to_partner and not comment.is_partner:
        _notify_partner(thread, notice)
    _notify_staff(thread, notice, [*(_team_of(thread) if comment.is_partner else ()), *_voices(thread)])


@in_transaction
def announce_thread_change(thread: Thread, change: str, *, by: Actor, key: str, now: datetime) -> None:
    """Notify the other side that a thread was resolved or reopened without a comment.

    change is "resolved" or "reopened". If the partner did it, only the reviewers who wrote in the thread are notified.
    """
    notice = _ThreadNotice(key=f"thread:{key}", by=by, now=now, change=change)
    if not by.belongs_to(thread.listing.organisation_id):
        _notify_partner(thread, notice)
    _notify_staff(thread, notice, _voices(thread))


@in_transaction
def announce_blocking(thread: Thread, *, by: Actor, key: str, now: datetime) -> None:
    """Notify the partner that a comment is blocking now, with its first text."""
    first = thread.comments.order_by("at", "id").first()
    _notify_partner(thread, _ThreadNotice(key=f"thread:{key}", by=by, now=now, excerpt=first.body if first else ""))


class _ThreadNotice(Struct, frozen=True, kw_only=True):
    """What a notice about a thread contains: a comment, or the change of a thread without one."""

    key: str
    by: Actor
    now: datetime
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
    kind = "thread.internal" if thread.visibility == Visibility.STAFF else "thread.answer"
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
        "excerpt": notice.excerpt[:_MAX_EXCERPT_CHARACTERS],
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


@in_transaction
def announce_remarks(
    decision: Decision, revision: Revision, *, comments: Sequence[str], by: Actor, now: datetime
) -> None:
    """Notify the partner of an approval with a note or comments, before all teams have approved."""
    listing = revision.listing
    parameters: Parameters = {
        "listing": listing.name,
        "round": revision.round,
        "team": decision.review.team,
        "note": with_comments(decision.note, comments),
    }
    members, key = member_ids(listing.organisation_id, min_role=Role.EDITOR), f"decision:{decision.pk}"
    post_notice(
        "review.remarks",
        recipients=members,
        parameters=parameters,
        listing_id=listing.pk,
        url=f"{listing.get_absolute_url()}#threads",
        key=key,
        now=now,
        by=by,
    )


def with_comments(note: str, comments: Sequence[str]) -> str:
    """A note with the beginnings of the comments that are sent with it, for a notice to the partner."""
    lines = [f"– {' '.join(text.split())[:_MAX_EXCERPT_CHARACTERS]}" for text in comments[:_MAX_LISTED]]
    more = ["– …"] if len(comments) > _MAX_LISTED else []
    return "\n\n".join(part for part in (note, "\n".join([*lines, *more])) if part)


def outsiders(people: Iterable[UUID], listing: Listing) -> list[UUID]:
    """Those of the people who do not belong to the listing's organisation, whose members must not review it."""
    members = set(member_ids(listing.organisation_id))
    return [person for person in people if person not in members]


def review_url(review_id: UUID) -> str:
    return reverse("reviews:review", args=[review_id])


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
