"""Time and queries of the Insights page, and time of a roll-up, with many listings that went live in the last year.

The page should not grow with the number of listings: it reads the sums of months.
"""

from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bench.measures import Measure, milliseconds, print_measures, spread
from bench.portal import portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from accounts.models import Organisation, Person

_COUNTS = (1_000, 10_000, 100_000)
_INSIGHT_LOADS = 20
_INSIGHT_MS = 250
_AT_ONCE = 500
_DAYS = 365
_FROZEN = ("basics", "documents", "schemas", "section_digests", "files", "base", "carried")
_CODE_TYPES = ("agent", "api_oauth", "api_exception", "tile_only")


def _add_listings(count: int, *, organisation: "Organisation", person: "Person", random: Random) -> None:
    """Create listings that a team approved and that are live, with reviews that were open for up to a month."""
    from django.db import transaction

    rows: Iterator[tuple[Any, ...]] = (_rows(organisation, person, random) for _ in range(count))
    while batch := list(islice(rows, _AT_ONCE)):
        with transaction.atomic():
            for models in zip(*batch, strict=True):
                type(models[0]).objects.bulk_create(models)


def _rows(organisation: "Organisation", person: "Person", random: Random) -> tuple[Any, ...]:
    from django.utils import timezone

    from accounts.models import Team
    from listings.models import Listing, Release, Revision, Submission
    from listings.states.revision_states import RevisionState
    from reviews.models import Decision, Review, Verdict

    start = timezone.now() - timedelta(days=random.randrange(_DAYS), hours=random.randrange(24))
    decided, live = (start + timedelta(hours=hours) for hours in sorted(random.sample(range(1, 700), 2)))
    name = uuid4().hex
    listing = Listing(
        organisation=organisation, route="integrations", offering_type="integration", name=name, name_key=name,
        app_uuid=uuid4(), created_at=start,
    )  # fmt: skip
    revision = Revision(
        listing=listing, number=1, state=RevisionState.PUBLISHED, state_since=live, submission_number=1,
        created_at=start, active_at=live,
    )  # fmt: skip
    content: dict[str, Any] = {column: {} for column in _FROZEN}
    content["documents"] = {"configuration": {"code_type": random.choice(_CODE_TYPES)}}
    submission = Submission(
        revision=revision, submission_number=1, digest=f"d1:{name}", terms_digest="t1:", submitted_at=start, **content
    )
    review = Review(
        revision=revision, submission=submission, team=random.choice(Team.values), opened_at=start, closed_at=live
    )
    decision = Decision(review=review, submission=submission, verdict=Verdict.APPROVE, by=person, at=decided)
    periods = (
        _period(revision, RevisionState.IN_REVIEW, since=start, until=decided),
        _period(revision, RevisionState.APPROVED, since=decided, until=live),
    )
    release = Release(listing=listing, submission=submission, kind="publish", at=live)
    return listing, revision, submission, review, decision, *periods, release


def _period(revision: Any, state: str, *, since: datetime, until: datetime) -> Any:  # noqa: ANN401 a model, imported later
    from listings.models import StatePeriod

    return StatePeriod(
        revision=revision, state=state, route="integrations", submission_number=1, since=since, until=until
    )


def _lead() -> "tuple[Person, Client]":
    from django.test import Client

    from accounts.models import Person, Team, TeamMembership
    from common.actor import TeamRole

    person = Person.objects.create(email="lead@bench.example", name="Lead")
    TeamMembership.objects.create(person=person, team=Team.ENGINEERING, role=TeamRole.LEAD)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return person, client


def _record_event() -> None:
    """The event after which a roll-up reads; without one, it counts everything again."""
    from django.utils import timezone

    from audit.models import Event

    Event.objects.create(actor_kind="system", verb="bench", at=timezone.now())


def _open(client: "Client", address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, response.content


def _measure(client: "Client", count: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from insights.models import MonthCounts
    from insights.roll_up import rebuild, roll_up

    whole = milliseconds(lambda: rebuild(clock=timezone.now)) / 1000
    hourly = milliseconds(lambda: roll_up(clock=timezone.now)) / 1000
    with CaptureQueriesContext(connection) as queries:
        _open(client, "/insights/")
    print_measures(
        Measure(what=f"counting {count:,} listings, all", value=whole, unit="s"),
        Measure(what=f"counting {count:,} listings, every hour", value=hourly, unit="s", note="nothing changed"),
        Measure(what=f"sums with {count:,} listings", value=MonthCounts.objects.count(), unit="rows"),
        Measure(what=f"Insights with {count:,} listings, queries", value=len(queries), unit="queries"),
    )
    for title, address in (("by month", "/insights/"), ("by team", "/insights/?by=team&period=24")):
        times = [milliseconds(lambda: _open(client, address)) for _ in range(_INSIGHT_LOADS)]  # noqa: B023 called at once
        print_measures(*spread(f"Insights {title} with {count:,} listings", times, unit="ms", target=_INSIGHT_MS))


def main() -> None:
    with portal():
        from accounts.models import Organisation
        from portal.memory import freeze_and_enable_gc

        organisation = Organisation.objects.create(
            slug="bench", name="Bench", url="https://bench.example", vendor_id="bench"
        )
        (person, client), random, there = _lead(), Random(7), 0
        _record_event()
        freeze_and_enable_gc()  # as a web worker does
        for count in _COUNTS:
            _add_listings(count - there, organisation=organisation, person=person, random=random)
            there = count
            _measure(client, count)


if __name__ == "__main__":
    main()
