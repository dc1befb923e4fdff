"""A leaked secret is erased from events: the chain stays valid, and every other change is still noticed."""

from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet

from audit.erasures import SealChanged, erase_in_event
from audit.models import Event, EventErasure, Seal
from audit.verification import ChainBroken, verify_chain
from audit.writes import record_event
from common.actor import ANONYMOUS, SYSTEM
from common.errors import NotAllowed
from tests.audit.chain import NOW, record, run_sql, seal_all

pytestmark = pytest.mark.django_db
_OPEN = "UPDATE audit_eventerasure SET is_open = true"
_ONLY_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has REPLACE")


def erased(_name: str, value: object) -> object:
    """Replace a request ID."""
    return "[erased]" if value == "secret-4711" else value


def erase(event: Event) -> bool:
    return erase_in_event(event.pk, replace=erased, by=SYSTEM, now=NOW)


def open_erasure(event_id: UUID) -> None:
    """What somebody can add who writes SQL, with an event that says so."""
    digests = {"original": "0", "erased": "1"}
    record = record_event("event.erase", by=SYSTEM, objects={"event": event_id}, digests=digests, now=NOW)
    EventErasure.objects.create(event_id=event_id, original_digest="0", erased_digest="1", recorded_by=record.pk)


@pytest.fixture
def events() -> list[Event]:
    """Three sealed events, of which the second contains the secret."""
    rows = record(0, 1)
    leaky = Event.objects.create(
        pk=UUID(int=rows[1].pk.int + 1), actor_kind="system", verb="looked", request_id="secret-4711", at=NOW
    )
    seal_all()
    return [rows[0], leaky, rows[1]]


def test_chain_is_valid_and_counts_the_erased_event(events: list[Event]) -> None:
    before = verify_chain()
    assert erase(events[1])
    progress = verify_chain()
    assert (progress.erased, progress.events, progress.head) == (1, 3, before.head)
    assert Event.objects.get(pk=events[1].pk).request_id == "[erased]"
    tombstone = EventErasure.objects.get()
    assert (tombstone.event_id, tombstone.seal, tombstone.is_open) == (events[1].pk, 1, False)
    assert Event.objects.get(pk=tombstone.recorded_by).object_ids == {"event": str(events[1].pk)}
    assert not erase(events[1])


def test_event_of_the_erasure_is_sealed_too(events: list[Event]) -> None:
    erase(events[1])
    seal_all(now=NOW.replace(year=2030))
    assert verify_chain().erased == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET verb = 'x' WHERE request_id = '[erased]'",
        "UPDATE audit_event SET verb = 'x' WHERE request_id = ''",
        "UPDATE audit_eventerasure SET erased_digest = 'x'",
        "UPDATE audit_eventerasure SET seal_digest = 'x'",
        "DELETE FROM audit_eventerasure",
        "DELETE FROM audit_event WHERE verb = 'event.erase'",
    ],
)
def test_other_changes_are_noticed(events: list[Event], statement: str) -> None:
    erase(events[1])
    run_sql(statement)
    with pytest.raises(ChainBroken):
        verify_chain()


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET verb = 'x' WHERE request_id = '[erased]'", _OPEN])
def test_change_of_an_erased_event_is_noticed_before_it_is_sealed(events: list[Event], statement: str) -> None:
    erase(Event.objects.create(actor_kind="system", verb="looked", request_id="secret-4711", at=NOW))
    verify_chain()
    run_sql(statement)
    with pytest.raises(ChainBroken, match="The erasure of event"):
        verify_chain()


def test_erasure_without_its_event_is_refused(events: list[Event]) -> None:
    """The role of the portal may add rows, and an open one lets an event change."""
    erase(events[1])
    values = EventErasure.objects.values("event_id", "original_digest", "erased_digest", "recorded_by").get()
    for change in (
        {"event_id": events[0].pk},
        {"original_digest": "0"},
        {"erased_digest": "0"},
        {"recorded_by": events[0].pk},
    ):
        with pytest.raises(IntegrityError, match="must be recorded"), transaction.atomic():
            EventErasure.objects.create(**values | change)


def test_open_erasure_is_noticed(events: list[Event]) -> None:
    open_erasure(events[1].pk)
    with pytest.raises(ChainBroken, match="The erasure of event"):
        verify_chain()


def test_broken_seal_is_not_covered_up(events: list[Event]) -> None:
    run_sql("UPDATE audit_event SET verb = 'x' WHERE id = %s", events[0].pk)
    with pytest.raises(SealChanged):
        erase(events[1])


def test_event_that_is_not_sealed(events: list[Event]) -> None:
    event = Event.objects.create(actor_kind="system", verb="looked", request_id="secret-4711", at=NOW)
    erase(event)
    seal_all(now=NOW.replace(year=2030))
    assert verify_chain().erased == 0
    assert EventErasure.objects.get().seal is None


def test_two_erasures_of_one_seal(events: list[Event]) -> None:
    erase(events[1])
    erase_in_event(events[0].pk, replace=lambda name, value: "other" if name == "verb" else value, by=SYSTEM, now=NOW)
    erase_in_event(events[1].pk, replace=lambda name, value: "other" if name == "verb" else value, by=SYSTEM, now=NOW)
    assert verify_chain().erased == 2


def test_triggers_allow_no_other_update(events: list[Event]) -> None:
    erase(events[1])
    for rows, values in (
        (QuerySet(Event).filter(pk=events[1].pk), {"verb": "x"}),
        (EventErasure.objects.all(), {"is_open": True}),
        (EventErasure.objects.all(), {"seal": 9}),
    ):
        with pytest.raises(IntegrityError, match="final"), transaction.atomic():
            rows.update(**values)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}",
        pytest.param("INSERT OR REPLACE INTO {table} SELECT * FROM {table}", marks=_ONLY_SQLITE),
        pytest.param("REPLACE INTO {table} (rowid, {every}) SELECT rowid, 99, {rest} FROM {table}", marks=_ONLY_SQLITE),
        pytest.param("UPDATE OR REPLACE {table} SET rowid = 99, {changes}", marks=_ONLY_SQLITE),
        pytest.param("UPDATE OR REPLACE {table} SET {key} = 99, {changes}", marks=_ONLY_SQLITE),
    ],
)  # fmt: skip
@pytest.mark.parametrize("model", [Event, EventErasure, Seal])
def test_triggers_let_no_row_be_replaced(events: list[Event], model: type[Model], statement: str) -> None:
    erase(events[1])
    if statement.startswith("UPDATE"):  # open erasures let events change, but not become others
        for event_id in list(Event.objects.values_list("pk", flat=True)):
            open_erasure(event_id)
    key, *others = (field.column for field in model._meta.concrete_fields)
    rest = ", ".join(others)
    changes = "is_open = false" if model is EventErasure else f"{others[0]} = {others[0]}"
    names = {"table": model._meta.db_table, "key": key, "every": f"{key}, {rest}", "rest": rest, "changes": changes}
    with pytest.raises(IntegrityError, match="final"), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(statement.format(**names))


def test_only_admins_erase(events: list[Event]) -> None:
    with pytest.raises(NotAllowed):
        erase_in_event(events[1].pk, replace=erased, by=ANONYMOUS, now=NOW)
