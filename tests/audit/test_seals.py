"""Every event is in exactly one seal: also late ones, after a killed job, and with two jobs at the same time."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from itertools import pairwise
from threading import Event as Signal
from threading import Thread

import pytest
import structlog
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.tasks import SEAL_JOB, seal_audit_log
from audit import seals
from audit.actions import seal_next_events
from audit.models import Event, Seal, UnsealedEvent
from audit.seals import EVENTS_PER_SEAL, SAFE_AGE, chain_head, members_of
from audit.verification import unsealed_events, verify_chain
from jobs.errors import LeaseLost
from jobs.kind_registry import periodic_kinds
from jobs.writes import enqueue
from tests.audit.chain import NOW, event_id, record, seal_all, without_triggers
from tests.listings.test_races import at_once

pytestmark = pytest.mark.django_db
with_commits = pytest.mark.django_db(transaction=True)


@pytest.fixture
def small_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "EVENTS_PER_SEAL", 2)


def assert_all_sealed_once() -> None:
    sealed = [pk for seal in Seal.objects.order_by("number") for pk in members_of(seal)]
    assert sorted(sealed) == list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert [seal.number for seal in Seal.objects.order_by("number")] == list(range(1, Seal.objects.count() + 1))
    assert (UnsealedEvent.objects.count(), unsealed_events()) == (0, 0)
    verify_chain()


def test_empty_log_has_no_seal() -> None:
    assert (seal_next_events(now=NOW), chain_head()) == (None, None)
    assert verify_chain().head is None


@pytest.mark.usefixtures("small_seals")
def test_events_are_sealed_in_batches() -> None:
    events = record(1, 2, 3, 4, 5)

    first, second, third = seal_all()

    assert [list(members_of(seal)) for seal in (first, second, third)] == [
        [event.pk for event in batch] for batch in (events[:2], events[2:4], events[4:])
    ]
    assert (first.first_event, first.last_event, first.events) == (event_id(1), event_id(2), 2)
    assert (first.number, third.number, str(chain_head())) == (1, 3, str(third))
    assert_all_sealed_once()


def test_largest_seals_fit_into_statements() -> None:
    record(100)
    seal_all(NOW + timedelta(hours=1))
    record(*(second / 60 for second in range(EVENTS_PER_SEAL + 1)), *(101 + n / 6000 for n in range(EVENTS_PER_SEAL)))

    sizes = [seal.events for seal in seal_all(NOW + timedelta(hours=1))]

    assert sizes == [EVENTS_PER_SEAL, 1, EVENTS_PER_SEAL]
    assert_all_sealed_once()


def test_young_events_wait() -> None:
    record(49, 51)

    assert [seal.events for seal in seal_all()] == [1]
    assert unsealed_events() == 1
    assert [seal.events for seal in seal_all(NOW + SAFE_AGE)] == [1]
    assert_all_sealed_once()


def test_event_of_a_late_commit_gets_a_seal() -> None:
    record(1, 5)
    seal_all()
    record(3, 7, 2)

    late, newer = seal_all()

    assert (list(members_of(late)), list(members_of(newer))) == ([event_id(2), event_id(3)], [event_id(7)])
    assert verify_chain().late_seals == [2]
    assert_all_sealed_once()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writing transaction at a time")
@with_commits
def test_transaction_that_stays_open_while_others_are_sealed_is_sealed_later() -> None:
    is_recorded, may_commit = Signal(), Signal()

    def hold() -> None:
        with transaction.atomic():
            record(2)
            is_recorded.set()
            may_commit.wait(10)
        connection.close()

    slow = Thread(target=hold)
    slow.start()
    is_recorded.wait(10)
    record(1, 3)
    before = [list(members_of(seal)) for seal in seal_all()]
    may_commit.set()
    slow.join()

    assert before == [[event_id(1), event_id(3)]]
    assert unsealed_events() == 1
    assert [list(members_of(seal)) for seal in seal_all()] == [[event_id(2)]]
    assert_all_sealed_once()


@pytest.mark.usefixtures("small_seals")
def test_events_from_before_the_trigger_are_sealed() -> None:
    with without_triggers():
        record(1, 2, 3)
    assert not UnsealedEvent.objects.exists()

    seal_all()

    assert_all_sealed_once()


@pytest.mark.usefixtures("small_seals")
@with_commits
def test_two_jobs_at_once_add_one_chain() -> None:
    record(*range(40))

    batches = at_once([seal_all, seal_all, seal_all])

    assert sum(len(batch) for batch in batches if isinstance(batch, list)) == 20
    assert_all_sealed_once()


@pytest.mark.usefixtures("small_seals")
def test_job_that_lost_its_lease_is_continued() -> None:
    record(1, 2, 3)

    def lose() -> None:
        raise LeaseLost

    with pytest.raises(LeaseLost):
        seal_audit_log(renew=lose)

    assert Seal.objects.count() == 1
    seal_audit_log(renew=lambda: None)
    assert_all_sealed_once()


_CHILD = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from audit import seals
from tests.audit.chain import NOW
from audit.actions import seal_next_events
seals.EVENTS_PER_SEAL = 1
while seal := seal_next_events(now=NOW):
    print(seal.number, flush=True)
"""


@with_commits
def test_killed_process_leaves_whole_seals() -> None:
    record(*(second / 60 for second in range(300)))
    command = [sys.executable, "-c", _CHILD, str(connection.settings_dict["NAME"])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        numbers = [int(child.stdout.readline()) for _ in range(20)]
        child.kill()

    assert numbers == list(range(1, 21))
    assert 20 <= Seal.objects.count() < 300
    verify_chain()
    seal_all()
    assert_all_sealed_once()


def test_job_runs_every_hour_and_logs_the_head(run_jobs: Callable[[], int]) -> None:
    record(1)

    with structlog.testing.capture_logs() as logs:
        for _ in range(2):
            enqueue(SEAL_JOB, payload={}, key="periodic", now=timezone.now())
            run_jobs()

    head = chain_head()
    assert head is not None
    line = {"event": "audit log sealed", "log_level": "info", "number": 1, "chain_digest": head.digest}
    lines = [entry for entry in logs if entry["event"] == "audit log sealed"]
    assert [{key: entry[key] for key in line} for entry in lines] == [line, line]
    assert [(entry["anchor"], entry["events"]) for entry in lines] == [(str(head), 1), (str(head), 0)]
    assert [kind.every for kind in periodic_kinds() if kind.name == SEAL_JOB] == [timedelta(hours=1)]


def test_chain_digests_continue() -> None:
    record(1)
    seal_all()
    record(2)
    seal_all()

    for before, seal in pairwise(Seal.objects.order_by("number")):
        assert seal.chain_digest == seals.next_digest(before.chain_digest, seal)


@pytest.mark.parametrize("statement", ["UPDATE audit_seal SET events = 2", "DELETE FROM audit_seal"])
def test_seal_refuses_change_and_removal_in_the_database(statement: str) -> None:
    record(1)
    seal_all()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The test database allows tables to be emptied between tests: restore the trigger of the migration.
            cursor.execute(import_module("audit.migrations.0007_seals").SQLITE[-1])

        with pytest.raises(DatabaseError, match="audit seals are final"), transaction.atomic():
            cursor.execute(statement)
