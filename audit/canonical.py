"""The bytes of events and seals that are hashed. They never change: old seals would no longer match.

Each is one line of JSON in ASCII, with sorted keys and without spaces. Times are in UTC with microseconds. A float
without a fraction is written as an integer, because PostgreSQL stores 1e22 as one. So the bytes depend neither on the
database nor on the time zone.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from audit.models import Event

_VERSION = 1


def event_bytes(event: Event) -> bytes:
    """The canonical line of an event, with all of its columns. Raises ValueError for NaN and infinite numbers."""
    return _line(
        {
            "actor_id": None if event.actor_id is None else str(event.actor_id),
            "actor_kind": str(event.actor_kind),
            "at": time_text(event.at),
            "digests": event.digests,
            "id": str(event.pk),
            "object_ids": event.object_ids,
            "request_id": event.request_id,
            "verb": event.verb,
        }
    )


def facts_bytes(facts: Mapping[str, str | int]) -> bytes:
    """The canonical line of the facts of a seal."""
    return _line(facts)


def time_text(at: datetime) -> str:
    """The time in UTC, always with six digits of the second, such as 2026-11-27T09:00:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _line(values: Mapping[str, object]) -> bytes:
    stable = {"v": _VERSION, **{key: _stable(value) for key, value in values.items()}}
    return json.dumps(stable, sort_keys=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _stable(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _stable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_stable(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))  # int(1e23) is 99999999999999991611392
    return value
