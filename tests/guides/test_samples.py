"""The sample listings of the guides pass all checks, and their tests run."""

import os
import subprocess
import sys

import pytest

from guides.samples import SAMPLES, sample_named, sample_names
from tilekit.checks.context import Context
from tilekit.checks.engine import ALL_STAGES, run_checks
from tilekit.checks.finding import Severity
from tilekit.scaffold.bundles import bundle_of_zip

pytestmark = pytest.mark.sqlite_is_enough
WITH_TESTS = [name for name in sample_names() if (SAMPLES / name / "tests").is_dir()]


@pytest.mark.parametrize("name", sample_names())
def test_sample_has_no_blockers_and_no_warnings(name: str) -> None:
    bundle = sample_named(name).bundle

    report = run_checks(bundle, Context(), stages=ALL_STAGES)

    assert [(finding.code, finding.file) for finding in report.findings if finding.severity != Severity.ADVICE] == []
    assert report.unchecked == ()


@pytest.mark.parametrize("name", sample_names())
def test_archive_contains_the_whole_listing(name: str) -> None:
    sample = sample_named(name)

    unpacked = bundle_of_zip(sample.archive())

    assert unpacked.folder == name
    assert unpacked.digest == sample.bundle.digest
    assert sorted(unpacked.files) == sorted(sample.bundle.files)


@pytest.mark.parametrize("name", WITH_TESTS)
def test_tests_of_the_check_pass(name: str) -> None:
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    run = subprocess.run(command, check=False, cwd=SAMPLES / name, env=environment, capture_output=True, text=True)

    assert run.returncode == 0, run.stdout


def test_datagrams_have_the_format_of_dogstatsd() -> None:
    text = sample_named("acme_jobs").text("examples/send_metrics.py")
    names: dict[str, object] = {"__name__": "send_metrics"}
    exec(compile(text, "send_metrics.py", "exec"), names)  # noqa: S102 a file of the repository
    metrics = names["Metrics"]()  # type: ignore[operator]
    sent: list[bytes] = []
    metrics._socket.close()
    metrics._socket = type("Socket", (), {"sendto": lambda _self, data, _address: sent.append(data)})()

    metrics.gauge("jobs.waiting", 3, queue="email")
    metrics.count("jobs.failed")

    assert sent == [b"acme_jobs.jobs.waiting:3|g|#queue:email", b"acme_jobs.jobs.failed:1|c"]
