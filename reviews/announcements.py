"""Posts notices and webhook events about reviews and threads."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse

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
            url=review_url(review.pk),
            key=change.key,
            now=change.now,
            by=change.by,
        )


@in_transaction
def announce_due(kind: str, review: Review, *, recipients: Iterable[UUID], now: datetime) -> None:
    """Post a notice about the due date of a review, once for each due date."""
    parameters, key = _about(review, review.submission), f"{kind}:{review.pk}:{review.due_at}"
    post_notice(kind, recipients=recipients, parameters=parameters, url=review_url(review.pk), key=key, now=now)


@in_transaction
def announce_account_expiry(account: ProductAccount, *, until: datetime, now: datetime) -> None:
    """Tell the partner that a test account will be erased."""
    listing = account.revision.listing
    post_notice(
        "product-account.expiring",
        recipients=member_ids(listing.organisation_id, min_role=Role.EDITOR),
        parameters={"listing": listing.name, "account": account.label, "until_at": until.isoformat()},
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
    listing = thread.listing
    parameters: Parameters = {
        "listing": listing.name,
        "organisation": listing.organisation.name,
        "path": thread.path,
        "file": thread.file,
        "line": thread.line or 0,
        "row": row_name(thread.path, thread.submission.documents)[:_MAX_QUOTE_CHARACTERS],
        "excerpt": comment.body[:_MAX_EXCERPT_CHARACTERS],
    }
    is_internal = thread.visibility == Visibility.STAFF
    is_for_partner = to_partner and not (is_internal or comment.is_partner)
    members = member_ids(listing.organisation_id, min_role=Role.EDITOR) if is_for_partner else []
    partner_kind = "thread.blocking" if thread.is_blocking else "thread.comment"
    to_staff = "thread.internal" if is_internal else "thread.answer"
    audiences = (
        (partner_kind, members, f"{listing.get_absolute_url()}#thread-{thread.pk}"),
        (to_staff, _staff_of(thread, comment), _thread_url(thread)),
    )
    for kind, recipients, url in audiences:
        key = f"comment:{comment.pk}"
        post_notice(
            kind,
            recipients=recipients,
            parameters=parameters,
            listing_id=listing.pk,
            url=url,
            key=key,
            now=now,
            by=by,
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


def _staff_of(thread: Thread, comment: Comment) -> list[UUID]:
    """IDs of the reviewers who wrote in the thread and, if the partner commented, its team (by default Ecosystems)."""
    comments = Comment.objects.filter(thread=thread, is_partner=False, by__isnull=False)
    voices = comments.values_list("by_id", flat=True)
    members = team_ids([thread.team or Team.ECOSYSTEMS]) if comment.is_partner else []
    return outsiders(dict.fromkeys([*members, *(voice for voice in voices if voice)]), thread.listing)


def _thread_url(thread: Thread) -> str:
    """The URL of the thread on the page of its team's review; if it has no team, on that of any review."""
    reviews = Review.objects.filter(revision=thread.revision).order_by("-opened_at", "pk")
    review = reviews.filter(team=thread.team).first() or reviews.first()
    if review is None:
        return f"{thread.listing.get_absolute_url()}#thread-{thread.pk}"
    return f"{review_url(review.pk)}?view=threads#thread-{thread.pk}"
