"""What waits for streams, and the rows of streams. The rows of UnsentEvent decide what is sent, not a time or an ID."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from msgspec import Struct

from audit.models import Event, EventStream, UnsentEvent
from common.actions import action

EVENTS_PER_BATCH = 500
MOST_COUNTED = 100_000
_ERROR_LENGTH = 300


class StreamState(Struct, frozen=True, kw_only=True):
    """A stream on the page. waiting is the number of events that wait, MOST_COUNTED at most."""

    stream: EventStream
    waiting: int

    @property
    def has_more(self) -> bool:
        return self.waiting == MOST_COUNTED


@action
def configure_streams(addresses: Mapping[str, str], *, now: datetime) -> None:
    """Create the rows of streams that are not there: {address: its part without secrets}.

    Events are sent from then on. Other streams stay, because another process may have other variables.
    """
    rows = [EventStream(address=address, shown=shown, created_at=now) for address, shown in addresses.items()]
    EventStream.objects.bulk_create(rows, ignore_conflicts=True)


@action
def remove_streams_except(addresses: Collection[str]) -> dict[str, int]:
    """Remove the rows of all other streams. Returns {stream: number of events that it has not sent}."""
    removed = {stream.pk: stream.shown for stream in EventStream.objects.exclude(address__in=addresses)}
    EventStream.objects.filter(pk__in=removed).delete()
    numbers = {pk: UnsentEvent.objects.filter(stream_id=pk).delete()[0] for pk in removed}
    return {shown: numbers[pk] for pk, shown in removed.items()}


def next_unsent(stream_id: int) -> list[Event]:
    """The next events to send, in the order of their IDs."""
    rows = UnsentEvent.objects.filter(stream_id=stream_id).order_by("event_id")
    ids = list(rows.values_list("event_id", flat=True)[:EVENTS_PER_BATCH])
    return list(Event.objects.filter(pk__in=ids).order_by("pk"))


@action
def confirm_sent(*, stream_id: int, events: Sequence[Event], now: datetime) -> None:
    """Record that the receiver has these events."""
    sent = UnsentEvent.objects.filter(stream_id=stream_id, event_id__in=[event.pk for event in events])
    number = sent.delete()[0]
    EventStream.objects.filter(pk=stream_id).update(
        sent=F("sent") + number, last_sent_at=now, error="", failing_since=None
    )


@action
def record_stream_failure(*, stream_id: int, error: str, now: datetime) -> None:
    """Record that an attempt failed. Its events wait for the next one."""
    stream = EventStream.objects.select_for_update().filter(pk=stream_id).first()
    if stream:
        stream.error, stream.failing_since = error[:_ERROR_LENGTH], stream.failing_since or now
        stream.save(update_fields=["error", "failing_since"])


def oldest_unsent() -> dict[str, UUID | None]:
    """{the shown part of each stream: the ID of the oldest event that its receiver doesn't have}. One query."""
    rows = UnsentEvent.objects.filter(stream_id=OuterRef("pk")).order_by("event_id")
    streams = EventStream.objects.annotate(oldest=Subquery(rows.values("event_id")[:1])).order_by("-pk")
    return dict(streams.values_list("shown", "oldest"))


def stream_states() -> list[StreamState]:
    """All streams with the number of events that wait."""
    return [
        StreamState(stream=stream, waiting=UnsentEvent.objects.filter(stream_id=stream.pk)[:MOST_COUNTED].count())
        for stream in EventStream.objects.order_by("pk")
    ]
