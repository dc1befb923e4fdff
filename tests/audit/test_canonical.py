"""The hashed bytes are the same on SQLite and PostgreSQL, which both run this test, and in every time zone."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from audit.canonical import event_bytes, time_text
from audit.models import Event
from common.actor import ActorKind

pytestmark = pytest.mark.django_db
LINE = (
    b'{"actor_id":"0190d8f0-0000-7000-8000-00000000000a","actor_kind":"person","at":"2026-03-02T09:00:00.000120Z",'
    b'"digests":{"a":"1","\\u00e9\\u6f22":"\\ud83d\\ude00"},"id":"0190d8f0-0000-7000-8000-000000000001",'
    b'"object_ids":{"a":{"x":null,"y":true},"big":100000000000000000000000,"list":[2,0,0.1],"small":1e-07,'
    b'"zero":0},"request_id":"","v":1,"verb":"submit"}\n'
)


def store(at: datetime) -> Event:
    event = Event.objects.create(
        pk=UUID("0190d8f0-0000-7000-8000-000000000001"),
        actor_kind=ActorKind.PERSON,
        actor_id=UUID("0190d8f0-0000-7000-8000-00000000000a"),
        verb="submit",
        object_ids={
            "zero": -0.0,
            "small": 1e-7,
            "big": 1e23,
            "list": [2.0, 0, 0.1],
            "a": {"y": True, "x": None},
        },
        digests={"é漢": "😀", "a": "1"},
        at=at,
    )
    assert event_bytes(event) == LINE  # before it was stored
    return Event.objects.get()


def test_bytes_of_a_stored_event_are_always_the_same() -> None:
    assert event_bytes(store(datetime(2026, 3, 2, 9, 0, 0, 120, tzinfo=UTC))) == LINE


def test_bytes_do_not_depend_on_the_time_zone() -> None:
    assert event_bytes(store(datetime(2026, 3, 2, 18, 0, 0, 120, tzinfo=timezone(timedelta(hours=9))))) == LINE


def test_time_without_microseconds_has_six_digits() -> None:
    assert time_text(datetime(2026, 3, 2, 9, tzinfo=UTC)) == "2026-03-02T09:00:00.000000Z"


def test_numbers_that_json_lacks_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        event_bytes(Event(actor_kind="system", verb="x", object_ids={"a": float("nan")}, at=datetime.now(UTC)))
