"""Programs for Node that read OpenAPI documents."""

import os
import subprocess
from pathlib import Path

import pytest

from requirements.node_tools import program, reason_to_skip

REDOCLY_SETTINGS = Path(__file__).parent / "redocly.yaml"
_SECONDS = 300
# The programs must not report to their makers what they do.
_ENVIRON = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}


def run_node_tool(name: str, *arguments: str | Path, cwd: Path) -> str:
    """Run a program and return its output. Fails the test if the program fails; skips it without Node."""
    if reason := reason_to_skip():
        pytest.skip(reason)
    finished = subprocess.run(
        [program(name), *arguments],
        cwd=cwd,
        env={**os.environ, **_ENVIRON},
        check=False,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout
