"""Reads when listings were on hold, and when incidents stopped teams."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from audit.models import Event, ObjectId
from insights.history import Pause
from listings.models import Revision
from reviews.models import Incident

_START, _END = "revision.put-on-hold", "revision.end-hold"


def pauses_of(revision_ids: Collection[UUID]) -> Mapping[UUID, list[Pause]]:
    """{listing ID of these revisions: its holds and all incidents, the earliest first}. Three queries."""
    listings = set(Revision.objects.filter(pk__in=revision_ids).values_list("listing_id", flat=True))
    incidents = [
        Pause(started_at=row.started_at, ended_at=row.ended_at, team=row.team) for row in Incident.objects.all()
    ]
    pauses = {pk: list(incidents) for pk in listings}
    for listing_id, hold in _holds(listings):
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
