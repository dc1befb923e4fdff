"""Queries about the submissions of a listing and their results."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from msgspec import Struct

from listings.models import Listing, Release, ReleaseKind, StatePeriod, Submission
from listings.queries.large_columns import LARGE_COLUMNS
from listings.states.revision_states import RevisionState

IS_LATEST = Q(round=F("revision__round"))
_IS_WITHDRAWN = Q(revision__state=RevisionState.DRAFT) | Q(
    revision__state=RevisionState.ARCHIVED, revision__archived_from=RevisionState.DRAFT
)


class Round(Struct, frozen=True, kw_only=True):
    """A submission and its result. number counts the submissions of the listing from 1, including withdrawn ones.

    For the latest round, state is that of the revision; for earlier rounds, it is their last state. version is that of
    the revision. The times are when the round first entered review, entered the sandbox, was signed off and went live;
    None if that has not happened.
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


class LatestRound(Struct, frozen=True, kw_only=True):
    """The newest submission of a listing. number is as in `Round`; state is DRAFT if it was withdrawn."""

    number: int
    state: RevisionState


def rounds_of(listing: Listing) -> QuerySet[Submission]:
    """The listing's submissions, newest first, without withdrawn ones. `round_of` turns them into rounds.

    One query reads everything, so that the result is consistent.
    """
    stands = (IS_LATEST & ~_IS_WITHDRAWN) | (~IS_LATEST & (Q(next_from=None) | ~Q(next_from=RevisionState.DRAFT)))
    return every_round_of(listing).filter(stands)


def every_round_of(listing: Listing) -> QuerySet[Submission]:
    """All submissions of the listing, newest first. `round_of` gives withdrawn ones the state DRAFT."""
    stays = StatePeriod.objects.filter(revision=OuterRef("revision")).order_by("pk")
    # A round starts when the revision leaves the state draft or changes requested.
    begins = stays.filter(round=OuterRef("round") + 1).values("state")
    rows = Submission.objects.filter(revision__listing=listing).select_related("revision").defer(*LARGE_COLUMNS)
    rows = rows.annotate(
        next_from=Subquery(begins[:1]),
        number=number_in_listing(),
        reviewed_at=_first_entered_at(stays, RevisionState.IN_REVIEW),
        enabled_at=_first_entered_at(stays, RevisionState.IN_SANDBOX),
        signed_at=_first_entered_at(stays, RevisionState.SIGNED_OFF),
        released_at=Subquery(
            Release.objects.filter(submission=OuterRef("pk"), kind=ReleaseKind.PUBLISH).order_by("at").values("at")[:1]
        ),
    )
    return rows.order_by("-pk")


def latest_rounds(listings: Iterable[Listing]) -> Mapping[UUID, LatestRound]:
    """{listing ID: its newest submission}, without listings that were never submitted. One query."""
    rows = Submission.objects.filter(revision__listing__in=list(listings)).order_by("pk")
    found: dict[UUID, LatestRound] = {}
    for listing_id, state, archived_from in rows.values_list(
        "revision__listing", "revision__state", "revision__archived_from"
    ):
        before = found.get(listing_id)
        found[listing_id] = LatestRound(
            number=before.number + 1 if before else 1, state=RevisionState(archived_from or state)
        )
    return found


def round_of(row: Submission) -> Round:
    """The round of a submission from `rounds_of` or `every_round_of`."""
    revision = row.revision
    state, is_latest = _state(row), row.round == revision.round

    def at(column: str, target: RevisionState) -> datetime | None:
        first: datetime | None = getattr(row, column)
        return revision.state_since if first is None and is_latest and state == target else first

    return Round(
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
    if row.round != revision.round:
        was_withdrawn = row.next_from == RevisionState.DRAFT  # type: ignore[attr-defined]  # annotated
        return RevisionState.DRAFT if was_withdrawn else RevisionState.CHANGES_REQUESTED
    return RevisionState(revision.archived_from or revision.state)


def _first_entered_at(stays: QuerySet[StatePeriod], state: RevisionState) -> Subquery:
    """A subquery for the time when the round first entered the state, if it has left the state since."""
    return Subquery(stays.filter(round=OuterRef("round"), state=state).values("since")[:1])


def number_in_listing(submission: str = "") -> Subquery:
    """A subquery for the number of a submission in its listing, counted from 1; submission is the path to it."""
    path = f"{submission}__" if submission else ""
    same = Submission.objects.filter(revision__listing=OuterRef(f"{path}revision__listing"))
    earlier = same.filter(pk__lte=OuterRef(f"{path}pk")).order_by().values("revision__listing")
    return Subquery(earlier.annotate(number=Count("pk")).values("number"))
