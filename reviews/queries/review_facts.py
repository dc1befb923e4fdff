"""Facts for the guards of reviews."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet
from msgspec import Struct

from accounts.models import Team
from listings.content.bundles import applied_documents_of_revisions, values_by_section
from listings.content.references import Documents
from listings.models import Revision, Submission
from listings.page_urls import listing_home
from listings.queries import latest_submissions
from listings.states.revision_states import RevisionState
from reviews.announcements import review_url
from reviews.guards import DecisionFacts, MissingTick, OpenThread, ReviewFacts, TeamReview
from reviews.models import Claim, Decision, Review, Thread, ThreadState
from reviews.queries.checklists import checklist_of
from reviews.queries.exceptions import exception_of
from reviews.queries.incidents import incident_reasons
from reviews.queries.returned import return_facts
from reviews.queries.verdicts import active_claims, latest_decisions
from reviews.text_variables import filled, values_of_review
from reviews.thread_places import is_changed


class ReviewStates(Struct, frozen=True, kw_only=True):
    """The state of the reviews of several revisions.

    reviews is {revision ID: reviews of the teams}, decisions {review ID: latest decision}, and claims {review ID:
    active claim}, if they were asked for.
    """

    reviews: Mapping[UUID, tuple[TeamReview, ...]]
    decisions: Mapping[UUID, Decision]
    claims: Mapping[UUID, Claim]


def review_states(revisions: Sequence[Revision], *, claims_at: datetime | None = None) -> ReviewStates:
    """The states of the revisions' reviews, for lists and status messages; with claims at a time.

    At most three queries.
    """
    ids = [revision.pk for revision in revisions]
    # Until the checks of a new submission have passed, open reviews refer to the submission before it.
    is_current = Q(submission__submission_number=F("revision__submission_number"))
    open_ones = Review.objects.filter(revision__in=ids, closed_at=None).annotate(is_current=is_current)
    if claims_at:
        active = Claim.unexpired(claims_at, "claims__") & Q(claims__released_at=None)
        open_ones = open_ones.annotate(claim=FilteredRelation("claims", condition=active))
        open_ones = open_ones.select_related("claim__person")  # type: ignore[misc]  # annotated
    reviews = sorted(open_ones, key=lambda review: Team.values.index(review.team))
    decisions = latest_decisions([review.pk for review in reviews])
    stopped = {review.team for review in reviews if review.incident_from}
    reasons = incident_reasons(stopped) if stopped else {}
    by_revision: dict[UUID, list[TeamReview]] = {revision_id: [] for revision_id in ids}
    for row in reviews:
        decision = decisions.get(row.pk) if row.is_current else None
        by_revision[row.revision_id].append(_team_review(row, decision, incident=reasons.get(row.team, "")))
    return ReviewStates(
        reviews={pk: tuple(rows) for pk, rows in by_revision.items()},
        decisions=decisions,
        claims={row.pk: claim for row in reviews if (claim := getattr(row, "claim", None))},
    )


def review_facts(revisions: Sequence[Revision]) -> Mapping[UUID, ReviewFacts]:
    """{revision ID: facts for guards}. At most seven queries."""
    ids = [revision.pk for revision in revisions]
    standings, current = review_states(revisions), latest_submissions(revisions)
    threads = list(unresolved_threads(ids))
    touched = _changed_since_opened(thread for thread in threads if thread.is_blocking and thread.is_unanswered)
    return {
        revision_id: ReviewFacts(
            submission_id=current.get(revision_id),
            reviews=standings.reviews[revision_id],
            threads=tuple(_open_thread(row, touched) for row in threads if row.revision_id == revision_id),
        )
        for revision_id in ids
    }


def unresolved_threads(revision_ids: Iterable[UUID]) -> QuerySet[Thread]:
    """Threads that are open or answered, oldest first."""
    rows = Thread.objects.filter(revision__in=list(revision_ids)).exclude(state=ThreadState.RESOLVED)
    return rows.order_by("opened_at", "pk")


def decision_facts(review: Review, submission_id: UUID, now: datetime) -> DecisionFacts:
    """The facts that the team's verdict depends on. Revision, listing and organisation of the review must be loaded."""
    decision = latest_decisions([review.pk]).get(review.pk)
    submission = Submission.objects.select_related("revision").filter(pk=submission_id).first()
    claim = active_claims([review.pk], now).get(review.pk)
    threads_url = f"{review_url(review.pk)}?view=threads"
    threads = list(unresolved_threads([review.revision_id]))
    blocking = [thread for thread in threads if thread.team == review.team and thread.is_blocking]
    questions = [thread for thread in threads if thread.is_question and thread.is_unanswered]
    return DecisionFacts(
        organisation_id=review.revision.listing.organisation_id,
        organisation=review.revision.listing.organisation.name,
        team=review.team,
        state=review.revision.state,
        is_closed=review.closed_at is not None,
        close_reason=review.close_reason,
        verdict=decision.verdict if decision and decision.submission_id == submission_id else "",
        submitted_by=submission.submitted_by if submission else None,
        claimed_by=(claim.person_id, claim.person.get_full_name()) if claim else None,
        blocking=tuple(f"{threads_url}#thread-{thread.pk}" for thread in blocking),
        questions=tuple(f"{threads_url}#thread-{thread.pk}" for thread in questions),
        exception=exception_of(submission) if submission else None,
        unticked=tuple(_missing_ticks(review, submission)) if submission else (),
        is_on_hold=bool(review.revision.listing.hold),
        is_being_replaced=_is_being_replaced(review.revision),
    )


def _is_being_replaced(revision: Revision) -> bool:
    is_returned = revision.state == RevisionState.CHANGES_REQUESTED
    return is_returned and return_facts([revision])[revision.pk].was_in_review


def _missing_ticks(review: Review, submission: Submission) -> Iterator[MissingTick]:
    values = values_of_review(review)
    for entry in checklist_of(review, submission).entries:
        if entry.is_missing:
            yield MissingTick(key=entry.item.key, text=filled(entry.item.shown_text, values))


def _team_review(review: Review, decision: Decision | None, *, incident: str) -> TeamReview:
    is_for_this_round = decision is not None and decision.submission_id == review.submission_id
    return TeamReview(
        review_id=review.pk,
        team=review.team,
        verdict=decision.verdict if decision and is_for_this_round else "",
        waiting_since=review.waiting_since,
        due_at=None if review.incident_from else review.due_at,
        incident=incident if review.incident_from else "",
    )


def _open_thread(thread: Thread, touched: Collection[UUID]) -> OpenThread:
    is_answered = thread.is_answered
    return OpenThread(
        id=thread.pk,
        team=thread.team,
        path=thread.path,
        is_blocking=thread.is_blocking,
        is_question=thread.is_question,
        is_answered=is_answered,
        is_addressed=is_answered or thread.pk in touched,
        link=f"{listing_home(thread.listing_id)}#thread-{thread.pk}",
    )


class _Content(Struct, frozen=True, kw_only=True):
    """The documents of a revision or submission, and {path: sha256} of files to which no document refers."""

    documents: Documents
    others: Mapping[str, str]


def _changed_since_opened(threads: Iterable[Thread]) -> set[UUID]:
    """IDs of the threads whose place the partner has changed since they were opened. At most three queries.

    For a line, any change of its file counts, because reading the files of many threads would be slow.
    """
    opened = list(threads)
    if not opened:
        return set()
    rounds = Submission.objects.in_bulk([thread.submission_id for thread in opened])
    now = _current_contents({thread.revision_id for thread in opened})
    return {
        thread.pk
        for thread in opened
        if _is_changed_since(thread, rounds[thread.submission_id], now[thread.revision_id])
    }


def _is_changed_since(thread: Thread, before: Submission, now: _Content) -> bool:
    if not thread.path and thread.file:
        return ({**before.base, **before.carried}).get(thread.file) != now.others.get(thread.file)
    frozen = {key: before.documents.get(key, {}) for key in now.documents}
    return is_changed(thread.path, frozen, now.documents)


def _current_contents(revision_ids: Collection[UUID]) -> dict[UUID, _Content]:
    revisions = Revision.objects.select_related("listing").in_bulk(list(revision_ids))
    documents = applied_documents_of_revisions(list(revisions.values()))
    return {
        revision_id: _Content(
            documents=values_by_section(documents[revision_id]),
            others={**revision.base, **revision.carried},
        )
        for revision_id, revision in revisions.items()
    }
