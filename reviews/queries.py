"""What is read about reviews; each function costs the same number of queries for 1 row and 30."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from common.actor import Actor
from listings.models import Listing, Revision, Submission
from reviews.models import Claim, Decision, Review, Thread, ThreadState, Visibility
from reviews.rules import CLAIM_IDLE, OpenThread, ReviewFacts, TeamReview
from reviews.teams import Documents
from reviews.threads import is_changed


def current_submission(revision: Revision) -> Submission:
    """The latest round. Raises Submission.DoesNotExist before the first."""
    return Submission.objects.filter(revision=revision).latest("round")


def live_documents(listing: Listing) -> Documents | None:
    """The documents of what customers see now; None before the first release."""
    if listing.live_release_id is None:
        return None
    found: Documents = Submission.objects.values_list("documents", flat=True).get(releases__pk=listing.live_release_id)
    return found


def latest_decisions(review_ids: Iterable[UUID]) -> dict[UUID, Decision]:
    """The last standing decision of each review; one that was taken back does not count."""
    rows = Decision.objects.filter(review_id__in=list(review_ids), retracts=None, retracted_by=None)
    rows = rows.select_related("by").order_by("at", "pk")
    return {decision.review_id: decision for decision in rows}


def review_facts(revisions: Sequence[Revision]) -> Mapping[UUID, ReviewFacts]:
    """What the guards of review read, in four queries."""
    ids = [revision.pk for revision in revisions]
    current = {row.revision_id: row for row in Submission.objects.filter(revision__in=ids).order_by("round")}
    reviews = list(Review.objects.filter(revision__in=ids, closed_at=None).order_by("team"))
    verdicts = latest_decisions([review.pk for review in reviews])
    threads = list(unresolved_threads(ids))
    return {
        each: ReviewFacts(
            submission_id=current[each].pk if each in current else None,
            reviews=tuple(_standing(row, verdicts, current) for row in reviews if row.revision_id == each),
            threads=tuple(_open_thread(row) for row in threads if row.revision_id == each),
        )
        for each in ids
    }


def unresolved_threads(revision_ids: Iterable[UUID]) -> QuerySet[Thread]:
    rows = Thread.objects.filter(revision__in=list(revision_ids)).exclude(state=ThreadState.RESOLVED)
    return (
        rows.select_related("submission", "revision__listing")
        .prefetch_related("revision__sections")
        .order_by("opened_at")
    )


def _standing(review: Review, verdicts: Mapping[UUID, Decision], current: Mapping[UUID, Submission]) -> TeamReview:
    decision = verdicts.get(review.pk)
    is_for_this_round = decision is not None and decision.submission_id == current[review.revision_id].pk
    return TeamReview(
        review_id=review.pk,
        team=review.team,
        verdict=decision.verdict if decision and is_for_this_round else "",
        waiting_since=review.waiting_since,
        due_at=review.due_at,
    )


def _open_thread(thread: Thread) -> OpenThread:
    sections = {row.key: row.document for row in thread.revision.sections.all() if row.scope == ""}
    is_touched = is_changed(thread.path, _written(thread.submission.documents, sections), sections)
    return OpenThread(
        id=thread.pk,
        team=thread.team,
        path=thread.path,
        is_blocking=thread.is_blocking,
        is_addressed=thread.state == ThreadState.ANSWERED or is_touched,
        link=f"{reverse('studio:listing-home', args=[thread.listing_id])}#thread-{thread.pk}",
    )


def _written(documents: Mapping[str, object], sections: Mapping[str, object]) -> dict[str, object]:
    """The frozen documents that still are sections: a thread on the whole listing compares only these."""
    return {key: documents.get(key, {}) for key in sections}


def visible_threads(actor: Actor, listing_id: UUID) -> QuerySet[Thread]:
    """Threads of a listing that the actor may read; the team's own remarks stay with staff."""
    rows = Thread.objects.filter(listing_id=listing_id).select_related("opened_by", "resolved_by", "submission")
    rows = rows.prefetch_related("comments__by").order_by("-opened_at", "-pk")
    return rows if actor.is_staff else rows.filter(visibility=Visibility.EVERYONE)


def active_claims(review_ids: Iterable[UUID], now: datetime) -> dict[UUID, Claim]:
    """Who works on each review; a claim without activity for a day no longer counts."""
    rows = Claim.objects.filter(review_id__in=list(review_ids), released_at=None, active_at__gt=now - CLAIM_IDLE)
    return {claim.review_id: claim for claim in rows.select_related("person")}


def queue_of(actor: Actor) -> QuerySet[Review]:
    """Open reviews that the actor may work on or look at, the most urgent first; their own organisations' never."""
    rows = Review.objects.filter(closed_at=None).exclude(revision__listing__organisation__in=list(actor.organisations))
    rows = rows.select_related("revision__listing__organisation", "submission")
    if not actor.is_staff:
        return rows.none()
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def search_queue(rows: QuerySet[Review], text: str) -> QuerySet[Review]:
    """Only reviews whose listing or partner has the text in its name."""
    has_text = Q(revision__listing__name__icontains=text) | Q(revision__listing__organisation__name__icontains=text)
    return rows.filter(has_text) if text else rows
