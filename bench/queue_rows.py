"""Listings for the benchmark of the queue: some in review by four teams, the others without an open review."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from listings.models import Listing, Submission

_LISTINGS_AT_ONCE = 1_000
_WARNINGS = 20
_THREADS = 3


def create_listings(like: "Listing", count: int, *, open_ones: int) -> None:
    """Create listings of the same organisation; those with open reviews have a run with findings, and threads."""
    from django.db import transaction

    for first in range(0, count, _LISTINGS_AT_ONCE):
        numbers = range(first, min(first + _LISTINGS_AT_ONCE, count))
        with transaction.atomic():
            rows = [_rows(like, number, is_open=number < open_ones) for number in numbers]
            for instances in zip(*rows, strict=True):
                _store([instance for some in instances for instance in some])


def _store(instances: Sequence[Any]) -> None:
    if instances:
        type(instances[0]).objects.bulk_create(instances, batch_size=1_000)


def _rows(like: "Listing", number: int, *, is_open: bool) -> tuple[Sequence[Any], ...]:
    """The rows of a listing: itself, revision, submission, reviews, decisions, run, findings, threads."""
    from django.utils import timezone

    from listings.models import Listing, Revision, Submission
    from listings.states.revision_states import RevisionState

    now, name = timezone.now() - timedelta(hours=number % 4_000), uuid4().hex
    listing = Listing(
        organisation=like.organisation, route=like.route, offering_type=like.offering_type, name=name, name_key=name,
        app_uuid=uuid4(), created_at=now,
    )  # fmt: skip
    state = RevisionState.IN_REVIEW if is_open else RevisionState.REJECTED
    times = {"state_since": now, "created_at": now, "active_at": now}
    revision = Revision(listing=listing, number=1, state=state, submission_number=1, **times)
    names = ("basics", "documents", "schemas", "section_digests", "files", "base", "carried")
    empty: dict[str, Any] = {name: {} for name in names}
    submission = Submission(
        revision=revision,
        submission_number=1,
        digest=f"d1:{name}",
        terms_digest=f"d1:{name}",
        submitted_at=now,
        **empty,
    )
    reviews, decisions = _reviews(submission, is_open=is_open)
    run, findings = _run(submission) if is_open else ([], [])
    threads = _threads(submission, count=_THREADS if is_open else 1)
    return [listing], [revision], [submission], reviews, decisions, run, findings, threads


def _reviews(submission: "Submission", *, is_open: bool) -> tuple[Sequence[Any], Sequence[Any]]:
    from accounts.models import Team
    from reviews.models import Decision, Review, Verdict

    at = submission.submitted_at
    teams = (Team.ENGINEERING, Team.PRODUCT_DESIGN, Team.DOCUMENTATION, Team.ECOSYSTEMS)
    waiting: dict[str, Any] = {"waiting_since": at, "due_at": at + timedelta(days=5)}
    closed: dict[str, Any] = {"closed_at": at, "close_reason": "reject"}
    reviews = [
        Review(revision=submission.revision, submission=submission, team=team, opened_at=at,
               **(waiting if is_open else closed))
        for team in teams
    ]  # fmt: skip
    decisions = [
        Decision(review=review, submission=submission, verdict=Verdict.REQUEST_CHANGES, at=at + timedelta(days=2))
        for review in reviews[: 0 if is_open else 2]
    ]
    return reviews, decisions


def _run(submission: "Submission") -> tuple[Sequence[Any], Sequence[Any]]:
    from validation.models import Run, RunFinding, RunState

    at = submission.submitted_at
    run = Run(revision=submission.revision, submission=submission, state=RunState.PASSED, created_at=at, finished_at=at)
    findings = [
        RunFinding(run=run, code="MD-047", severity="warning", message="x", fingerprint=f"{number:016}")
        for number in range(_WARNINGS)
    ]
    return [run], findings


def _threads(submission: "Submission", *, count: int) -> Sequence[Any]:
    from reviews.models import Thread

    revision, at = submission.revision, submission.submitted_at
    return [
        Thread(listing=revision.listing, revision=revision, submission=submission, opened_at=at) for _ in range(count)
    ]
