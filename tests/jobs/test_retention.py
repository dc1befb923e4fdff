"""Old records are removed in batches, and nothing that is locked, referred to or kept for ever."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from jobs.actions import record_heartbeat
from jobs.errors import LeaseLost
from jobs.models import Heartbeat, Job, JobState, Priority, RetentionRun
from jobs.retention.actions import RemovalFailed, remove_due_rows
from jobs.retention.queries import MAX_COUNTED_ROWS, due_now
from jobs.retention.registry import RetentionKind, remove_after
from tests.retention import kind_named, remove, shorten_batches

pytestmark = pytest.mark.django_db


def ended_jobs(number: int, *, days_ago: int) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    rows = (
        Job(kind="x", key=str(n), state=JobState.DONE, priority=Priority.BULK, run_at=at, created_at=at, finished_at=at)
        for n in range(number)
    )
    Job.objects.bulk_create(rows)


def do_nothing() -> None: ...


def test_batches_are_transactions_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the job is stopped after a batch, its rows are gone, and the next job removes the others."""
    shorten_batches(monkeypatch, "jobs", 2)
    ended_jobs(5, days_ago=31)

    def renew() -> None:
        if Job.objects.count() < 5:
            raise LeaseLost

    with pytest.raises(LeaseLost):
        remove_due_rows(renew=renew)
    assert Job.objects.count() == 3

    remove_due_rows(renew=do_nothing)
    assert not Job.objects.exists()


def test_a_setting_of_zero_keeps_everything(settings: Settings) -> None:
    settings.JOB_DAYS = 0
    ended_jobs(1, days_ago=3_000)

    assert remove("jobs") == []

    (row,) = (row for row in due_now(timezone.now()) if row.kind.name == "jobs")
    assert (row.days, row.rows) == (0, 0)


def test_what_is_due_is_counted_and_the_last_run_is_recorded(settings: Settings) -> None:
    settings.JOB_DAYS = 7
    ended_jobs(3, days_ago=9)
    ended_jobs(1, days_ago=6)

    (row,) = (row for row in due_now(timezone.now()) if row.kind.name == "jobs")
    assert (row.days, row.rows, row.run) == (7, 3, None)
    assert row.oldest == Job.objects.earliest("finished_at").finished_at

    remove_due_rows(renew=do_nothing)

    (row,) = (row for row in due_now(timezone.now()) if row.kind.name == "jobs")
    assert row.rows == 0
    assert row.run
    assert row.run.rows == 3


def test_many_rows_are_not_counted_to_the_end() -> None:
    ended_jobs(MAX_COUNTED_ROWS + 5, days_ago=31)

    (row,) = (row for row in due_now(timezone.now()) if row.kind.name == "jobs")
    assert row.rows == MAX_COUNTED_ROWS + 1


@pytest.fixture
def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def remove_nothing(_rows: object, _now: object) -> None:
        raise DatabaseError

    broken = RetentionKind(
        name="broken", label="", due=lambda before: Heartbeat.objects.all(), since="at", remove=remove_nothing
    )
    monkeypatch.setattr("jobs.retention.registry._kinds", {"broken": broken, "jobs": kind_named("jobs")})


@pytest.mark.usefixtures("_broken")
def test_a_kind_that_fails_does_not_stop_the_others() -> None:
    record_heartbeat(name="worker:x", now=timezone.now())
    ended_jobs(1, days_ago=31)

    with pytest.raises(RemovalFailed, match="broken") as raised:
        remove_due_rows(renew=do_nothing)

    assert isinstance(raised.value.__cause__, DatabaseError)
    assert not Job.objects.exists()
    assert [run.name for run in RetentionRun.objects.all()] == ["jobs"]


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match="already registered"):
        remove_after(kind_named("jobs"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_locked_rows_are_left_for_later() -> None:
    """Removal waits for nobody who has locked a row, and nobody waits long for the removal."""
    ended_jobs(3, days_ago=31)
    is_locked, is_over = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            Job.objects.select_for_update().order_by("key").first()
            is_locked.set()
            is_over.wait(timeout=20)
        connection.close()

    writer = Thread(target=hold)
    writer.start()
    assert is_locked.wait(timeout=20)
    try:
        assert remove("jobs") == [2]
    finally:
        is_over.set()
        writer.join()
    assert remove("jobs") == [1]
