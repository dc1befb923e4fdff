"""Reads when listings were on hold, and when incidents stopped teams."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from uuid import UUID

from audit.models import Event, ObjectId
from audit.queries import events_with_verb
from reviews.models import Incident
from reviews.waiting_times import Pause

_START, _END = "revision.put-on-hold", "revision.end-hold"


def incident_pauses() -> list[Pause]:
    """All incidents, the earliest first. One query."""
    rows = Incident.objects.order_by("started_at", "pk")
    return [Pause(started_at=row.started_at, ended_at=row.ended_at, team=row.team) for row in rows]


def listings_ever_held() -> set[UUID]:
    """The IDs of all listings that were on hold at some time. One query."""
    return {UUID(row.object_ids["listing"]) for row in events_with_verb(_START).only("object_ids")}


def pauses_of(listing_ids: Collection[UUID], incidents: Sequence[Pause]) -> Mapping[UUID, list[Pause]]:
    """{listing ID: its holds and these incidents, the earliest first}. One query."""
    pauses = {pk: list(incidents) for pk in listing_ids}
    for listing_id, hold in _holds(listing_ids):
        pauses[listing_id].append(hold)
    return {pk: sorted(rows, key=lambda pause: pause.started_at) for pk, rows in pauses.items()}


def _holds(listing_ids: Collection[UUID]) -> Iterator[tuple[UUID, Pause]]:
    """The holds of these listings, from the audit log. The last one of a listing may have no end."""
    events = Event.objects.annotate(about=ObjectId("object_ids", noun="listing"))
    rows = events.filter(about__in=list(map(str, listing_ids)), verb__in=(_START, _END)).order_by("at", "pk")
    times = defaultdict[UUID, list[Event]](list)
    for row in rows:
        times[UUID(row.object_ids["listing"])].append(row)
    for listing_id, of_listing in times.items():
        for start, end in zip(of_listing, [*of_listing[1:], None], strict=True):
            if start.verb == _START:
                yield listing_id, Pause(started_at=start.at, ended_at=end.at if end else None)
