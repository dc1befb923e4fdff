"""The processes of the portal under a soak: starts them, kills one of them from time to time and starts it again."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event

import httpx

from bench.measures import ROOT

KILLED_KINDS = ("web", "worker", "beat")
_START_SECONDS = 120


class Processes:
    """The processes by their kind. kills counts how often each kind was killed."""

    def __init__(self, environ: Mapping[str, str], *, folder: Path) -> None:
        self.kills: Counter[str] = Counter()
        self._environ, self._log = dict(environ), folder / "processes.log"
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start_all(self) -> None:
        """Start each process, and wait until the web process responds."""
        for kind in KILLED_KINDS:
            self._start(kind)
        self._wait_for_web()

    def kill_until(self, is_over: Event, *, pause_seconds: float) -> None:
        """Kill a process with SIGKILL after each pause and start it again. Each kind is killed before any is again."""
        order = _shuffled_rounds()
        while not is_over.wait(pause_seconds):
            kind = next(order)
            _kill(self._running[kind])
            self.kills[kind] += 1
            is_over.wait(random.uniform(0, 3))
            self._start(kind)

    def stop(self) -> None:
        """Kill all processes."""
        for process in self._running.values():
            _kill(process)

    def _start(self, kind: str) -> None:
        with self._log.open("ab") as log:
            self._running[kind] = subprocess.Popen(
                [sys.executable, "-m", "portal.process", kind],
                cwd=ROOT,
                env=self._environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _wait_for_web(self) -> None:
        pause = Event()
        for _second in range(_START_SECONDS):
            try:
                httpx.get(f"http://127.0.0.1:{self._environ['PORT']}/health/live").raise_for_status()
            except httpx.HTTPError:
                pause.wait(1)
            else:
                return
        raise TimeoutError(self._log.read_text()[-4000:])


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and its children, which are in its group."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _shuffled_rounds() -> Iterator[str]:
    while True:
        yield from random.sample(KILLED_KINDS, len(KILLED_KINDS))
