"""The runner behind `make run`: prepares, starts web, worker and beat, and stops all of them together."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import IO

from portal.environment import Environment, read_environment
from portal.process import PROCESS_COMMANDS
from portal.translations import PROJECT_FOLDER

_STOP_SECONDS = 10
_RESTARTS = 3
_RESTARTS_WITHIN_SECONDS = 60
_WEB_STARTS_WITHIN_SECONDS = 30
_PR_SET_PDEATHSIG = 1


class ProcessStack:
    """The processes of an instance. A process that stops is restarted; if that happens too often, all are stopped."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        self.members: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: dict[str, deque[float]] = {name: deque(maxlen=_RESTARTS) for name in PROCESS_COMMANDS}
        self.is_ending = False

    def start(self, name: str) -> None:
        self.members[name] = subprocess.Popen(
            [sys.executable, "-m", "portal.process", name],
            cwd=PROJECT_FOLDER,
            env=self.environ,
            start_new_session=True,  # Ctrl-C only reaches this process, which then stops the others in order
            preexec_fn=_end_with_parent(),  # noqa: PLW1509 this process has one thread
        )

    def start_missing(self) -> None:
        for name in PROCESS_COMMANDS:
            if name not in self.members:
                self.start(name)

    def ended(self) -> str | None:
        """The name of a process that has stopped unexpectedly; None if all are running."""
        return next((name for name, member in self.members.items() if member.poll() is not None), None)

    def may_restart(self, name: str) -> bool:
        """Whether to restart the process. If it has stopped too often recently, a restart will not help."""
        starts, now = self.restarts[name], time.monotonic()
        is_hopeless = len(starts) == _RESTARTS and now - starts[0] < _RESTARTS_WITHIN_SECONDS
        starts.append(now)
        return not is_hopeless

    def end(self) -> None:
        """Terminate all processes, then kill the remaining ones."""
        for ask in (_terminate, _kill):
            for member in self.members.values():
                if member.poll() is None:
                    ask(member)
            until = time.monotonic() + _STOP_SECONDS
            while time.monotonic() < until and any(member.poll() is None for member in self.members.values()):
                time.sleep(0.05)


def _terminate(member: subprocess.Popen[bytes]) -> None:
    """Send SIGTERM to the main process only, because a worker lets its children finish their jobs."""
    member.terminate()


def _kill(member: subprocess.Popen[bytes]) -> None:
    os.killpg(member.pid, signal.SIGKILL)


def _end_with_parent() -> Callable[[], object] | None:
    """On Linux, make the process end with the runner, even if the runner is killed."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def lock_data_folder(folder: Path) -> IO[str]:
    """Lock the data folder for this instance until the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "run.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"Slipway is already running in {folder}. Use another folder and port: DATA_DIR=... PORT=... make run")
    return file


def check_port(environment: Environment) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((environment.host, environment.port))
        except OSError as fault:
            sys.exit(f"Port {environment.port} can't be used ({fault.strerror}). Use another port: PORT=... make run")


def prepare(environ: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    """Bring tables, static files and demo data up to date.

    Returns as soon as pages can be served. The result is (the process, which may still be loading demo data, the lines
    about the demo accounts).
    """
    command = [sys.executable, "manage.py", "prepare"]
    process = subprocess.Popen(
        command,
        cwd=PROJECT_FOLDER,
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=_end_with_parent(),  # noqa: PLW1509 this process has one thread
    )
    lines: list[str] = []
    for line in process.stdout or ():
        if not line.strip():
            return process, "".join(lines)
        lines.append(line)
    sys.exit(process.wait() or 1)


def wait_for_web(environment: Environment, stack: ProcessStack) -> bool:
    """Wait until the port accepts connections. Returns False if a process stops first or it takes too long."""
    until = time.monotonic() + _WEB_STARTS_WITHIN_SECONDS
    while time.monotonic() < until and not stack.ended() and not stack.is_ending:
        try:
            socket.create_connection((environment.host, environment.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False


def print_addresses(environment: Environment, accounts: str) -> None:
    print(f"\nSlipway is running at http://{environment.host}:{environment.port}/")
    if accounts:
        print(f"\nDemo accounts, with password and role:\n{accounts}")
    print("Press Ctrl-C to stop it.", flush=True)


def main() -> int:
    environment = read_environment(os.environ)
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    stack = ProcessStack(environ)

    def note(_number: int, _frame: FrameType | None) -> None:
        stack.is_ending = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)
    with lock_data_folder(environment.data_dir):
        check_port(environment)
        preparing, accounts = prepare(environ)
        return run(environment, stack, preparing=preparing, accounts=accounts)


def run(environment: Environment, stack: ProcessStack, *, preparing: subprocess.Popen[str], accounts: str) -> int:
    try:
        stack.start("web")
        if wait_for_web(environment, stack):
            print_addresses(environment, accounts)
        return watch(stack, preparing)
    finally:
        preparing.terminate()
        stack.end()
        preparing.wait()


def watch(stack: ProcessStack, preparing: subprocess.Popen[str]) -> int:
    """Keep all processes running until a signal arrives. Returns 1 if one can't be kept running.

    Worker and beat start after the demo is loaded, because loading runs its own jobs.
    """
    while not stack.is_ending:
        if preparing.poll() is not None:
            stack.start_missing()
        name = stack.ended()
        if name and not stack.may_restart(name):
            print(f"The {name} process keeps stopping. Stopping the others.", file=sys.stderr)
            return 1
        if name:
            print(f"The {name} process stopped unexpectedly. Restarting it.", file=sys.stderr)
            stack.start(name)
        time.sleep(0.1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
