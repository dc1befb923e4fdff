"""METRICS_TOKEN and SENTRY_DSN: what they accept, and which processes record metrics."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.environment import EnvironmentProblem, read_environment
from tests.contract.tree import ROOT
from tests.portal.test_environment import PRODUCTION

pytestmark = pytest.mark.sqlite_is_enough

_SCRIPT = "import django; django.setup(); from common import metrics; print(metrics.is_recording())"


@pytest.mark.parametrize(
    "dsn", ["nonsense", "https://reports.example/1", "https://key@reports.example/", "ftp://k@x/1"]
)
def test_dsn_must_be_that_of_a_project(dsn: str) -> None:
    with pytest.raises(EnvironmentProblem, match="SENTRY_DSN must be an address such as"):
        read_environment({"SENTRY_DSN": dsn})


@pytest.mark.parametrize(
    "name, value, problem",
    [
        ("METRICS_TOKEN", "short-secret", "METRICS_TOKEN must have at least 16 characters in production."),
        ("SENTRY_DSN", "http://key@reports.example/1", "SENTRY_DSN must start with https: in production."),
    ],
)
def test_production_refuses_what_is_not_safe(name: str, value: str, problem: str) -> None:
    with pytest.raises(EnvironmentProblem) as refusal:
        read_environment({**PRODUCTION, name: value})

    assert refusal.value.problems == [problem]
    assert value not in str(refusal.value)


@pytest.mark.parametrize("process, records", [("web", "True"), ("command", "False")])
def test_commands_record_nothing(tmp_path: Path, process: str, records: str) -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATA_DIR": str(tmp_path),
        "PROCESS_NAME": process,
        "METRICS_TOKEN": "a-token-for-prometheus",
    }

    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], env=environ, cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == f"{records}\n"
    assert (tmp_path / "metrics").exists() == (records == "True")
