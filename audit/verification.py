"""Computes the hash chain again from the rows, one seal at a time, while events are recorded and sealed."""

from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef
from msgspec import Struct, field

from audit.canonical import event_bytes
from audit.erasures import broken_erasure, erasures_of
from audit.models import Event, Seal, UnsealedEvent
from audit.seals import NO_EVENT, ChainHead, chain_head, highest_sealed_id, line_prefix, members_of, next_digest
from common.ids import creation_time

_LATE_AT_ONCE = 1_000


class ChainBroken(Exception):
    """The first fault in the order of the chain, as a sentence for the operator."""


class ChainProgress(Struct):
    """What is right up to a seal. highest is the highest ID of its and all earlier events.

    erased is the number of events from which a leaked secret was erased. late_seals are the numbers of seals of events
    that were committed after events with higher IDs had been sealed.
    """

    head: ChainHead | None = None
    highest: UUID = NO_EVENT
    events: int = 0
    erased: int = 0
    anchor: ChainHead | None = None
    late_seals: list[int] = field(default_factory=list)


class LateEvents(Struct, frozen=True):
    """The events in late seals up to the newest one, as {ID: number of the seal}. They are few."""

    numbers: Mapping[UUID, int]
    newest: int

    def contains(self, event_id: UUID) -> bool:
        """Whether the event was committed late. The job may have sealed it since the verification started."""
        if event_id in self.numbers or UnsealedEvent.objects.filter(pk=event_id).exists():
            return True
        later = Seal.objects.filter(pk__gt=self.newest, first_event__lte=event_id, last_event__gte=event_id)
        return any(event_id in members_of(seal) for seal in later)


def verify_chain(anchors: Collection[ChainHead] = ()) -> ChainProgress:
    """Verify all seals and their events, and that the chain contains these heads of earlier times.

    Raises ChainBroken at the first fault.
    """
    newest = head.number if (head := chain_head()) else 0
    late, progress = _late_events(newest), ChainProgress()
    for number in range(1, newest + 1):
        seal = Seal.objects.filter(pk=number).first()
        if seal is None:
            text = f"Seal {number} is missing."
            raise ChainBroken(text)
        _verify_link(seal, progress)
        _compare_anchors(seal, anchors, progress)
        _verify_events(seal, progress, late)
        progress.head = ChainHead(seal.number, seal.chain_digest)
        progress.events += seal.events
        progress.highest = max(progress.highest, seal.last_event)
    _refuse_newer_anchors(anchors, newest)
    _refuse_removed_unsealed_events()
    if event_id := broken_erasure():
        text = f"The erasure of {_dated(event_id)} was added or changed, or the event was changed after it."
        raise ChainBroken(text)
    return progress


def unsealed_events() -> int:
    """The number of events that are not sealed yet."""
    highest = highest_sealed_id()
    return Event.objects.filter(pk__gt=highest).count() + UnsealedEvent.objects.filter(pk__lte=highest).count()


def _late_events(newest: int) -> LateEvents:
    highest, numbers = NO_EVENT, []
    rows = Seal.objects.filter(pk__lte=newest).order_by("number").values_list("number", "last_event")
    for number, last_event in rows.iterator():
        if last_event <= highest:
            numbers.append(number)
        highest = max(highest, last_event)
    late_seals = (Seal.objects.get(pk=number) for number in numbers)
    return LateEvents({event_id: seal.pk for seal in late_seals for event_id in members_of(seal)}, newest)


def _verify_link(seal: Seal, progress: ChainProgress) -> None:
    if next_digest(progress.head.digest if progress.head else "", seal) != seal.chain_digest:
        before = f", or seal {seal.number - 1} was replaced" if seal.number > 1 else ""
        text = f"Seal {seal.number} doesn't match its chain digest. Its row was changed{before}."
        raise ChainBroken(text)


def _compare_anchors(seal: Seal, anchors: Collection[ChainHead], progress: ChainProgress) -> None:
    for anchor in anchors:
        if anchor.number != seal.number:
            continue
        if anchor.digest != seal.chain_digest:
            after = f" after seal {progress.anchor.number}" if progress.anchor else ""
            text = (
                f"Seal {seal.number} has the chain digest {seal.chain_digest}, but the anchor {anchor.digest}. "
                f"The chain was rebuilt{after}, at or before seal {seal.number}, or the anchor is from another portal."
            )
            raise ChainBroken(text)
        progress.anchor = anchor


def _refuse_newer_anchors(anchors: Collection[ChainHead], newest: int) -> None:
    for anchor in anchors:
        if anchor.number > newest:
            end = f"ends with seal {newest}" if newest else "has no seals"
            text = (
                f"The anchor is about seal {anchor.number}, but the chain {end}. "
                "Later seals were removed, or the anchor is from another portal or newer than this copy."
            )
            raise ChainBroken(text)


def _refuse_removed_unsealed_events() -> None:
    row = Exists(Event.objects.filter(pk=OuterRef("pk")))
    event_id = UnsealedEvent.objects.filter(~row).order_by("pk").values_list("pk", flat=True).first()
    if event_id:
        text = f"An event was removed before it was sealed: {_dated(event_id)}."
        raise ChainBroken(text)


def _verify_events(seal: Seal, progress: ChainProgress, late: LateEvents) -> None:
    members, lines, erasures = members_of(seal), sha256(), erasures_of(seal)
    for event_id in members:
        if late.numbers.get(event_id, seal.number) != seal.number:
            text = f"Seal {seal.number} is broken: {_dated(event_id)} is in seal {late.numbers[event_id]} too."
            raise ChainBroken(text)
    for event in _events_of(seal, members, progress):
        line, prefix = event_bytes(event), members.pop(event.pk, None)
        if prefix is None and late.contains(event.pk):
            continue
        if line_prefix(line) != prefix and erasures.explains(event, line, prefix):
            progress.erased += 1
        elif line_prefix(line) != prefix:
            fault = "added later" if prefix is None else "changed"
            text = f"Seal {seal.number} is broken: event {event.pk} ({event}) was {fault}."
            raise ChainBroken(text)
        lines.update(line)
    if members:
        text = f"Seal {seal.number} is broken: {_dated(min(members))} was removed."
        raise ChainBroken(text)
    if lines.hexdigest() != (erasures.lines_digest or seal.events_digest):
        text = f"Seal {seal.number} is broken: its events don't match its digest."
        raise ChainBroken(text)


def _events_of(seal: Seal, members: Collection[UUID], progress: ChainProgress) -> Iterator[Event]:
    """All events from the highest ID before the seal to its own; only the members of a late seal."""
    if seal.last_event > progress.highest:
        between = Event.objects.filter(pk__gt=progress.highest, pk__lte=seal.last_event)
        yield from between.order_by("pk").iterator()
        return
    progress.late_seals.append(seal.number)
    remaining = iter(list(members))
    while batch := list(islice(remaining, _LATE_AT_ONCE)):
        yield from Event.objects.filter(pk__in=batch).order_by("pk")


def _dated(event_id: UUID) -> str:
    return f"event {event_id} of {creation_time(event_id):%Y-%m-%d %H:%M:%S} UTC"
