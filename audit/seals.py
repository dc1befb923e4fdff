"""Seals events: each seal contains a batch of events and the digest of the seal before.

Every event is in exactly one seal. Most seals contain all events between the highest sealed ID and their own highest
one. A transaction that is committed later than that, whose events have lower IDs, is known from the rows of
UnsealedEvent, which its trigger wrote. These events get a seal of their own, a late one.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from msgspec import Struct

from audit.canonical import event_bytes, facts_bytes, time_text
from audit.models import Event, Seal, UnsealedEvent
from common.actions import in_transaction
from common.ids import lowest_id

# Younger events wait, so that few transactions are committed after events with higher IDs were sealed.
SAFE_AGE = timedelta(minutes=10)
EVENTS_PER_SEAL = 5_000
NO_EVENT = UUID(int=0)
_LOCK_CHAIN = "select pg_advisory_xact_lock(24225)"  # any number that no other lock uses
_ID_BYTES, _PREFIX_BYTES = 16, 8
_ANCHOR = re.compile(r"([1-9][0-9]*):([0-9a-f]{64})")


class ChainHead(Struct, frozen=True):
    """The number and the chain digest of a seal, as text NUMBER:DIGEST."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


def parse_anchor(text: str) -> ChainHead:
    """The anchor in a text. Raises ValueError."""
    match = _ANCHOR.fullmatch(text.strip().lower())
    if match is None:
        message = f"{text!r} is not an anchor: NUMBER:DIGEST, where DIGEST has 64 hexadecimal digits"
        raise ValueError(message)
    return ChainHead(int(match[1]), match[2])


def chain_head(*, using: str = DEFAULT_DB_ALIAS) -> ChainHead | None:
    """The newest seal; None if nothing was sealed. Keep it outside the database: it proves all seals up to it."""
    row = Seal.objects.using(using).order_by("-number").values_list("number", "chain_digest").first()
    return ChainHead(*row) if row else None


def highest_sealed_id() -> UUID:
    """The highest ID of all sealed events. Those with lower IDs are sealed too, or have an UnsealedEvent."""
    return Seal.objects.order_by("-last_event").values_list("last_event", flat=True).first() or NO_EVENT


@in_transaction
def lock_chain() -> None:
    """Let the seals of several processes be added one after the other. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_CHAIN)


def next_events(now: datetime) -> list[Event]:
    """The events of the next seal in the order of their IDs: late ones, or those after the highest sealed ID."""
    highest = highest_sealed_id()
    if late := _late_events(highest):
        return late
    safe = Event.objects.filter(pk__gt=highest, pk__lt=lowest_id(now - SAFE_AGE))
    return list(safe.order_by("pk")[:EVENTS_PER_SEAL])


def _late_events(highest: UUID) -> list[Event]:
    """Two queries: with a subquery, PostgreSQL may read the index of all events. Rows of removed events are skipped."""
    late = UnsealedEvent.objects.filter(pk__lte=highest).order_by("pk").values_list("pk", flat=True)
    after = NO_EVENT
    while ids := list(late.filter(pk__gt=after)[:EVENTS_PER_SEAL]):
        if events := list(Event.objects.filter(pk__in=ids).order_by("pk")):
            return events
        after = ids[-1]
    return []


@in_transaction
def add_seal(events: Sequence[Event], *, now: datetime) -> Seal:
    """Add a seal with these events, which are in the order of their IDs. The chain must be locked."""
    head, lines = chain_head(), [event_bytes(event) for event in events]
    seal = Seal(
        number=head.number + 1 if head else 1,
        first_event=events[0].pk,
        last_event=events[-1].pk,
        events=len(events),
        events_digest=sha256(b"".join(lines)).hexdigest(),
        sealed_at=now,
        members=b"".join(event.pk.bytes + line_prefix(line) for event, line in zip(events, lines, strict=True)),
    )
    seal.chain_digest = next_digest(head.digest if head else "", seal)
    seal.save(force_insert=True)
    UnsealedEvent.objects.filter(pk__in=[event.pk for event in events]).delete()
    return seal


def next_digest(before: str, seal: Seal) -> str:
    """The chain digest of a seal, from the chain digest of the seal before ("" for the first) and its facts."""
    facts: dict[str, str | int] = {
        "before": before,
        "number": seal.number,
        "first_event": str(seal.first_event),
        "last_event": str(seal.last_event),
        "events": seal.events,
        "events_digest": seal.events_digest,
        "members_digest": sha256(seal.members).hexdigest(),
        "sealed_at": time_text(seal.sealed_at),
    }
    return sha256(facts_bytes(facts)).hexdigest()


def line_prefix(line: bytes) -> bytes:
    """The first 8 bytes of the digest of an event's line. They only show which event differs, and save space."""
    return sha256(line).digest()[:_PREFIX_BYTES]


def members_of(seal: Seal) -> dict[UUID, bytes]:
    """{ID of an event: the prefix of its digest}, in the order of the IDs."""
    content, size = bytes(seal.members), _ID_BYTES + _PREFIX_BYTES
    rows = (content[start : start + size] for start in range(0, len(content), size))
    return {UUID(bytes=row[:_ID_BYTES]): row[_ID_BYTES:] for row in rows}
