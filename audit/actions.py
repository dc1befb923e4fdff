"""Actions that only leave an event."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from audit.writes import is_first_use, record_event
from common.actions import action
from common.actor import Actor


@action
def record_export(noun: str, *, by: Actor, objects: Mapping[str, UUID | str | int], now: datetime) -> None:
    """Record that somebody downloaded data. noun says what, such as "submission" for the folder of one."""
    record_event(f"{noun}.export", by=by, objects=objects, now=now)


def record_use(verb: str, about: UUID, *, by: Actor, objects: Mapping[str, UUID | str | int], now: datetime) -> None:
    """Record the first use of an object in each hour. Other uses cost no query."""
    if is_first_use(verb, about, now=now):
        _record_use(verb, by=by, objects=objects, now=now)


@action
def _record_use(verb: str, *, by: Actor, objects: Mapping[str, UUID | str | int], now: datetime) -> None:
    record_event(verb, by=by, objects=objects, now=now)
