"""Queries about the submissions of a listing and their results."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from msgspec import Struct

from listings.models import Listing, Release, ReleaseKind, StatePeriod, Submission
from listings.states.revision_states import RevisionState

# The columns with frozen content. They are large, so queries of lists defer them.
_FROZEN_COLUMNS = ("documents", "files", "base", "carried", "basics", "schemas", "section_digests")
# For queries of submissions with their revisions.
LARGE_COLUMNS = (*_FROZEN_COLUMNS, "revision__base", "revision__carried")
# For queries of rows with a submission.
SUBMISSION_CONTENT = tuple(f"submission__{name}" for name in _FROZEN_COLUMNS)
IS_LATEST = Q(submission_number=F("revision__submission_number"))
_IS_WITHDRAWN = Q(revision__state=RevisionState.DRAFT) | Q(
    revision__state=RevisionState.ARCHIVED, revision__archived_from=RevisionState.DRAFT
)


class SubmissionResult(Struct, frozen=True, kw_only=True):
    """A submission and its result. number counts the submissions of the listing from 1, including withdrawn ones.

    For the latest one, state is that of the revision; for earlier ones, it is their last state. version is that of the
    revision. The times are when the submission first entered review, entered the sandbox, was signed off and went
    live; None if that has not happened.
    """

    id: UUID
    revision_id: UUID
    version: int
    number: int
    is_latest: bool
    state: RevisionState
    submitted_at: datetime
    reviewed_at: datetime | None
    enabled_at: datetime | None
    signed_at: datetime | None
    released_at: datetime | None


class NewestSubmission(Struct, frozen=True, kw_only=True):
    """The newest submission of a listing. number is as in `SubmissionResult`; state is DRAFT if it was withdrawn."""

    number: int
    state: RevisionState


def effective_submissions(listing: Listing) -> QuerySet[Submission]:
    """The listing's submissions, newest first, without withdrawn ones. `submission_result` computes their results.

    One query reads everything, so that the results are consistent.
    """
    is_effective = (IS_LATEST & ~_IS_WITHDRAWN) | (~IS_LATEST & (Q(next_from=None) | ~Q(next_from=RevisionState.DRAFT)))
    return all_submissions_of(listing).filter(is_effective)


def all_submissions_of(listing: Listing) -> QuerySet[Submission]:
    """All submissions of the listing, newest first. `submission_result` gives withdrawn ones the state DRAFT."""
    periods = StatePeriod.objects.filter(revision=OuterRef("revision")).order_by("pk")
    # A submission starts when the revision leaves the state draft or changes requested.
    begins = periods.filter(submission_number=OuterRef("submission_number") + 1).values("state")
    rows = Submission.objects.filter(revision__listing=listing).select_related("revision").defer(*LARGE_COLUMNS)
    rows = rows.annotate(
        next_from=Subquery(begins[:1]),
        number=_number_in_listing(),
        reviewed_at=_first_entered_at(periods, RevisionState.IN_REVIEW),
        enabled_at=_first_entered_at(periods, RevisionState.IN_SANDBOX),
        signed_at=_first_entered_at(periods, RevisionState.SIGNED_OFF),
        released_at=Subquery(
            Release.objects.filter(submission=OuterRef("pk"), kind=ReleaseKind.PUBLISH).order_by("at").values("at")[:1]
        ),
    )
    return rows.order_by("-pk")


def newest_submissions(listings: Iterable[Listing]) -> Mapping[UUID, NewestSubmission]:
    """{listing ID: its newest submission}, without listings that were never submitted. One query."""
    rows = Submission.objects.filter(revision__listing__in=list(listings)).order_by("pk")
    newest: dict[UUID, NewestSubmission] = {}
    for listing_id, state, archived_from in rows.values_list(
        "revision__listing", "revision__state", "revision__archived_from"
    ):
        before = newest.get(listing_id)
        newest[listing_id] = NewestSubmission(
            number=before.number + 1 if before else 1, state=RevisionState(archived_from or state)
        )
    return newest


def submission_result(row: Submission) -> SubmissionResult:
    """The result of a submission from `effective_submissions` or `all_submissions_of`."""
    revision = row.revision
    state, is_latest = _state(row), row.submission_number == revision.submission_number

    def at(column: str, target: RevisionState) -> datetime | None:
        first: datetime | None = getattr(row, column)
        return revision.state_since if first is None and is_latest and state == target else first

    return SubmissionResult(
        id=row.pk,
        revision_id=revision.pk,
        version=revision.version,
        number=row.number,  # type: ignore[attr-defined]  # annotated
        is_latest=is_latest,
        state=state,
        submitted_at=row.submitted_at,
        reviewed_at=at("reviewed_at", RevisionState.IN_REVIEW),
        enabled_at=at("enabled_at", RevisionState.IN_SANDBOX),
        signed_at=at("signed_at", RevisionState.SIGNED_OFF),
        released_at=row.released_at,  # type: ignore[attr-defined]  # annotated
    )


def _state(row: Submission) -> RevisionState:
    revision = row.revision
    if row.submission_number != revision.submission_number:
        was_withdrawn = row.next_from == RevisionState.DRAFT  # type: ignore[attr-defined]  # annotated
        return RevisionState.DRAFT if was_withdrawn else RevisionState.CHANGES_REQUESTED
    return RevisionState(revision.archived_from or revision.state)


def _first_entered_at(periods: QuerySet[StatePeriod], state: RevisionState) -> Subquery:
    """A subquery for the time when the submission first entered the state, if it has left the state since."""
    return Subquery(periods.filter(submission_number=OuterRef("submission_number"), state=state).values("since")[:1])


def _number_in_listing() -> Subquery:
    """A subquery for the number of a submission in its listing, counted from 1. Only APIs show it."""
    same = Submission.objects.filter(revision__listing=OuterRef("revision__listing"))
    earlier = same.filter(pk__lte=OuterRef("pk")).order_by().values("revision__listing")
    return Subquery(earlier.annotate(number=Count("pk")).values("number"))
