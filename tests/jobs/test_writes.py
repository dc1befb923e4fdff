from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from common.request_id import request_id
from jobs import actions
from jobs.errors import LeaseLost
from jobs.models import Job, JobState, Priority
from jobs.queries import open_job
from jobs.writes import assert_attempt, cancel_jobs, enqueue, finish_job
from tests.jobs.conftest import Broker, Diary, put

pytestmark = pytest.mark.django_db


def test_enqueue_stores_the_row_with_the_kind_s_priority_and_the_request(diary: Diary) -> None:
    now = timezone.now()

    with request_id("request-12345"):
        job = put(now)

    stored = Job.objects.get()
    assert stored == job
    assert (stored.kind, stored.payload, stored.priority) == ("note", {"n": 1}, Priority.MAIL)
    assert (stored.state, stored.attempt, stored.run_at) == (JobState.QUEUED, 0, now)
    assert (stored.request_id, stored.key) == ("request-12345", str(job.pk))


def test_enqueue_returns_the_open_job_of_the_same_key(diary: Diary) -> None:
    now = timezone.now()

    first, second = put(now, key="a"), put(now, key="a")
    actions.claim_job(job_id=first.pk, now=now)
    third = put(now, key="a")

    assert first == second == third
    assert open_job("note", key="a") == first


def test_enqueue_makes_a_new_job_when_the_last_one_is_closed(diary: Diary) -> None:
    now = timezone.now()
    first = put(now, key="a")
    actions.claim_job(job_id=first.pk, now=now)
    actions.complete_job(job_id=first.pk, attempt=1, now=now)

    assert put(now, key="a") != first


def test_two_open_jobs_of_one_key_are_refused_by_the_database(diary: Diary) -> None:
    now = timezone.now()
    put(now, key="a")

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="note", key="a", priority=0, run_at=now, created_at=now)


@pytest.mark.django_db(transaction=True)
def test_enqueue_fails_outside_a_write(diary: Diary) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        enqueue("note", payload={}, now=timezone.now())


def test_hint_is_sent_after_commit_and_only_for_due_jobs(
    diary: Diary, broker: Broker, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    now = timezone.now()

    with django_capture_on_commit_callbacks(execute=True):
        due = put(now)
        put(now, run_at=now + timedelta(minutes=1))
        assert broker.messages() == []

    assert broker.messages() == [str(due.pk)]


@pytest.mark.django_db(transaction=True)
def test_commit_stands_when_the_broker_takes_no_hint(diary: Diary, broker: Broker) -> None:
    broker.go_down()

    job = put(timezone.now())

    job.refresh_from_db()
    assert (job.state, job.hinted_at) == (JobState.QUEUED, None)


def test_finish_job_fails_when_another_attempt_took_over(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    actions.claim_job(job_id=job.pk, now=now)
    later = now + timedelta(hours=1)
    actions.claim_job(job_id=job.pk, now=later)

    with transaction.atomic():
        for fence in (assert_attempt, finish_job):
            extra = {"now": later} if fence is finish_job else {}
            with pytest.raises(LeaseLost):
                fence(job_id=job.pk, attempt=1, **extra)
        finish_job(job_id=job.pk, attempt=2, now=later)

    assert Job.objects.get().state == JobState.DONE


def test_cancel_jobs_removes_a_waiting_one_and_leaves_a_running_one(diary: Diary) -> None:
    now = timezone.now()
    put(now, key="waits")
    runs = put(now, key="runs")
    actions.claim_job(job_id=runs.pk, now=now)

    with transaction.atomic():
        assert [cancel_jobs("note", key=key) for key in ("waits", "runs")] == [1, 0]

    assert list(Job.objects.all()) == [runs]
