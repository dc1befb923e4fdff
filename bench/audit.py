"""Time of the audit pages, of seals and of their verification, with a long audit log on PostgreSQL.

The database generates the events. BENCH_AUDIT_EVENTS sets their number. The page of a listing should cost the same
whatever the number is.
"""

import json
import os
from datetime import timedelta
from time import process_time
from typing import TYPE_CHECKING
from uuid import UUID

from bench.measures import Measure, milliseconds, print_measures, spread
from bench.portal import portal
from bench.postgres import database

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import Person
    from listings.models import Listing

_FEW_EVENTS = 1_000
_EVENTS = int(os.environ.get("BENCH_AUDIT_EVENTS", "100000"))
_OF_THE_LISTING = 60
_LOADS = 20
_MOST_SEALS = 40  # each costs the same
_AUDIT_PAGE_MS = 150
_A_MOMENT = timedelta(milliseconds=5)
# Events of a year with ascending IDs, about many listings, organisations and people. %s: first and last number of the
# events to add, and the number of all events.
_ADD_EVENTS = """
    INSERT INTO audit_event (id, actor_kind, actor_id, verb, object_ids, digests, request_id, at)
    SELECT
      (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3)
        || '8' || substr(md5(n::text), 4, 15))::uuid,
      'person', md5('person' || n %% 5000)::uuid, (ARRAY['section.edit', 'sign-in', 'revision.submit'])[1 + n %% 3],
      jsonb_build_object('listing', md5('listing' || n %% 20000)::uuid, 'organisation', md5('org' || n %% 1000)::uuid),
      '{}', md5('request' || n), at
    FROM generate_series(%s::bigint, %s::bigint) AS n,
      LATERAL (SELECT now() - interval '1 day' - (%s - n) * interval '30 seconds' / 10 AS at) AS times
"""


def _listing_with_events() -> "tuple[Listing, Person]":
    """A listing with some events among those of others, and an owner of its organisation, who is also an admin."""
    from django.db import transaction
    from django.utils import timezone

    from accounts.models import Membership, Organisation, Person
    from audit.writes import record_event
    from common.actor import SYSTEM, Role
    from listings.models import Listing

    now = timezone.now() - timedelta(hours=1)
    organisation = Organisation.objects.create(
        slug="bench", name="Bench", url="https://bench.example", vendor_id="bench"
    )
    person = Person.objects.create(email="admin@bench.example", name="Ada", is_admin=True)
    Membership.objects.create(person=person, organisation=organisation, role=Role.OWNER)
    listing = Listing.objects.create(
        organisation=organisation, route="integrations", offering_type="integration", name="Bench", name_key="bench",
        app_uuid=UUID(int=1), created_at=now,
    )  # fmt: skip
    with transaction.atomic():
        for _ in range(_OF_THE_LISTING):
            record_event("section.edit", by=SYSTEM, objects={"listing": listing.pk}, now=now)
    return listing, person


def _add_events(first: int, last: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_ADD_EVENTS, [first, last, _EVENTS])
        cursor.execute("ANALYZE audit_event")


def _measure_pages(client: "Client", listing: "Listing", events: int) -> None:
    pages = {
        "of a listing, for admins": f"/audit/?listing={listing.pk}",
        "of an organisation, for owners": "/organisation/bench/audit/",
        "of a person": "/audit/?kind=person&about=Ada",
        "with a verb": "/audit/?verb=revision.submit",
        "of all": "/audit/",
    }
    for what, address in pages.items():
        times = [milliseconds(lambda: _open(client, address)) for _ in range(_LOADS)]  # noqa: B023 called at once
        print_measures(*spread(f"audit page {what}, {events:,} events", times, unit="ms", target=_AUDIT_PAGE_MS))


def _measure_reads(listing: "Listing", events: int) -> None:
    """What the database reads for a page of the listing's events: unlike a time, it doesn't depend on the load."""
    from audit.queries import events_about

    query = events_about("listing", listing.pk)[:_OF_THE_LISTING]
    (plan,) = json.loads(query.explain(analyze=True, buffers=True, format="json"))
    node = plan["Plan"]
    blocks = node["Shared Hit Blocks"] + node["Shared Read Blocks"]
    while "Plans" in node:
        node = node["Plans"][0]
    what = f"blocks read for a listing, {events:,} events"
    print_measures(Measure(what=what, value=blocks, unit="blocks", note=node.get("Index Name", node["Node Type"])))


def _open(client: "Client", address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, response.content


def _measure_seals(events: int) -> None:
    """Seal the oldest events, then a late event; verify all that are sealed."""
    from django.utils import timezone

    from audit.actions import seal_next_events
    from audit.models import Event, Seal
    from audit.verification import verify_chain
    from common.ids import creation_time, lowest_id

    now = timezone.now() + timedelta(hours=1)  # so that the newest events are old enough
    times: list[float] = []
    for number in range(1, _MOST_SEALS + 1):
        time = milliseconds(lambda: seal_next_events(now=now))
        if _sealed() < number:
            break
        times.append(time)
    print_measures(*spread(f"a seal of 5,000 events, {events:,} events", times, unit="ms", note=f"{len(times)} seals"))
    oldest = Seal.objects.get(number=1).first_event
    Event.objects.create(pk=lowest_id(creation_time(oldest) + _A_MOMENT), actor_kind="system", verb="late", at=now)
    late = milliseconds(lambda: seal_next_events(now=now))
    print_measures(Measure(what=f"seal of a late event, {events:,} events", value=late, unit="ms"))
    started = process_time()
    verified = verify_chain().events
    seconds = process_time() - started
    print_measures(
        Measure(what=f"verified per second of CPU, {verified:,} events", value=verified / seconds, unit="events")
    )


def _sealed() -> int:
    from audit.seals import chain_head

    return head.number if (head := chain_head()) else 0


def _measure_stream(events: int) -> None:
    """Read and confirm a batch while very many events wait."""
    from django.db import connection
    from django.utils import timezone

    from audit.models import EventStream
    from audit.streams import configure_streams, confirm_sent, next_unsent

    configure_streams({"bench": "bench"}, now=timezone.now())
    stream = EventStream.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_unsentevent (stream_id, event_id) SELECT %s, id FROM audit_event", [stream.pk]
        )

    def send_batch() -> None:
        confirm_sent(stream_id=stream.pk, events=next_unsent(stream.pk), now=timezone.now())

    times = [milliseconds(send_batch) for _ in range(_LOADS)]
    print_measures(*spread(f"batch of a stream, {events:,} events", times, unit="ms"))


def main() -> None:
    with database() as url:
        if not url:
            return
        os.environ["DATABASE_URL"] = url
        with portal():
            _run()


def _run() -> None:
    from django.db import connections
    from django.test import Client

    listing, person = _listing_with_events()
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    first = 1
    for events in (_FEW_EVENTS, _EVENTS):
        taken = milliseconds(lambda: _add_events(first, events))  # noqa: B023 called at once
        print_measures(Measure(what=f"generating up to {events:,} events", value=taken / 1000, unit="s"))
        _measure_reads(listing, events)
        _measure_pages(client, listing, events)
        first = events + 1
    _measure_stream(_EVENTS)
    _measure_seals(_EVENTS)
    connections.close_all()


if __name__ == "__main__":
    main()
