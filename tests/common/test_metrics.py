import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from common import metric_files, metrics
from common.metric_files import sums_in
from tests.common.metric_recording import recording, samples

pytestmark = pytest.mark.sqlite_is_enough
_ONE = ("slipway_mails_total", "sent")
_PROCESS = """
import sys, time
from pathlib import Path
from common import metrics
from common.metric_files import FileRecorder
metrics.record_with(FileRecorder(Path(sys.argv[1]), process="worker"))
metrics.add(metrics.MAILS, "sent", by=2)
metrics.observe(metrics.JOB_SECONDS, "import", seconds=0.3)
print("ready", flush=True)
time.sleep(60 * (len(sys.argv) > 2))
"""


def _process(folder: Path, *more: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _PROCESS, str(folder), *more], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout is not None
    with process.stdout as output:
        assert output.readline() == "ready\n"
    return process


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_nothing_is_recorded_unless_it_is_switched_on(tmp_path: Path) -> None:
    metrics.add(metrics.MAILS, "sent")
    metrics.observe(metrics.WEBHOOK_SECONDS, seconds=1)

    assert not metrics.is_recording()
    assert list(sums_in(tmp_path)) == []


def test_library_is_not_loaded_while_metrics_are_off() -> None:
    script = "import portal.wsgi, operations.urls, sys; sys.exit('prometheus_client' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_values_of_all_processes_are_added(tmp_path: Path) -> None:
    other = _process(tmp_path, "stay")
    with recording(tmp_path):
        metrics.add(metrics.MAILS, "sent")
        assert samples(tmp_path)[_ONE] == 3
    other.kill()
    other.wait()


def test_values_of_ended_processes_stay_and_their_files_go(tmp_path: Path) -> None:
    """One ends in order, one is killed."""
    _process(tmp_path).wait()
    killed = _process(tmp_path, "stay")
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()

    first, again = samples(tmp_path), samples(tmp_path)

    assert first[_ONE] == 4
    assert first["slipway_job_seconds_bucket", "import", "0.5"] == 2
    assert first["slipway_job_seconds_count", "import"] == 2
    assert again == first
    assert _files(tmp_path) == ["counter_ended.db", "folder.lock", "histogram_ended.db", "since"]


def test_new_process_removes_files_of_ended_ones(tmp_path: Path) -> None:
    for _ in range(4):
        _process(tmp_path).wait()

    assert len([name for name in _files(tmp_path) if name.endswith(".lock")]) == 2  # the folder's and the last one's
    assert samples(tmp_path)[_ONE] == 8


def test_forked_child_records_in_its_own_files(tmp_path: Path) -> None:
    with recording(tmp_path):
        metrics.add(metrics.MAILS, "sent")
        child = os.fork()
        if not child:
            metrics.add(metrics.MAILS, "sent", by=5)
            os._exit(0)
        os.waitpid(child, 0)
        metrics.add(metrics.MAILS, "sent")

        assert samples(tmp_path)[_ONE] == 7


def test_full_disk_loses_no_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _process(tmp_path).wait()

    def full(_number: int, _start: int, _size: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(metric_files, "os", SimpleNamespace(posix_fallocate=full))
        assert samples(tmp_path)[_ONE] == 2
    assert samples(tmp_path)[_ONE] == 2
    assert "counter_ended.db" in _files(tmp_path)


def test_full_disk_fails_no_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with recording(tmp_path):
        monkeypatch.setattr(metric_files.FileRecorder, "add", full)
        metrics.add(metrics.MAILS, "sent")

        assert not metrics.is_recording()
