"""A real instance with separate processes, which tests may kill."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from select import select
from typing import Any, TypeVar

import psycopg
import pytest
from msgspec import Struct, field

from tests.contract.tree import ROOT

COMMAND_SECONDS = 120  # a command that hangs fails its test
_WITHIN_SECONDS = 120  # long enough for a busy machine
_TAIL = 4000
T = TypeVar("T")


def eventually(condition: Callable[[], T], what: str, *, details: Callable[[], str] = str) -> T:
    """Wait for a true value of the condition and return it. On a timeout, fail with the recent output."""
    until = time.monotonic() + _WITHIN_SECONDS
    while time.monotonic() < until:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    pytest.fail(f"after {_WITHIN_SECONDS} s still not: {what}\n{details()}")


class Instance(Struct, dict=True):
    """An instance. folder has its data, environ is for its processes, and commands is the module that `drive` runs."""

    folder: Path
    environ: dict[str, str]
    commands: str = "tests.faults.drive"
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    drivers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a Python module in a separate process group; its output goes to the file `log`."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env=self.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def manage(self, *arguments: str) -> None:
        """Run a management command and wait until it ends."""
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environ, check=True, timeout=COMMAND_SECONDS)

    def drive(self, *arguments: str, **environ: str) -> Any:  # noqa: ANN401 JSON
        """Run a command inside the instance; returns its result."""
        drive = self._driver(environ)
        drive.stdin.write(json.dumps(arguments).encode() + b"\n")
        drive.stdin.flush()
        readable, _, _ = select([drive.stdout], [], [], COMMAND_SECONDS)
        line = drive.stdout.readline() if readable else b""
        assert line, f"no answer to {arguments}\n{(self.folder / 'drive.log').read_text()[-_TAIL:]}"
        return json.loads(line)

    def _driver(self, environ: dict[str, str]) -> subprocess.Popen[bytes]:
        """The process that runs all commands with this environment. It is started on the first call."""
        key = json.dumps(environ)
        if key not in self.drivers:
            with (self.folder / "drive.log").open("ab") as log:
                self.drivers[key] = subprocess.Popen(
                    [sys.executable, "-m", self.commands],
                    cwd=ROOT,
                    env={**self.environ, **environ},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,
                )
        return self.drivers[key]

    def eventually(self, condition: Callable[[], T], what: str) -> T:
        """Wait for a true value of the condition and return it. On a timeout, fail with the instance's output."""
        return eventually(condition, what, details=lambda: self.log()[-_TAIL:])

    def diary(self) -> list[str]:
        """The lines that the blocked jobs wrote, in order."""
        diary = self.folder / "diary"
        return diary.read_text().splitlines() if diary.exists() else []

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def let_go(self) -> None:
        """Let the blocked jobs finish."""
        (self.folder / "go").touch()

    def kill_all(self) -> None:
        for process in self.processes:
            kill_group(process)
        for driver in self.drivers.values():
            kill_group(driver)
            driver.stdin.close()
            driver.stdout.close()


def end_connections(address: str) -> int:
    """Close all connections, as a restart of the PostgreSQL server does; returns their number."""
    server, _, name = address.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        ended = connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        return ended.rowcount


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process group with SIGKILL."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=COMMAND_SECONDS)


def children(pid: int) -> list[int]:
    """IDs of the child processes."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in listed.stdout.split()]


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    return state_of(pid) not in {"", "Z"}


def state_of(pid: int) -> str:
    """The letter of a process's state: R running, S sleeping, T stopped, Z zombie; "" if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # the latter if it ends between opening and reading
        return ""
