"""A worker dies during a deep run: nothing is lost or done twice."""

import os
import signal

import pytest

from tests.faults.instance import Instance, eventually, kill_group, state_of

pytestmark = pytest.mark.faults


@pytest.fixture
def held(instance: Instance) -> Instance:
    """An instance whose deep runs wait for the file `go`."""
    instance.environ["DJANGO_SETTINGS_MODULE"] = "tests.validation.slow.settings"
    instance.commands = "tests.validation.slow.drive"
    return instance


def test_run_of_a_killed_worker_is_ended_by_the_next(held: Instance) -> None:
    revision = held.drive("submit")
    worker = held.start("portal.process", "worker")
    eventually(held.diary, "the run has begun")

    kill_group(worker)
    assert held.drive("look", revision)["state"] == "submitted"
    held.let_go()
    for name in ("worker", "beat"):
        held.start("portal.process", name)
    eventually(lambda: held.drive("look", revision)["state"] == "in_review", "the revision is in review")

    seen = held.drive("look", revision)
    assert (seen["runs"], seen["passed"]) == (["passed"], 1)
    assert held.diary() == ["checking", "checking"]


def test_run_of_a_paused_worker_is_not_written_twice(held: Instance) -> None:
    (held.folder / "pause").touch()
    revision = held.drive("submit")
    held.start("portal.process", "worker")
    paused = eventually(lambda: _stopped(held), "a process has stopped in the middle of the run")

    held.start("portal.process", "beat")
    eventually(lambda: len(held.diary()) == 2, "the run has begun again")
    held.let_go()
    eventually(lambda: held.drive("look", revision)["state"] == "in_review", "the revision is in review")
    before = held.drive("look", revision)
    os.kill(paused, signal.SIGCONT)
    eventually(lambda: "another worker has the job now" in held.log(), "the first process has given way")

    assert held.drive("look", revision) == before
    assert before["passed"] == 1


def _stopped(instance: Instance) -> int:
    """The ID of the process that stopped itself, 0 before that."""
    note = instance.folder / "paused"
    pid = int(note.read_text() or 0) if note.exists() else 0
    return pid if pid and state_of(pid) == "T" else 0
