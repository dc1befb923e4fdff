import signal
import threading
from datetime import timedelta
from uuid import UUID

import pytest
import structlog
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from common.external_service import ServiceUnavailable
from common.request_id import current_request_id, request_id
from jobs import leases, worker
from jobs.actions import release_jobs
from jobs.errors import StepTooLong
from jobs.hints import send_hint
from jobs.kind_registry import Renew
from jobs.limits import step_limit
from jobs.models import Heartbeat, Job, JobState
from jobs.writes import finish_job
from tests.jobs.conftest import Broker, Diary, put

pytestmark = pytest.mark.django_db


def test_run_job_does_the_work_once(diary: Diary) -> None:
    job = put(timezone.now())

    assert [worker.run_job(job.pk), worker.run_job(job.pk)] == [True, False]

    job.refresh_from_db()
    assert (job.state, diary.attempts) == (JobState.DONE, [1])


def test_run_job_binds_the_request_that_asked_for_it(diary: Diary) -> None:
    seen: list[tuple[str, object]] = []
    diary.act = lambda *_: seen.append((current_request_id(), structlog.contextvars.get_contextvars()))
    with request_id("request-12345"):
        job = put(timezone.now())

    worker.run_job(job.pk)

    bound = {"request_id": "request-12345", "job_id": str(job.pk), "job_kind": "note", "attempt": 1}
    assert seen == [("request-12345", bound)]
    assert structlog.contextvars.get_contextvars() == {}


def test_run_job_notes_what_went_wrong_and_tries_later(diary: Diary) -> None:
    def break_down(*_: object) -> None:
        raise LookupError("no such thing")

    diary.act = break_down
    job = put(timezone.now())

    assert worker.run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.QUEUED, "LookupError: no such thing")
    assert job.run_at > timezone.now()


def test_run_job_writes_nothing_after_its_lease_was_taken(diary: Diary) -> None:
    def lose_the_lease(job_id: UUID, _attempt: int, renew: Renew) -> None:
        Job.objects.filter(pk=job_id).update(attempt=2)
        renew()

    diary.act = lose_the_lease
    job = put(timezone.now())

    worker.run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempt, job.error) == (JobState.RUNNING, 2, "")


def test_run_job_does_not_overwrite_the_next_attempt_when_it_fails_late(diary: Diary) -> None:
    def lose_and_fail(job_id: UUID, *_: object) -> None:
        Job.objects.filter(pk=job_id).update(attempt=2)
        raise LookupError

    diary.act = lose_and_fail
    job = put(timezone.now())

    worker.run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempt, job.error) == (JobState.RUNNING, 2, "")


def test_handler_may_close_the_job_with_its_result(diary: Diary) -> None:
    def close(job_id: UUID, attempt: int, _renew: Renew) -> None:
        with transaction.atomic():
            finish_job(job_id=job_id, attempt=attempt, now=timezone.now())

    diary.act = close
    job = put(timezone.now())

    worker.run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")


def test_sweep_tells_the_broker_of_waiting_and_left_jobs_once(diary: Diary, broker: Broker) -> None:
    now = timezone.now()
    _hinted, waiting, left = put(now), put(now), put(now)
    put(now, run_at=now + timedelta(hours=1))
    Job.objects.filter(pk=waiting.pk).update(hinted_at=None)
    lost = now - timedelta(minutes=5)
    Job.objects.filter(pk=left.pk).update(state=JobState.RUNNING, attempt=1, lease_until=lost, hinted_at=lost)

    counts = [worker.sweep(), worker.sweep()]

    assert counts == [2, 0]
    assert set(broker.messages()) == {str(waiting.pk), str(left.pk)}
    assert Heartbeat.objects.filter(name="sweeper").exists()


def test_sweep_repeats_a_hint_that_brought_no_worker(diary: Diary, broker: Broker) -> None:
    job = put(timezone.now() - timedelta(minutes=5))

    worker.sweep()

    assert broker.messages() == [str(job.pk)]


def test_sweep_sends_no_hints_to_a_queue_that_has_a_message_for_each_job(diary: Diary, broker: Broker) -> None:
    """Nobody consumes the queue, for example because the only worker for e-mails was killed."""
    for number in range(3):
        put(timezone.now() - timedelta(minutes=5), key=str(number))

    counts = [worker.sweep()]
    for _ in range(10):
        Job.objects.update(hinted_at=timezone.now() - timedelta(minutes=5))
        counts.append(worker.sweep())
    release_jobs(worker="restarted", now=timezone.now())
    counts.append(worker.sweep())

    assert counts == [3, *([0] * 11)]
    assert len(broker.messages()) == 3


def test_sweep_sends_as_many_hints_as_were_lost(diary: Diary, broker: Broker) -> None:
    waiting = [put(timezone.now() - timedelta(minutes=5), key=str(number)) for number in range(3)]
    abandoned = put(timezone.now() - timedelta(minutes=5), key="abandoned")
    lost = timezone.now() - timedelta(minutes=3)
    Job.objects.filter(pk=abandoned.pk).update(state=JobState.RUNNING, attempt=1, lease_until=lost)
    for job in waiting[:2]:
        send_hint(job)

    assert worker.sweep() == 2

    first, second = (str(job.pk) for job in waiting[:2])
    assert sorted(broker.messages()) == sorted([first, second, str(abandoned.pk), first])


def test_sweep_tries_again_after_the_broker_was_down(diary: Diary, broker: Broker) -> None:
    job = put(timezone.now())
    Job.objects.update(hinted_at=None)

    broker.go_down()

    with pytest.raises(ServiceUnavailable):
        worker.sweep()
    broker.come_back()
    worker.sweep()

    assert broker.messages() == [str(job.pk)]


def test_lease_is_renewed_while_a_step_is_long(diary: Diary, settings: Settings) -> None:
    settings.JOB_LEASE = timedelta(milliseconds=60)
    renewed: list[int] = []
    enough = threading.Event()

    def note_renewal(*, attempt: int, **_: object) -> None:
        renewed.append(attempt)
        enough.set() if len(renewed) == 3 else None

    diary.act = lambda *_: enough.wait(30)
    job = put(timezone.now())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leases, "renew_lease", note_renewal)
        worker.run_job(job.pk)

    assert renewed[:3] == [1, 1, 1]
    assert "lease" not in [thread.name for thread in threading.enumerate()]


def test_step_limit_ends_a_loop_in_python() -> None:
    def loop() -> None:
        with step_limit(0.05):
            while True:
                pass

    with pytest.raises(StepTooLong):
        loop()


def test_step_limit_counts_each_step_anew() -> None:
    with step_limit(1_000) as limit:
        signal.setitimer(signal.ITIMER_REAL, 500)  # as if half of the time were over
        limit.begin_step()
        left, _ = signal.getitimer(signal.ITIMER_REAL)

    assert 500 < left <= 1_000
