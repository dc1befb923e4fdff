"""Organisations take turns in the queue, so that none waits for all jobs of another."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from billiard.exceptions import WorkerLostError
from django.db import connection, transaction
from django.utils import timezone

from common.ids import uuid7
from jobs import actions, worker, worker_lifecycle
from jobs.fair_share import in_fair_order
from jobs.models import Job, JobState
from jobs.queries import unhinted
from jobs.writes import enqueue
from tests.jobs.conftest import Broker, Diary, put

LARGE, SMALL = uuid7(), uuid7()
MANY = 1000


def _queue(organisation: UUID | None, number: int = 1) -> list[Job]:
    with transaction.atomic():
        return [enqueue("note", payload={}, now=timezone.now(), organisation=organisation) for _number in range(number)]


def _deliver(broker: Broker, *, most: int = 10_000) -> list[UUID]:
    """Deliver the messages in their order, as a worker gets them; returns the IDs of the jobs in the order of runs."""
    runs: list[UUID] = []
    while messages := broker.messages():
        for job_id in messages:
            before = set(Job.objects.filter(attempt=1).values_list("pk", flat=True)) if len(runs) < most else set()
            worker.start_job(UUID(job_id), message=job_id)
            runs += set(Job.objects.filter(attempt=1).values_list("pk", flat=True)) - before
            if len(runs) >= most:
                return runs
    return runs


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_job_of_one_organisation_does_not_wait_for_a_thousand_of_another(diary: Diary, broker: Broker) -> None:
    _queue(LARGE, MANY)
    (job,) = _queue(SMALL)

    runs = _deliver(broker, most=2)

    assert runs[1] == job.pk


@pytest.mark.django_db(transaction=True)
def test_each_job_runs_once_if_messages_lead_to_other_jobs(diary: Diary, broker: Broker) -> None:
    jobs = [*_queue(LARGE, 5), *_queue(SMALL, 2), *_queue(None, 2)]

    runs = _deliver(broker)

    assert sorted(runs) == sorted(job.pk for job in jobs)
    assert [runs.index(job.pk) < 6 for job in jobs] == [True] * 2 + [False] * 3 + [True] * 4
    assert set(Job.objects.values_list("state", "attempt")) == {(JobState.DONE, 1)}


@pytest.mark.django_db
def test_organisation_without_waiting_jobs_gets_the_turn_that_is_served(diary: Diary) -> None:
    now = timezone.now()
    put(now, run_at=now + timedelta(days=1))  # takes no turn until then

    turns = [Job.objects.get(pk=job.pk).turn for job in (*_queue(LARGE, 2), *_queue(SMALL))]

    assert turns == [0, 1, 0]


@pytest.mark.django_db
def test_job_that_its_caller_runs_is_not_claimed_in_turn(diary: Diary) -> None:
    with transaction.atomic():
        reserved = enqueue("note", payload={}, now=timezone.now(), hint=False)
    (job,) = _queue(LARGE)

    worker.start_job(job.pk, message="1")
    worker.start_job(job.pk, message="2")

    assert Job.objects.get(pk=reserved.pk).state == JobState.QUEUED


@pytest.mark.django_db
def test_job_whose_turn_it_is_is_the_first_of_an_index(diary: Diary) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite doesn't use indexes with a condition for values that it gets separately")
    job, *_others = _queue(LARGE, 300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE jobs_job")

    plan = in_fair_order(job.pk, now=timezone.now())[:1].explain()

    assert "jobs_job_fair_order" in plan
    assert "Sort" not in plan


@pytest.mark.django_db
def test_sweep_sends_hints_in_fair_order(diary: Diary) -> None:
    first, second = _queue(LARGE, 2)
    (other,) = _queue(SMALL)

    assert list(unhinted(timezone.now() + timedelta(minutes=1))) == [first, other, second]


@pytest.mark.django_db(transaction=True)
def test_killed_child_releases_the_job_that_it_ran_instead_of_the_one_in_its_message(diary: Diary) -> None:
    first, second = _queue(LARGE, 2)
    (other,) = _queue(SMALL)
    now = timezone.now()
    names = {"worker": worker_lifecycle.worker_name(), "kinds": ["note"], "now": now}
    actions.claim_in_turn(job_id=first.pk, message="one", **names)
    claimed = actions.claim_in_turn(job_id=second.pk, message="two", **names)
    assert claimed == other

    worker_lifecycle.release_job_of_child(task_id="two", exception=WorkerLostError())

    assert list(Job.objects.filter(lease_until__lte=timezone.now())) == [other]


@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_at_the_same_time_get_different_jobs(diary: Diary) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    first, second = _queue(LARGE, 2)
    claimed: list[Job | None] = []

    def claim() -> None:
        claimed.append(actions.claim_in_turn(job_id=first.pk, kinds=["note"], now=timezone.now()))
        connection.close()

    with transaction.atomic():
        Job.objects.select_for_update().get(pk=first.pk)
        thread = threading.Thread(target=claim)
        thread.start()
        thread.join(10)
        assert claimed == [second]
