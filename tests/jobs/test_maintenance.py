"""During maintenance, workers end their step and then wait."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.maintenance import MaintenanceWindow, remember_window
from jobs.models import Heartbeat, Job, JobState
from jobs.worker import run_job, sweep
from tests.jobs.conftest import Diary, put

pytestmark = pytest.mark.django_db


def switch_on() -> None:
    now = timezone.now()
    window = MaintenanceWindow(starts_at=now, until=now + timedelta(hours=1), reason="")
    remember_window(window, seconds=600)


def switch_off() -> None:
    remember_window(None, seconds=600)


def test_no_job_is_claimed(diary: Diary) -> None:
    job = put(timezone.now())
    switch_on()
    assert not run_job(job.pk)
    switch_off()
    assert run_job(job.pk)
    assert diary.attempts == [1]


def test_a_running_job_ends_after_its_step_and_starts_again(diary: Diary) -> None:
    """The attempt that was ended doesn't count as a failure."""
    job = put(timezone.now())
    steps = list[str]()

    def act(_job_id: object, attempt: int, renew: object) -> None:
        steps.append(f"first step of {attempt}")
        if attempt == 1:
            switch_on()
        renew()  # type: ignore[operator]
        steps.append(f"second step of {attempt}")

    diary.act = act
    run_job(job.pk)

    paused = Job.objects.get()
    assert (paused.state, paused.lease_until, paused.error) == (JobState.QUEUED, None, "")
    assert paused.max_attempts - paused.attempt == job.max_attempts
    switch_off()
    assert run_job(job.pk)
    assert steps == ["first step of 1", "first step of 2", "second step of 2"]
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.usefixtures("broker")
def test_the_sweeper_only_says_that_it_is_alive(diary: Diary) -> None:
    put(timezone.now())
    Job.objects.update(hinted_at=None)
    switch_on()

    assert sweep() == 0

    assert Job.objects.filter(hinted_at=None).count() == 1
    assert Heartbeat.objects.count() == 1
    switch_off()
    assert sweep() == 1
