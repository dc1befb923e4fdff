from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from common.actor import Actor, ActorKind
from common.errors import NotAllowed
from common.ids import uuid7
from jobs import actions, retries
from jobs.errors import JobNotFailed, LeaseLost
from jobs.kind_registry import DEFAULT_WAITS, job_kind
from jobs.models import DEFAULT_ATTEMPTS, Heartbeat, Job, JobState
from jobs.queries import failed_jobs, unhinted
from tests.jobs.conftest import Diary, put
from tests.jobs.failing import ADMIN
from tests.retention import remove

pytestmark = pytest.mark.django_db


def _failed(now: timezone.datetime) -> Job:
    job = put(now, key="a")
    Job.objects.filter(pk=job.pk).update(attempt=DEFAULT_ATTEMPTS - 1)
    actions.claim_job(job_id=job.pk, now=now)
    actions.fail_attempt(job_id=job.pk, attempt=DEFAULT_ATTEMPTS, error="it broke", now=now)
    return job


def test_claim_job_takes_it_once(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)

    first = actions.claim_job(job_id=job.pk, now=now)
    second = actions.claim_job(job_id=job.pk, now=now)

    assert first is not None
    assert (first.state, first.attempt) == (JobState.RUNNING, 1)
    assert second is None


def test_claim_job_leaves_a_job_that_is_not_due(diary: Diary) -> None:
    now = timezone.now()
    job = put(now, run_at=now + timedelta(seconds=1))

    assert actions.claim_job(job_id=job.pk, now=now) is None
    assert actions.claim_job(job_id=job.pk, now=now + timedelta(seconds=1)) is not None


def test_claim_job_takes_over_when_the_lease_ran_out(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    actions.claim_job(job_id=job.pk, now=now)

    assert actions.claim_job(job_id=job.pk, now=now + timedelta(seconds=14)) is None
    again = actions.claim_job(job_id=job.pk, now=now + timedelta(seconds=16))

    assert again is not None
    assert again.attempt == 2


def test_release_jobs_lets_others_take_what_a_dead_worker_held(diary: Diary) -> None:
    now = timezone.now()
    held, others, waiting = put(now), put(now), put(now)
    actions.claim_job(job_id=held.pk, now=now, worker="one")
    actions.claim_job(job_id=others.pk, now=now, worker="two")

    assert actions.release_jobs(worker="one", now=now) == 1

    later = now + timedelta(milliseconds=1)
    assert [actions.claim_job(job_id=job.pk, now=later) is not None for job in (held, others)] == [True, False]
    assert waiting in unhinted(later)


def test_release_jobs_of_one_process_leaves_the_others(diary: Diary) -> None:
    now = timezone.now()
    lost, running = put(now), put(now)
    for job, message in ((lost, "first"), (running, "second")):
        actions.claim_in_turn(job_id=job.pk, kinds=["note"], now=now, worker="one", message=message)

    assert actions.release_jobs(worker="one", now=now, message="first") == 1

    assert actions.claim_job(job_id=running.pk, now=now + timedelta(seconds=1)) is None


def test_renewed_lease_keeps_others_away(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    actions.claim_job(job_id=job.pk, now=now)

    actions.renew_lease(job_id=job.pk, attempt=1, now=now + timedelta(seconds=10))

    assert actions.claim_job(job_id=job.pk, now=now + timedelta(seconds=24)) is None


def test_renew_lease_fails_when_another_attempt_took_over(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    actions.claim_job(job_id=job.pk, now=now)
    actions.claim_job(job_id=job.pk, now=now + timedelta(minutes=2))

    with pytest.raises(LeaseLost):
        actions.renew_lease(job_id=job.pk, attempt=1, now=now + timedelta(minutes=2))


def test_complete_job_accepts_one_that_its_handler_closed(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    actions.claim_job(job_id=job.pk, now=now)

    for _ in range(2):
        actions.complete_job(job_id=job.pk, attempt=1, now=now)

    job.refresh_from_db()
    assert (job.state, job.finished_at) == (JobState.DONE, now)


def test_fail_attempt_puts_the_job_back_for_later(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    actions.claim_job(job_id=job.pk, now=now)

    actions.fail_attempt(job_id=job.pk, attempt=1, error="it broke", now=now)

    job.refresh_from_db()
    assert (job.state, job.error, job.run_at) == (JobState.QUEUED, "it broke", now + DEFAULT_WAITS[0])
    assert job.is_delayed


def test_fail_attempt_gives_up_after_the_last_and_tells_the_kind(diary: Diary) -> None:
    now = timezone.now()

    job = _failed(now)

    assert list(failed_jobs()) == [job]
    assert diary.given_up == [{"n": 1}]
    assert actions.claim_job(job_id=job.pk, now=now + timedelta(days=1)) is None


def test_give_up_silent_jobs_closes_those_whose_last_attempt_ended_without_a_word(diary: Diary) -> None:
    now = timezone.now()
    job = put(now)
    Job.objects.filter(pk=job.pk).update(attempt=DEFAULT_ATTEMPTS - 1)
    actions.claim_job(job_id=job.pk, now=now)

    assert actions.give_up_silent_jobs(now=now) == 0
    assert actions.give_up_silent_jobs(now=now + timedelta(minutes=2)) == 1

    assert failed_jobs().get() == job
    assert diary.given_up == [{"n": 1}]


def test_retry_job_starts_it_again_with_a_record(diary: Diary) -> None:
    now = timezone.now()
    failed = _failed(now)

    again = retries.retry_job(job_id=failed.pk, by=ADMIN, now=now)

    assert (again.state, again.attempt, again.key, again.payload) == (JobState.QUEUED, 0, "a", {"n": 1})
    assert not failed_jobs().exists()
    event = Event.objects.get()
    assert (event.verb, event.actor_id) == ("job retried", ADMIN.id)
    assert event.object_ids == {"job": str(again.pk), "failed": str(failed.pk)}


def test_retry_job_of_a_kind_that_is_gone_takes_it_off_the_list(diary: Diary) -> None:
    failed = _failed(timezone.now())
    Job.objects.update(kind="of-an-earlier-release")

    assert retries.retry_job(job_id=failed.pk, by=ADMIN, now=timezone.now()) is None
    assert not Job.objects.exists()


def test_retry_job_fails_without_the_right(diary: Diary) -> None:
    failed = _failed(timezone.now())

    with pytest.raises(NotAllowed):
        retries.retry_job(job_id=failed.pk, by=Actor(kind=ActorKind.PERSON, id=uuid7()), now=timezone.now())

    assert failed_jobs().get() == failed


def test_retry_job_fails_for_a_job_that_was_not_given_up(diary: Diary) -> None:
    job = put(timezone.now())

    with pytest.raises(JobNotFailed):
        retries.retry_job(job_id=job.pk, by=ADMIN, now=timezone.now())


def test_removal_keeps_jobs_of_thirty_days_and_what_is_open(diary: Diary) -> None:
    now = timezone.now()
    old, recent, waiting = (put(now - timedelta(days=days)) for days in (31, 29, 60))
    for job in (old, recent):
        actions.claim_job(job_id=job.pk, now=job.run_at)
        actions.complete_job(job_id=job.pk, attempt=1, now=job.run_at)
    actions.record_heartbeat(name="worker:gone", now=now - timedelta(days=2))
    actions.record_heartbeat(name="worker:here", now=now)

    assert (remove("jobs", now=now), remove("heartbeats", now=now)) == ([1], [1])

    assert set(Job.objects.all()) == {recent, waiting}
    assert [beat.name for beat in Heartbeat.objects.all()] == ["worker:here"]


def test_start_periodic_jobs_waits_for_the_interval(diary: Diary) -> None:
    @job_kind("tidy", every=timedelta(hours=1))
    def tidy(**_: object) -> None: ...

    now = timezone.now()
    starts = [len(actions.start_periodic_jobs(now=now + timedelta(minutes=minutes))) for minutes in (0, 30, 59)]
    Job.objects.update(state=JobState.DONE, finished_at=now)
    starts += [len(actions.start_periodic_jobs(now=now + timedelta(minutes=minutes))) for minutes in (59, 61)]

    assert starts == [1, 0, 0, 0, 1]
    assert {job.kind for job in Job.objects.all()} == {"tidy"}
