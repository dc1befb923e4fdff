"""Actions on the audit log alone."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from audit.models import Seal
from audit.seals import add_seal, lock_chain, next_events
from audit.writes import is_first_use, record_event
from common.actions import action
from common.actor import Actor
from common.read_only import write_refusal


@action
def seal_next_events(*, now: datetime) -> Seal | None:
    """Seal a batch of events; None if all that are old enough are sealed. The seal is written whole or not at all."""
    lock_chain()
    events = next_events(now)
    return add_seal(events, now=now) if events else None


@action
def record_export(noun: str, *, by: Actor, objects: Mapping[str, UUID | str | int], now: datetime) -> None:
    """Record that somebody downloaded data. noun says what, such as "submission" for the folder of one."""
    record_event(f"{noun}.export", by=by, objects=objects, now=now)


def record_use(verb: str, about: UUID, *, by: Actor, objects: Mapping[str, UUID | str | int], now: datetime) -> None:
    """Record the first use of an object in each hour. Other uses cost no query.

    During maintenance, nothing is recorded.
    """
    if not write_refusal() and is_first_use(verb, about, now=now):
        _record_use(verb, by=by, objects=objects, now=now)


@action
def _record_use(verb: str, *, by: Actor, objects: Mapping[str, UUID | str | int], now: datetime) -> None:
    record_event(verb, by=by, objects=objects, now=now)
