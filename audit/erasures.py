"""Erases a leaked secret from events, so that the hash chain can still be verified.

The seals stay. For each changed event, an `EventErasure` has the digests before and after, and an event of its own
repeats them. That event is sealed like any other, so nobody can add or change an erasure later without being noticed.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from msgspec import Struct, field

from audit.canonical import event_bytes
from audit.models import Event, EventErasure, Seal
from audit.seals import lock_chain, members_of
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor, assert_operator

# The columns that may contain a text from outside.
ERASABLE_COLUMNS = ("object_ids", "digests", "request_id", "verb")
_LINES_AT_ONCE = 1_000
_ERASE_EVENT = "select audit_erase_event(%s, %s::jsonb, %s::jsonb, %s, %s)"


class SealChanged(Exception):
    """The seal of the event is broken already, so an erasure would hide that."""


class SealErasures(Struct, frozen=True):
    """The erasures of the events of one seal, in the order in which they happened, by event."""

    by_event: dict[UUID, list[EventErasure]] = field(default_factory=dict)
    lines_digest: str = ""

    def explains(self, event: Event, line: bytes, prefix: bytes | None) -> bool:
        """Whether the event is what the erasures of a sealed event left, and the log has their events."""
        erasures = self.by_event.get(event.pk, [])
        if not erasures or prefix is None or not bytes.fromhex(erasures[0].original_digest).startswith(prefix):
            return False
        return erasures[-1].erased_digest == sha256(line).hexdigest() and all(map(_is_recorded, erasures))


def erasures_of(seal: Seal) -> SealErasures:
    """The erasures of the events of a seal. One query, and another for each erasure that is verified."""
    by_event: dict[UUID, list[EventErasure]] = defaultdict(list)
    lines_digest = ""
    for erasure in EventErasure.objects.filter(seal=seal.pk).order_by("pk"):
        by_event[erasure.event_id].append(erasure)
        lines_digest = erasure.seal_digest
    return SealErasures(dict(by_event), lines_digest)


def broken_erasure() -> UUID | None:
    """The first event that its erasures don't explain, also if no seal contains it yet; None if there is none."""
    rows = EventErasure.objects.order_by("event_id", "pk").iterator()
    for event_id, group in groupby(rows, key=lambda erasure: erasure.event_id):
        erasures, event = list(group), Event.objects.filter(pk=event_id).first()
        is_last = event is not None and sha256(event_bytes(event)).hexdigest() == erasures[-1].erased_digest
        if not is_last or any(erasure.is_open or not _is_recorded(erasure) for erasure in erasures):
            return event_id
    return None


@action
def erase_in_event(event_id: UUID, *, replace: Callable[[str, object], object], by: Actor, now: datetime) -> bool:
    """Change the columns of an event to replace(name, value). Returns whether it contained what is replaced.

    Raises NotAllowed, SealChanged.
    """
    assert_operator(by)
    lock_chain()
    event = Event.objects.get(pk=event_id)
    changes = {name: replace(name, getattr(event, name)) for name in ERASABLE_COLUMNS}
    if all(getattr(event, name) == value for name, value in changes.items()):
        return False
    _change(event, changes, by=by, now=now)
    return True


@in_transaction
def _change(event: Event, changes: dict[str, object], *, by: Actor, now: datetime) -> None:
    seal, original = _seal_of(event.pk), event_bytes(event)
    if seal and _lines_digest(seal) != (erasures_of(seal).lines_digest or seal.events_digest):
        text = f"Seal {seal.number} is broken already. Run manage.py verify_audit."
        raise SealChanged(text)
    for name, value in changes.items():
        setattr(event, name, value)
    erasure = EventErasure(
        event_id=event.pk,
        original_digest=sha256(original).hexdigest(),
        erased_digest=sha256(event_bytes(event)).hexdigest(),
        seal=seal.pk if seal else None,
        seal_digest=_lines_digest(seal, changed=event) if seal else "",
    )
    record = record_event("event.erase", by=by, objects={"event": event.pk}, digests=_digests(erasure), now=now)
    erasure.recorded_by = record.pk
    erasure.save(force_insert=True)
    _store(erasure, changes)


@in_transaction
def _store(erasure: EventErasure, changes: dict[str, object]) -> None:
    """Change the event and close its erasure. On PostgreSQL, only a function of the owner may do so."""
    if connection.vendor == "postgresql":
        values = [json.dumps(changes[name]) for name in ("object_ids", "digests")]
        values += [str(changes[name]) for name in ("request_id", "verb")]
        with connection.cursor() as cursor:
            cursor.execute(_ERASE_EVENT, [erasure.pk, *values])
        return
    QuerySet(Event).filter(pk=erasure.event_id).update(**changes)
    EventErasure.objects.filter(pk=erasure.pk).update(is_open=False)


def _seal_of(event_id: UUID) -> Seal | None:
    seals = Seal.objects.filter(first_event__lte=event_id, last_event__gte=event_id).order_by("number")
    return next((seal for seal in seals.iterator(chunk_size=1) if event_id in members_of(seal)), None)


def _lines_digest(seal: Seal, *, changed: Event | None = None) -> str:
    """The digest of the lines of the seal's events, with the changed event instead of the stored one."""
    lines = sha256()
    for event in _events(list(members_of(seal))):
        lines.update(event_bytes(changed if changed and changed.pk == event.pk else event))
    return lines.hexdigest()


def _events(ids: list[UUID]) -> Iterator[Event]:
    for start in range(0, len(ids), _LINES_AT_ONCE):
        yield from Event.objects.filter(pk__in=ids[start : start + _LINES_AT_ONCE]).order_by("pk")


def _is_recorded(erasure: EventErasure) -> bool:
    record = Event.objects.filter(pk=erasure.recorded_by, verb="event.erase").first()
    return record is not None and record.digests == _digests(erasure)


def _digests(erasure: EventErasure) -> dict[str, str]:
    """What the event of an erasure repeats."""
    digests = {"original": erasure.original_digest, "erased": erasure.erased_digest, "seal": erasure.seal_digest}
    return {name: digest for name, digest in digests.items() if digest}
