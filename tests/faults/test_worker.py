"""Whatever happens to a worker, each job is done, and its result is written once."""

import json
import os
import signal

import pytest

from tests.faults.instance import Instance, children, end_connections, is_alive

# One after the other: they start many processes.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
LONGER_THAN_THE_TEST = "3600"  # seconds; a busy machine may pause a worker for longer than a short lease
DEAD_BROKER = "redis://127.0.0.1:1/0"


def _start(instance: Instance) -> None:
    for name in ("worker", "beat"):
        instance.start("portal.process", name)


def _until_done(instance: Instance, *jobs: str) -> None:
    instance.eventually(lambda: all(instance.drive("states")[job][0] == "done" for job in jobs), "all jobs are done")


def test_job_of_a_killed_worker_is_released_by_the_next(instance: Instance) -> None:
    """Only the main process of the worker is killed.

    Its children, one of which runs the job, end too and don't renew the lease.
    """
    instance.environ["JOB_LEASE_SECONDS"] = LONGER_THAN_THE_TEST
    job = instance.drive("enqueue", str(instance.folder))
    worker = instance.start("portal.process", "worker")
    instance.eventually(instance.diary, "the job has started")

    killed = children(worker.pid)
    os.kill(worker.pid, signal.SIGKILL)
    instance.eventually(lambda: not any(map(is_alive, killed)), "the children have ended")
    instance.let_go()
    _start(instance)
    _until_done(instance, job)

    assert killed
    assert instance.diary() == [f"started {job} 1", f"started {job} 2", f"finished {job} 2"]


def test_second_worker_on_a_machine_leaves_the_jobs_of_the_first_alone(instance: Instance) -> None:
    instance.environ["JOB_LEASE_SECONDS"] = LONGER_THAN_THE_TEST
    job = instance.drive("enqueue", str(instance.folder))
    _start(instance)
    instance.eventually(instance.diary, "the job has started")
    instance.drive("released")  # starts the process that answers

    second = instance.start("portal.process", "worker")
    instance.eventually(lambda: children(second.pid), "the second worker has started")
    assert instance.drive("released") == []
    instance.let_go()
    _until_done(instance, job)

    assert instance.drive("states") == {job: ["done", 1]}


def test_job_of_a_killed_child_is_released_by_its_parent(instance: Instance) -> None:
    instance.environ["JOB_LEASE_SECONDS"] = LONGER_THAN_THE_TEST
    job = instance.drive("enqueue", str(instance.folder))
    _start(instance)
    instance.eventually(instance.diary, "the job has started")

    for child in children(instance.processes[0].pid):
        os.kill(child, signal.SIGKILL)
    instance.let_go()
    _until_done(instance, job)

    assert instance.diary() == [f"started {job} 1", f"started {job} 2", f"finished {job} 2"]


def test_worker_that_outlived_its_lease_does_not_overwrite_what_another_did(instance: Instance) -> None:
    (instance.folder / "pause").touch()
    job = instance.drive("enqueue", str(instance.folder))
    _start(instance)
    instance.eventually(lambda: len(instance.diary()) == 2, "the job has started again")

    instance.let_go()
    for child in children(instance.processes[0].pid):
        os.kill(child, signal.SIGCONT)
    instance.eventually(lambda: "another worker has the job now" in instance.log(), "the first attempt has given way")
    _until_done(instance, job)

    assert instance.diary()[:2] == [f"started {job} 1", f"started {job} 2"]
    (state, attempt), *others = instance.drive("states").values()
    assert (state, others) == ("done", [])
    assert attempt >= 2  # more if the machine was so busy that the second one lost its lease too


def test_job_is_done_although_the_broker_was_down_at_commit(instance: Instance) -> None:
    instance.environ["JOB_LEASE_SECONDS"] = LONGER_THAN_THE_TEST
    instance.let_go()
    job = instance.drive("enqueue", str(instance.folder), REDIS_URL=DEAD_BROKER)
    assert instance.drive("states") == {job: ["queued", 0]}

    _start(instance)
    _until_done(instance, job)

    assert instance.diary() == [f"started {job} 1", f"finished {job} 1"]


def test_job_is_done_although_the_database_was_restarted_under_it(instance: Instance) -> None:
    address = instance.environ.get("DATABASE_URL")
    if not address:
        pytest.skip("SQLite has no server that could be restarted")
    job = instance.drive("enqueue", str(instance.folder))
    _start(instance)
    instance.eventually(instance.diary, "the job has started")

    assert end_connections(address) >= 1
    instance.let_go()
    _until_done(instance, job)

    (state,) = instance.drive("states").values()
    assert state[0] == "done"
    finished = [line for line in instance.diary() if line.startswith("finished")]
    assert finished[-1] == f"finished {job} {state[1]}"


def _lines_of(instance: Instance, job: str) -> list[dict[str, str]]:
    """The log lines of the job."""
    lines = [json.loads(line) for line in instance.log().splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("job_id") == job]


def test_doubled_hints_do_the_job_once_and_its_log_lines_carry_the_request_that_asked_for_it(
    instance: Instance,
) -> None:
    instance.environ["JOB_LEASE_SECONDS"] = LONGER_THAN_THE_TEST
    instance.let_go()
    job = instance.drive("enqueue", str(instance.folder))
    for _ in range(3):
        instance.drive("hint", job)
    last = instance.drive("enqueue", str(instance.folder))

    _start(instance)
    _until_done(instance, job, last)

    assert instance.drive("states") == {job: ["done", 1], last: ["done", 1]}
    assert instance.diary().count(f"started {job} 1") == 1
    # The last line is written after the commit.
    instance.eventually(lambda: "job done" in [line["event"] for line in _lines_of(instance, last)], "the job is done")
    ours = _lines_of(instance, last)
    assert [line["event"] for line in ours] == ["job started", "holding", "job done"]
    assert {line["request_id"] for line in ours} == {"request-of-the-test"}
