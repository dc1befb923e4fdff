"""Time from `make run`, or from the start of the web process alone, to the first page."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.measures import ROOT, Measure, print_measures

_BENCH_START_SECONDS = 600  # a busy machine needs minutes for the demo
_PORTAL_STARTS = 3


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def is_responding(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return bool(response.status == 200)
    except OSError:  # refused, reset, timed out
        return False


def wait_for(address: str) -> None:
    until = time.monotonic() + _BENCH_START_SECONDS
    while not is_responding(address):
        if time.monotonic() > until:
            text = f"{address} does not respond"
            raise TimeoutError(text)
        time.sleep(0.01)


@contextlib.contextmanager
def instance(folder: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start the portal as `make run` does, and stop it afterwards."""
    environ = {**os.environ, "DATA_DIR": folder, "PORT": str(port), "LOG_LEVEL": "WARNING"}
    runner = subprocess.Popen(
        [sys.executable, "-m", "portal.runner"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield runner
    finally:
        runner.send_signal(signal.SIGTERM)
        runner.wait()


def _seconds(folder: str) -> tuple[float, float]:
    """Seconds from the start until the sign-in page responds, and until all processes are ready."""
    port = free_port()
    started = time.perf_counter()
    with instance(folder, port):
        wait_for(f"http://127.0.0.1:{port}/accounts/login/")
        seconds = time.perf_counter() - started
        wait_for(f"http://127.0.0.1:{port}/health/ready")
        return seconds, time.perf_counter() - started


def _web_seconds(folder: str) -> float:
    """Seconds until the sign-in page responds, for the web process alone with existing data."""
    port = free_port()
    environ = {**os.environ, "DATA_DIR": folder, "PORT": str(port), "LOG_LEVEL": "WARNING"}
    started = time.perf_counter()
    with web_process(environ):
        wait_for(f"http://127.0.0.1:{port}/accounts/login/")
        return time.perf_counter() - started


@contextlib.contextmanager
def web_process(environ: Mapping[str, str]) -> Iterator[int]:
    """Start the web process; yields its process ID."""
    process = subprocess.Popen([sys.executable, "-m", "portal.process", "web"], cwd=ROOT, env=environ)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def memory_with_children(pid: int) -> float:
    """Proportional memory in MB of a process with its children."""
    return sum(map(_memory, process_ids(pid)))


def process_ids(pid: int) -> list[int]:
    """A process and its children."""
    return [pid, *_children(pid)]


def process_memory(runner: int) -> dict[str, float]:
    """Proportional memory in MB of the runner and of each process with its children."""
    megabytes = {"runner": _memory(runner)}
    for member in _children(runner):
        words = Path(f"/proc/{member}/cmdline").read_text().split("\0")
        name = next((word for word in ("worker", "beat") if word in words), "web")
        megabytes[name] = memory_with_children(member)
    return megabytes


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _memory(pid: int) -> float:
    """Proportional set size (PSS) in MB: it divides shared pages between processes, so that sums are correct."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as folder:
        (first, complete), (again, _) = _seconds(folder), _seconds(folder)
        web = min(_web_seconds(folder) for _ in range(_PORTAL_STARTS))
    print_measures(
        Measure(what="first start to first page", value=first, unit="s", target=30, note="without installing packages"),
        Measure(what="first start to all processes", value=complete, unit="s", note="with the whole demo loaded"),
        Measure(what="second start to first page", value=again, unit="s", target=5),
        Measure(what="start of the web process to first page", value=web, unit="s", target=1.5, note="best of 3"),
    )


if __name__ == "__main__":
    main()
