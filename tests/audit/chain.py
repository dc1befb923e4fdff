"""Events with chosen IDs, and changes that the triggers of the database would refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from audit.actions import seal_next_events
from audit.models import Event, Seal
from common.actor import ActorKind
from common.ids import lowest_id

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = START + timedelta(hours=1)


def event_id(minute: float) -> UUID:
    """The ID of an event that was created this many minutes after the start."""
    return lowest_id(START + timedelta(minutes=minute))


def record(*minutes: float) -> list[Event]:
    """Record events as processes do whose clocks show these minutes. Triggers list them as unsealed."""
    return [
        Event.objects.create(
            pk=event_id(minute),
            actor_kind=ActorKind.SYSTEM,
            verb="looked",
            object_ids={"listing": "a", "round": 1},
            at=START + timedelta(minutes=minute),
        )
        for minute in minutes
    ]


def seal_all(now: datetime = NOW) -> list[Seal]:
    seals = []
    while seal := seal_next_events(now=now):
        seals.append(seal)
    return seals


@contextmanager
def without_triggers() -> Iterator[None]:
    """What the owner of the database can do. SQLite has no such switch, so the triggers are dropped."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            yield
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")


def run_sql(statement: str, *values: object) -> None:
    """Run a statement without triggers. IDs are passed as the database stores them."""
    stored = [value.hex if isinstance(value, UUID) and connection.vendor == "sqlite" else value for value in values]
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(statement, stored)
        assert cursor.rowcount > 0
