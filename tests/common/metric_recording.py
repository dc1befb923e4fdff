"""Records metrics in a folder of a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import values

from common import metrics
from common.metric_files import FileRecorder, sums_in
from common.request_metrics import time_queries


@contextmanager
def recording(folder: Path, *, process: str = "web") -> Iterator[None]:
    """Record the metrics of this process in the folder, as a process of the portal does."""
    original = values.ValueClass
    time_queries()
    recorder = FileRecorder(folder, process=process)
    metrics.record_with(recorder)
    try:
        yield
    finally:
        metrics.record_with(None)
        values.ValueClass.close_all_files()
        recorder.close()
        values.ValueClass = original


def samples(folder: Path) -> dict[tuple[str, ...], float]:
    """{(name, values of its labels): value} of all processes."""
    return {
        (sample.name, *(str(value) for _name, value in sorted(sample.labels.items()))): sample.value
        for family in sums_in(folder)
        for sample in family.samples
    }
