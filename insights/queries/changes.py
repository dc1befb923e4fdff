"""Which revisions changed since the last roll-up, from the audit log."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Count

from audit.models import Event
from common.ids import creation_time, lowest_id
from insights.models import InsightMonth, RevisionCounts
from listings.models import Revision

# A transaction can commit an event later than others with higher IDs.
_OVERLAP = timedelta(hours=1)
_EVENTS_AT_ONCE = 5_000


def last_event() -> UUID | None:
    """The ID of the newest audit event; None if there is none."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first()


def changed_revisions(since: UUID | None) -> Iterator[UUID]:
    """The IDs of submitted revisions with an audit event since this one; of all of them if it is None.

    The IDs of events, not their times, decide: an event that is recorded late, or about an earlier time, counts too.
    """
    if since is None:
        yield from list(Revision.objects.filter(submission_number__gt=0).order_by("pk").values_list("pk", flat=True))
        return
    events = Event.objects.filter(pk__gte=lowest_id(creation_time(since) - _OVERLAP)).order_by("pk")
    rows = events.values_list("object_ids", flat=True).iterator(chunk_size=_EVENTS_AT_ONCE)
    yield from dict.fromkeys(UUID(str(objects["revision"])) for objects in rows if "revision" in objects)


def stale_months() -> list[InsightMonth]:
    """The months whose sums must be computed again: marked ones, and those of which rows were deleted."""
    counted = dict(RevisionCounts.objects.order_by().values_list("month").annotate(rows=Count("pk")))
    months = InsightMonth.objects.order_by("month")
    return [month for month in months if month.is_stale or month.rows != counted.get(month.month, 0)]
