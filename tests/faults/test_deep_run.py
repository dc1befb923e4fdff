"""A worker dies during a deep run: nothing is lost or done twice."""

import os
import signal

import pytest

from tests.faults.instance import Instance, eventually, kill_group, state_of

pytestmark = pytest.mark.slow


@pytest.fixture
def slow_instance(instance: Instance) -> Instance:
    """An instance whose deep runs wait for the file `go`."""
    instance.environ["DJANGO_SETTINGS_MODULE"] = "tests.validation.slow.settings"
    instance.commands = "tests.validation.slow.drive"
    return instance


def test_run_of_a_killed_worker_is_ended_by_the_next(slow_instance: Instance) -> None:
    slow_instance.environ["JOB_LEASE_SECONDS"] = "3600"  # the next worker releases the job
    revision = slow_instance.drive("submit")
    worker = slow_instance.start("portal.process", "worker")
    eventually(slow_instance.diary, "the run has begun")

    kill_group(worker)
    assert slow_instance.drive("look", revision)["state"] == "submitted"
    slow_instance.let_go()
    for name in ("worker", "beat"):
        slow_instance.start("portal.process", name)
    eventually(lambda: slow_instance.drive("look", revision)["state"] == "in_review", "the revision is in review")

    seen = slow_instance.drive("look", revision)
    assert (seen["runs"], seen["passed"]) == (["passed"], 1)
    assert slow_instance.diary() == ["checking", "checking"]


def test_run_of_a_paused_worker_is_not_written_twice(slow_instance: Instance) -> None:
    (slow_instance.folder / "pause").touch()
    revision = slow_instance.drive("submit")
    slow_instance.start("portal.process", "worker")
    paused = eventually(lambda: _stopped(slow_instance), "a process has stopped in the middle of the run")

    slow_instance.start("portal.process", "beat")
    eventually(lambda: len(slow_instance.diary()) == 2, "the run has begun again")
    slow_instance.let_go()
    eventually(lambda: slow_instance.drive("look", revision)["state"] == "in_review", "the revision is in review")
    before = slow_instance.drive("look", revision)
    os.kill(paused, signal.SIGCONT)
    eventually(lambda: "another worker has the job now" in slow_instance.log(), "the first process has given way")

    assert slow_instance.drive("look", revision) == before
    assert before["passed"] == 1


def _stopped(instance: Instance) -> int:
    """The ID of the process that stopped itself, 0 before that."""
    note = instance.folder / "paused"
    pid = int(note.read_text() or 0) if note.exists() else 0
    return pid if pid and state_of(pid) == "T" else 0
