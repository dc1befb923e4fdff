"""A worker runs all kinds of jobs, or those that WORKER_KINDS names."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.checks import run_checks
from django.utils import timezone
from pytest_django import Settings

from jobs import worker
from jobs.actions import record_heartbeat
from jobs.hints import hint_queue
from jobs.kind_registry import job_kind
from jobs.models import Job, JobState, Priority
from jobs.served_kinds import kinds_without_worker, worker_queues
from tests.jobs.conftest import Broker, Diary, put

ROOT = Path(__file__).parents[2]


@pytest.fixture
def kinds(diary: Diary) -> None:
    """The kinds `note` (e-mail), `tidy` (background) and `check` (interactive)."""
    for name, priority in (("tidy", Priority.BULK), ("check", Priority.INTERACTIVE)):
        job_kind(name, priority=priority)(lambda **_: None)


def test_worker_of_all_kinds_consumes_every_queue_by_priority(kinds: None) -> None:
    assert worker_queues() == ["interactive", "interactive-check", "mail-note", "bulk-tidy", "mail", "bulk"]


@pytest.mark.parametrize(
    "names, queues",
    [(["tidy", "check"], ["interactive-check", "bulk-tidy"]), (["mail"], ["mail-note"])],
)
def test_worker_of_some_kinds_consumes_their_queues(
    kinds: None, settings: Settings, names: list[str], queues: list[str]
) -> None:
    settings.WORKER_KINDS = names

    assert worker_queues() == ["interactive", *queues]


def test_hint_of_a_kind_of_another_release_goes_to_the_queue_of_its_priority(kinds: None) -> None:
    assert [hint_queue("note", Priority.MAIL), hint_queue("removed", Priority.BULK)] == ["mail-note", "bulk"]


@pytest.mark.django_db(transaction=True)
def test_worker_of_some_kinds_leaves_jobs_of_other_kinds(kinds: None, settings: Settings, broker: Broker) -> None:
    job_kind("export", priority=Priority.INTERACTIVE)(lambda **_: None)
    other, job = put(timezone.now(), kind="export"), put(timezone.now(), kind="check")
    settings.WORKER_KINDS = ["check"]

    for job_id in broker.messages():
        worker.start_job(UUID(job_id), message=job_id)

    assert [Job.objects.get(pk=row.pk).state for row in (other, job)] == [JobState.QUEUED, JobState.DONE]


@pytest.mark.django_db
def test_kinds_that_no_running_worker_runs_are_reported(kinds: None) -> None:
    now = timezone.now()
    assert kinds_without_worker(now) == []
    record_heartbeat(name="worker:one:1", kinds="note,check", now=now)
    record_heartbeat(name="worker:two:1", kinds="tidy", now=now - timedelta(minutes=5))

    assert kinds_without_worker(now) == ["tidy"]
    # Not by `check`, which also refuses what tests with a browser set in the same process.
    messages = [message.msg for message in run_checks(include_deployment_checks=True) if message.id == "jobs.I001"]
    assert messages == ["No running worker runs jobs of these kinds: tidy. Change WORKER_KINDS of a worker."]

    record_heartbeat(name="worker:three:1", now=now)
    assert kinds_without_worker(now) == []


def test_worker_refuses_unknown_kinds(tmp_path: Path) -> None:
    environment = {**os.environ, "WORKER_KINDS": "run,moon", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "portal.process", "worker"],
        cwd=ROOT,
        env={**environment, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("WORKER_KINDS has unknown names: moon. The kinds are ")
