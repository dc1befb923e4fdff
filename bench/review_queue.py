"""Queries and time of the reviewers' queue page; neither should grow with the number of reviews."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bench.measures import Measure, milliseconds, print_measures, spread
from bench.portal import largest_listing, partner_with, portal

if TYPE_CHECKING:
    from django.test import Client

    from listings.models import Revision

_LENGTHS = (10, 1_000, 10_000)
_PAGE_LOADS = 50
_PAGE_MS = 30
_REVIEWS_AT_ONCE = 500


def _waiting(revision: "Revision", count: int) -> None:
    """Create small listings of the same organisation that wait for the review team Engineering."""
    from django.db import transaction

    from listings.models import Listing, Revision, Submission
    from reviews.models import Review

    with transaction.atomic():
        for first in range(0, count, _REVIEWS_AT_ONCE):
            rows = [_rows(revision) for _ in range(min(_REVIEWS_AT_ONCE, count - first))]
            managers = Listing.objects, Revision.objects, Submission.objects, Review.objects
            for manager, instances in zip(managers, zip(*rows, strict=True), strict=True):
                manager.bulk_create(instances)


def _rows(revision: "Revision") -> tuple[Any, ...]:
    from django.utils import timezone

    from accounts.models import Team
    from listings.models import Listing, Revision, Submission
    from listings.states.revision_states import RevisionState
    from reviews.models import Review

    now, name, like = timezone.now(), uuid4().hex, revision.listing
    listing = Listing(
        organisation=like.organisation, route=like.route, offering_type=like.offering_type, name=name, name_key=name,
        app_uuid=uuid4(), created_at=now,
    )  # fmt: skip
    other = Revision(
        listing=listing,
        number=1,
        state=RevisionState.IN_REVIEW,
        state_since=now,
        round=1,
        created_at=now,
        active_at=now,
    )
    names = ("basics", "documents", "schemas", "section_digests", "files", "base", "carried")
    empty: dict[str, Any] = {name: {} for name in names}
    submission = Submission(
        revision=other, round=1, digest=f"d1:{name}", terms_digest=f"d1:{name}", submitted_at=now, **empty
    )
    due = now + timedelta(days=5)
    review = Review(
        revision=other, submission=submission, team=Team.ENGINEERING, opened_at=now, waiting_since=now, due_at=due
    )
    return listing, other, submission, review


def _reviewer() -> "Client":
    from django.test import Client

    from accounts.models import Person, Team, TeamMembership
    from common.actor import TeamRole

    person = Person.objects.create(email="reviewer@bench.example", name="Reviewer")
    TeamMembership.objects.create(person=person, team=Team.ENGINEERING, role=TeamRole.REVIEWER)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return client


def _queries(client: "Client") -> int:
    """The number of queries of one request."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        _open(client)
    return len(queries)


def _open(client: "Client") -> None:
    response = client.get("/queue/")
    assert response.status_code == 200, response.content


def main() -> None:
    with portal():
        from portal.memory import freeze_and_enable_gc

        _, revision = partner_with(largest_listing())
        client, there = _reviewer(), 0
        freeze_and_enable_gc()  # as a web worker does
        for length in _LENGTHS:
            _waiting(revision, length - there)
            there = length
            _open(client)
            times = [milliseconds(lambda: _open(client)) for _ in range(_PAGE_LOADS)]
            # Counted in a separate request, because recording the statements takes time.
            print_measures(
                Measure(what=f"queue page with {length:,} reviews, queries", value=_queries(client), unit="queries"),
                *spread(f"queue page with {length:,} reviews", times, unit="ms", target=_PAGE_MS),
            )


if __name__ == "__main__":
    main()
