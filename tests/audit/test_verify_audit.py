"""The command finds what the owner of the database can change, and a chain that was rebuilt."""

import re
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from audit import seals
from audit.models import Seal, UnsealedEvent
from audit.seals import chain_head
from tests.audit.chain import event_id, record, run_sql, seal_all, without_triggers

pytestmark = pytest.mark.django_db
LOOKED = r"\(looked at 2026-03-02 09:0\d\)"


@pytest.fixture(autouse=True)
def _small_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "EVENTS_PER_SEAL", 3)


@pytest.fixture
def chain() -> list[Seal]:
    """Three seals of three events each."""
    record(*range(1, 10))
    return seal_all()


def verify(*anchors: object) -> str:
    """The output of the command."""
    output = StringIO()
    call_command("verify_audit", *(f"--anchor={anchor}" for anchor in anchors), stdout=output)
    return output.getvalue()


def fault(*anchors: object) -> str:
    """The message with which the command fails."""
    with pytest.raises(CommandError) as caught:
        verify(*anchors)
    assert caught.value.returncode == 1
    return str(caught.value)


def test_right_chain_prints_its_head_as_an_anchor(chain: list[Seal]) -> None:
    record(20)

    output = verify(*chain)

    assert output == f"9 events in 3 seals verified\nNot sealed yet: 1\nHead: {chain_head()}\n"
    assert verify(output.split()[-1]) == output


def test_empty_log_is_right() -> None:
    assert verify() == "0 events in 0 seals verified\nNot sealed yet: 0\n"


def test_late_events_are_right_before_and_after_they_are_sealed(chain: list[Seal]) -> None:
    record(2.5)
    assert verify().startswith("9 events in 3 seals verified\nNot sealed yet: 1\n")

    seal_all()

    assert verify().startswith(
        "10 events in 4 seals verified\nSeals of events that were committed late: 4\nNot sealed yet: 0\n"
    )


@pytest.mark.parametrize(
    "column, value",
    [("verb", "approve"), ("at", "2026-03-02 09:05:00.000001+00:00"), ("request_id", "x"), ("object_ids", '{"a": 1}')],
)
@pytest.mark.usefixtures("chain")
def test_changed_event_is_named(column: str, value: str) -> None:
    run_sql(f"UPDATE audit_event SET {column} = %s WHERE id = %s", value, event_id(5))  # noqa: S608

    assert re.fullmatch(rf"Seal 2 is broken: event {event_id(5)} \(.*\) was changed\.", fault())


@pytest.mark.usefixtures("chain")
def test_removed_event_is_named() -> None:
    run_sql("DELETE FROM audit_event WHERE id = %s", event_id(5))

    assert fault() == f"Seal 2 is broken: event {event_id(5)} of 2026-03-02 09:05:00 UTC was removed."


@pytest.mark.usefixtures("chain")
def test_added_event_is_named() -> None:
    with without_triggers():
        record(4.5)
    seal_all()

    assert re.fullmatch(rf"Seal 2 is broken: event {event_id(4.5)} {LOOKED} was added later\.", fault())


@pytest.mark.usefixtures("chain")
def test_events_that_exchanged_their_ids_are_named() -> None:
    run_sql("UPDATE audit_event SET id = %s WHERE id = %s", UUID(int=1), event_id(5))
    run_sql("UPDATE audit_event SET id = %s WHERE id = %s", event_id(5), event_id(6))
    run_sql("UPDATE audit_event SET id = %s WHERE id = %s", event_id(6), UUID(int=1))

    assert re.fullmatch(rf"Seal 2 is broken: event {event_id(5)} {LOOKED} was changed\.", fault())


@pytest.mark.usefixtures("chain")
def test_changed_late_event_is_named() -> None:
    record(2.5)
    seal_all()
    run_sql("UPDATE audit_event SET verb = 'x' WHERE id = %s", event_id(2.5))

    assert fault() == f"Seal 4 is broken: event {event_id(2.5)} (x at 2026-03-02 09:02) was changed."


def test_event_removed_before_it_was_sealed_is_named() -> None:
    record(1)
    run_sql("DELETE FROM audit_event WHERE id = %s", event_id(1))

    assert seal_all() == []
    assert fault() == f"An event was removed before it was sealed: event {event_id(1)} of 2026-03-02 09:01:00 UTC."


@pytest.mark.parametrize(
    "column, value",
    [
        ("sealed_at", "2026-03-01 00:00:00+00:00"),
        ("events", 4),
        ("first_event", event_id(1)),
        ("events_digest", "0" * 64),
        ("chain_digest", "0" * 64),
        ("members", b""),
    ],
)
@pytest.mark.usefixtures("chain")
def test_changed_seal_is_named(column: str, value: object) -> None:
    run_sql(f"UPDATE audit_seal SET {column} = %s WHERE number = 2", value)  # noqa: S608

    assert fault() == "Seal 2 doesn't match its chain digest. Its row was changed, or seal 1 was replaced."


@pytest.mark.usefixtures("chain")
def test_missing_and_reordered_seals_are_named() -> None:
    run_sql("UPDATE audit_seal SET number = 100 WHERE number = 2")
    assert fault() == "Seal 2 is missing."

    run_sql("UPDATE audit_seal SET number = 2 WHERE number = 3")
    run_sql("UPDATE audit_seal SET number = 3 WHERE number = 100")
    assert fault().startswith("Seal 2 doesn't match its chain digest.")


@pytest.mark.usefixtures("chain")
def test_event_that_was_sealed_twice_is_named() -> None:
    UnsealedEvent.objects.create(event_id=event_id(5))
    seal_all()

    assert fault() == f"Seal 2 is broken: event {event_id(5)} of 2026-03-02 09:05:00 UTC is in seal 4 too."


def test_rebuilt_chain_differs_from_the_anchor(chain: list[Seal]) -> None:
    first, _, third = map(str, chain)
    run_sql("DELETE FROM audit_seal WHERE number > 1")
    run_sql("UPDATE audit_event SET verb = 'x' WHERE id = %s", event_id(5))
    rebuilt = seal_all()

    assert verify(first).startswith("9 events in 3 seals verified\n")
    assert fault(third, first) == (
        f"Seal 3 has the chain digest {rebuilt[-1].chain_digest}, but the anchor {chain[-1].chain_digest}. "
        "The chain was rebuilt after seal 1, at or before seal 3, or the anchor is from another portal."
    )


def test_anchor_newer_than_the_chain_is_refused(chain: list[Seal]) -> None:
    run_sql("DELETE FROM audit_seal WHERE number = 3")

    assert fault(chain[-1]).startswith("The anchor is about seal 3, but the chain ends with seal 2.")


def test_anchor_of_an_empty_chain_is_refused() -> None:
    assert fault(f"1:{'0' * 64}").startswith("The anchor is about seal 1, but the chain has no seals.")


@pytest.mark.parametrize("anchor", ["", "12", "0:" + "0" * 64, "x:" + "0" * 64, "1:" + "0" * 63, "1:" + "g" * 64])
def test_wrong_anchor_is_refused(anchor: str) -> None:
    assert fault(anchor) == f"{anchor!r} is not an anchor: NUMBER:DIGEST, where DIGEST has 64 hexadecimal digits"
