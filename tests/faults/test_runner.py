"""One command starts everything, and no process remains when it ends."""

import json
import os
import signal
import socket
import subprocess
import urllib.request
from contextlib import suppress

import pytest

from tests.faults.instance import COMMAND_SECONDS, Instance, children, is_alive

# One after the other: they start many processes.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults"), pytest.mark.sqlite_is_enough]


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as response:
            return json.load(response)["status"] == "ok"
    except OSError:  # refused, reset, timed out
        return False


def _start(instance: Instance, port: int) -> tuple[subprocess.Popen[bytes], list[int]]:
    """The runner and its three processes, once all of them are ready."""
    instance.environ["PORT"] = str(port)
    runner = instance.start("portal.runner")
    instance.eventually(lambda: _is_ready(port), "the instance is ready")
    assert len(children(runner.pid)) == 3
    return runner, _started_by(runner)


def _started_by(runner: subprocess.Popen[bytes]) -> list[int]:
    members = children(runner.pid)
    return [*members, *(child for member in members for child in children(member))]


def _assert_ended_by(number: signal.Signals, runner: subprocess.Popen[bytes], instance: Instance, port: int) -> None:
    pids = _started_by(runner)
    runner.send_signal(number)

    assert runner.wait(timeout=COMMAND_SECONDS) == 0
    _assert_nothing_is_left(instance, pids, port)


def _assert_nothing_is_left(instance: Instance, pids: list[int], port: int) -> None:
    instance.eventually(lambda: not any(is_alive(pid) for pid in pids), "all processes have ended")
    socket.create_server(("127.0.0.1", port)).close()


def test_second_instance_on_the_same_folder_is_refused_and_ctrl_c_ends_the_first(instance: Instance, port: int) -> None:
    runner, _ = _start(instance, port)
    assert f"Slipway is running at http://127.0.0.1:{port}/" in instance.log()

    second = instance.start("portal.runner")

    assert second.wait(timeout=COMMAND_SECONDS) == 1
    assert f"Slipway is already running in {instance.folder}." in instance.log()
    _assert_ended_by(signal.SIGINT, runner, instance, port)


def test_killed_worker_is_replaced_and_its_job_released(instance: Instance, port: int) -> None:
    instance.environ["JOB_LEASE_SECONDS"] = "3600"
    runner, _ = _start(instance, port)
    job = instance.drive("enqueue", str(instance.folder))
    instance.eventually(instance.diary, "the job has started")

    os.kill(children(runner.pid)[1], signal.SIGKILL)
    instance.eventually(lambda: len(instance.diary()) == 2, "the job has started again")
    instance.let_go()
    instance.eventually(lambda: len(instance.diary()) == 3, "the job is finished")

    assert instance.diary() == [f"started {job} 1", f"started {job} 2", f"finished {job} 2"]
    assert "The worker process stopped unexpectedly. Restarting it." in instance.log()
    _assert_ended_by(signal.SIGTERM, runner, instance, port)


def test_all_end_when_one_keeps_ending(instance: Instance, port: int) -> None:
    runner, pids = _start(instance, port)

    def is_given_up() -> bool:
        """Kill beat whenever all three run. How often that is needed depends on the time that a restart takes."""
        for beat in children(runner.pid)[2:]:
            with suppress(ProcessLookupError):  # ended meanwhile
                os.kill(beat, signal.SIGKILL)
        return runner.poll() is not None

    instance.eventually(is_given_up, "the runner stops restarting beat")

    assert runner.returncode == 1
    assert "The beat process keeps stopping. Stopping the others." in instance.log()
    _assert_nothing_is_left(instance, pids, port)


def test_no_process_outlives_a_killed_runner(instance: Instance, port: int) -> None:
    runner, pids = _start(instance, port)

    os.kill(runner.pid, signal.SIGKILL)
    runner.wait()

    _assert_nothing_is_left(instance, pids, port)


def test_taken_port_is_told_before_anything_starts(instance: Instance, port: int) -> None:
    instance.environ["PORT"] = str(port)
    with socket.create_server(("127.0.0.1", port)):
        runner = instance.start("portal.runner")

        assert runner.wait(timeout=COMMAND_SECONDS) == 1

    assert f"Port {port} can't be used" in instance.log()


def test_wrong_environment_is_told_before_anything_starts(instance: Instance) -> None:
    instance.environ.update(MODE="production", DEBUG="on")

    runner = instance.start("portal.runner")

    assert runner.wait(timeout=COMMAND_SECONDS) == 1
    assert "  - DEBUG must be off in production." in instance.log()
