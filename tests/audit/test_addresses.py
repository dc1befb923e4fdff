"""Addresses of requests are stored outside the events, and deleted after some time."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.actions import erase_person
from accounts.actors import actor_of
from audit.actions import record_use
from audit.models import Event, EventAddress
from audit.queries import events_about, events_by, events_with_verb
from audit.writes import record_event
from common import counters
from common.actor import SYSTEM
from common.ids import uuid7
from tests.accounts.factories import make_person
from tests.accounts.test_signing_in import sign_in
from tests.retention import remove

pytestmark = pytest.mark.django_db


def store_address(*, days_ago: int) -> EventAddress:
    at = timezone.now() - timedelta(days=days_ago)
    return EventAddress.objects.create(event_id=uuid7(), address="198.51.100.7", at=at)


@pytest.mark.parametrize("sent, stored", [("198.51.100.7", "198.51.100.7"), ("2001:db8::1", "2001:db8::/64")])
def test_address_of_a_request_is_stored_with_the_event(sent: str, stored: str) -> None:
    person = make_person("ada")

    sign_in(Client(REMOTE_ADDR=sent), person.email)

    row, event = EventAddress.objects.get(), Event.objects.get()
    assert (row.event_id, row.address, row.at) == (event.pk, stored, event.at)


def test_event_outside_a_request_has_no_address() -> None:
    with transaction.atomic():
        record_event("looked", by=SYSTEM, objects={}, now=timezone.now())

    assert not EventAddress.objects.exists()


def test_old_addresses_are_deleted(settings: Settings) -> None:
    settings.AUDIT_ADDRESS_DAYS = 30
    store_address(days_ago=31)
    newer = store_address(days_ago=29)

    remove("audit-addresses")

    assert list(EventAddress.objects.all()) == [newer]


def test_addresses_of_an_erased_person_are_deleted() -> None:
    person = make_person("ada")
    sign_in(Client(), person.email)
    other = store_address(days_ago=0)

    erase_person(person_id=person.pk, by=actor_of(person), now=timezone.now())

    assert list(EventAddress.objects.all()) == [other]
    assert events_by(person.pk).filter(verb="sign-in").exists()


@pytest.mark.parametrize("noun", ["organisation", "person"])
def test_index_is_used_for_the_latest_events_about_an_object(noun: str) -> None:
    _forbid_scans()

    assert f"audit_event_about_{noun}" in events_about(noun, uuid7())[:50].explain()


def test_index_is_used_for_the_latest_events_of_an_actor_or_verb() -> None:
    _forbid_scans()

    assert "audit_event_by_actor" in events_by(uuid7())[:50].explain()
    assert "audit_event_by_verb" in events_with_verb("submit")[:50].explain()


def _forbid_scans() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # query plans of large tables depend on it


def test_first_use_of_an_hour_is_recorded() -> None:
    key, now = uuid7(), timezone.now().replace(minute=5)
    for minutes in (0, 10, 50, 60):
        record_use("key.use", key, by=SYSTEM, objects={"key": key}, now=now + timedelta(minutes=minutes))
    record_use("key.use", uuid7(), by=SYSTEM, objects={}, now=now)

    assert [event.at - now for event in Event.objects.order_by("at", "pk")] == [
        timedelta(),
        timedelta(),
        timedelta(minutes=60),
    ]


def test_use_without_a_cache_is_not_recorded_and_does_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bool:
        raise OSError

    monkeypatch.setattr(counters.cache, "add", fail)

    record_use("key.use", uuid7(), by=SYSTEM, objects={}, now=timezone.now())

    assert not Event.objects.exists()
