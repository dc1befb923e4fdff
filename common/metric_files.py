"""Stores the metrics of each process in files of a folder that all processes of a machine share.

A process has two files, for counters and histograms, and a locked file with the same ID. When it has ended, even if it
was killed, another process adds its values to the files with the ID `ended` and deletes its files. So the sums never
become smaller, and the number of files stays that of the processes.

Only loaded if metrics are recorded.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

import structlog
from prometheus_client import Counter, Histogram, values
from prometheus_client.metrics_core import Metric as MetricFamily
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

from common.metrics import RECORDED, RecordedMetric

_TYPES = ("counter", "histogram")
_ENDED, _SINCE = "ended", "since"
# The files are mapped into memory. Without their whole space on the disk, a full disk would end the process.
_FILE_BYTES = 1_000_000
_log = structlog.get_logger(__name__)


class FileRecorder:
    """Records the metrics of this process and of its children, each in files of its own."""

    def __init__(self, folder: Path, *, process: str) -> None:
        self._folder, self._process = folder, process
        self._pid, self._id = 0, ""
        self._lock: IO[str] | None = None
        self._counters: dict[tuple[str, tuple[str, ...]], Counter] = {}
        self._histograms: dict[tuple[str, tuple[str, ...]], Histogram] = {}
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / _SINCE).exists():
            (folder / _SINCE).touch()
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        values.ValueClass = values.MultiProcessValue(self._process_id)
        # All are declared before threads use them, so that each is declared once.
        self._declared_counters = {metric.name: _counter(metric) for metric in RECORDED if not metric.buckets}
        self._declared_histograms = {metric.name: _histogram(metric) for metric in RECORDED if metric.buckets}

    def add(self, metric: RecordedMetric, labels: tuple[str, ...], by: float) -> None:
        key = (metric.name, labels)
        if key not in self._counters:
            parent = self._declared_counters[metric.name]
            self._counters[key] = parent.labels(*labels) if labels else parent
        self._counters[key].inc(by)

    def observe(self, metric: RecordedMetric, labels: tuple[str, ...], seconds: float) -> None:
        key = (metric.name, labels)
        if key not in self._histograms:
            parent = self._declared_histograms[metric.name]
            self._histograms[key] = parent.labels(*labels) if labels else parent
        self._histograms[key].observe(seconds)

    def close(self) -> None:
        """Stop locking the files, so that others add their values to those of ended processes."""
        if self._lock:
            self._lock.close()

    def _process_id(self) -> str:
        """The ID of this process in the names of its files. The library asks before each change, in case of a fork."""
        if self._pid != os.getpid():
            self.close()  # in a child, its copy of the lock of its parent
            self._pid, self._id = os.getpid(), f"{self._process}-{uuid4().hex}"
            with _locked(self._folder):
                _add_ended(self._folder)
                self._lock = _lock_of(self._folder, self._id)
                for kind in _TYPES:
                    _reserve(self._folder / f"{kind}_{self._id}.db", _FILE_BYTES)
        return self._id


def _counter(metric: RecordedMetric) -> Counter:
    return Counter(metric.name, metric.explanation, metric.labels, registry=None)


def _histogram(metric: RecordedMetric) -> Histogram:
    return Histogram(metric.name, metric.explanation, metric.labels, registry=None, buckets=metric.buckets)


def sums_in(folder: Path) -> Iterable[MetricFamily]:
    """The sums of all processes of the machine, with those that have ended."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        _add_ended(folder)
        return list(MultiProcessCollector(None, path=str(folder)).collect())


def sums_by_label(folder: Path) -> dict[str, dict[str, float]]:
    """{name of a sample: {value of its only label: sum}}, without samples that have several labels."""
    sums: dict[str, dict[str, float]] = {}
    for family in sums_in(folder):
        for sample in family.samples:
            if len(sample.labels) == 1:
                sums.setdefault(sample.name, {})[next(iter(sample.labels.values()))] = sample.value
    return sums


def recorded_since(folder: Path) -> datetime | None:
    """When the first process began to record in the folder; None if none has."""
    file = folder / _SINCE
    return datetime.fromtimestamp(file.stat().st_mtime, tz=UTC) if file.exists() else None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time read the sums, or add those of processes that have ended."""
    with (folder / "folder.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lock_of(folder: Path, name: str) -> IO[str]:
    file = (folder / f"{name}.lock").open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _reserve(path: Path, size: int) -> None:
    with path.open("ab") as file:
        os.posix_fallocate(file.fileno(), 0, size)


def _add_ended(folder: Path) -> None:
    """Move the values of processes that have ended. If the disk is full, they stay where they are."""
    for lock in folder.glob("*-*.lock"):
        if _is_locked(lock):
            continue
        try:
            for kind in _TYPES:
                _add_file(folder / f"{kind}_{lock.stem}.db", folder / f"{kind}_{_ENDED}.db")
        except OSError as fault:
            _log.warning("metrics of an ended process could not be added", fault=repr(fault))
        else:
            lock.unlink()


def _is_locked(path: Path) -> bool:
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _add_file(source: Path, target: Path) -> None:
    """Replace the target with the sums of both files, and delete the source."""
    if not source.exists():
        return
    sums = dict(_values_in(target)) if target.exists() else {}
    for key, value in _values_in(source):
        sums[key] = sums.get(key, 0.0) + value
    new = target.with_suffix(".new")
    with suppress(FileNotFoundError):
        new.unlink()
    _reserve(new, sum(len(key.encode()) + 40 for key in sums) + 4096)
    file = MmapedDict(str(new))
    for key, value in sums.items():
        file.write_value(key, value, 0.0)
    file.close()
    new.replace(target)
    source.unlink()


def _values_in(path: Path) -> Iterator[tuple[str, float]]:
    for key, value, _timestamp, _position in MmapedDict.read_all_values_from_file(str(path)):
        yield key, value
