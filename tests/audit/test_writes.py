"""The audit record is written in the same transaction as the action, and can't be changed."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.errors import EventIsFinal
from audit.models import Event
from audit.queries import events_about, events_by
from audit.writes import record_event
from common.actor import SYSTEM, Actor, ActorKind
from common.ids import uuid7
from common.request_id import request_id

pytestmark = pytest.mark.django_db


def _recorded(verb: str = "looked") -> Event:
    with transaction.atomic():
        return record_event(verb, by=SYSTEM, objects={"listing": uuid7()}, now=timezone.now())


@pytest.mark.parametrize("noun", ["listing", "revision"])
def test_events_about_an_object_are_found_by_an_index(noun: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # query plans of large tables depend on it

    plan = events_about(noun, uuid7()).filter(verb__in=["submit"])[:50].explain()

    assert f"audit_event_about_{noun}" in plan


def test_record_keeps_who_what_and_where_from() -> None:
    person, listing, now = uuid7(), uuid7(), timezone.now()

    with request_id("request-12345"), transaction.atomic():
        record_event(
            "submit",
            by=Actor(kind=ActorKind.PERSON, id=person),
            objects={"listing": listing, "round": 2},
            digests={"content": "d1:abc"},
            now=now,
        )

    event = events_about("listing", listing).get()
    assert (event.actor_kind, event.actor_id, event.verb, event.at) == ("person", person, "submit", now)
    assert event.object_ids == {"listing": str(listing), "round": 2}
    assert (event.digests, event.request_id) == ({"content": "d1:abc"}, "request-12345")
    assert list(events_by(person)) == [event]


@pytest.mark.django_db(transaction=True)
def test_record_fails_outside_a_write() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record_event("looked", by=SYSTEM, objects={}, now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_record_goes_when_the_act_fails() -> None:
    def act() -> None:
        with transaction.atomic():
            record_event("looked", by=SYSTEM, objects={}, now=timezone.now())
            raise LookupError

    with pytest.raises(LookupError):
        act()

    assert not Event.objects.exists()


def test_event_refuses_change_and_removal_in_python() -> None:
    event = _recorded()

    for refused in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(verb="x")):
        with pytest.raises(EventIsFinal):
            refused()


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET verb = 'x'", "DELETE FROM audit_event"])
def test_event_refuses_change_and_removal_in_the_database(statement: str) -> None:
    _recorded()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The test database allows tables to be emptied between tests: restore the triggers of the migration.
            cursor.execute(_sqlite_trigger())

        with pytest.raises(DatabaseError, match="audit events are final"), transaction.atomic():
            cursor.execute(statement)


def _sqlite_trigger() -> str:
    return import_module("audit.migrations.0002_final").SQLITE[1]


def test_anonymous_act_is_not_recorded() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        record_event("looked", by=Actor(kind=ActorKind.PERSON), objects={}, now=timezone.now())
