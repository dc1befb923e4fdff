"""The CI step that looks for known vulnerabilities."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from requirements import audit

pytestmark = pytest.mark.sqlite_is_enough
Tool = Callable[[str], Path]


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    """A replacement for pip-audit that runs the given shell script."""

    def make(text: str) -> Path:
        path = tmp_path / "pip-audit"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return path

    return make


def printing_script(*dependencies: dict[str, object]) -> str:
    return f"cat <<'EOT'\n{json.dumps({'dependencies': dependencies, 'fixes': []})}\nEOT"


FINE = {"name": "celery", "version": "5.7.0", "vulns": []}
HURT = {"name": "pillow", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}, {"id": "CVE-2"}]}
UNKNOWN = {"name": "redis", "skip_reason": "Dependency not found"}


def test_a_known_vulnerability_fails_the_step(tool: Tool) -> None:
    path = tool(f"{printing_script(FINE, HURT, UNKNOWN)}\nexit 1")

    outcome = audit.audit(path)

    assert list(outcome.vulnerable) == ["pillow 1.0: CVE-1 (fixed in 1.1), CVE-2"]
    assert (outcome.looked_up, outcome.skipped) == (2, "")
    assert audit.report(outcome) == 1


def test_nothing_known_passes(tool: Tool) -> None:
    outcome = audit.audit(tool(printing_script(FINE)))

    assert (list(outcome.vulnerable), outcome.looked_up, audit.report(outcome)) == ([], 1, 0)


@pytest.mark.parametrize(
    "text, reason",
    [
        (printing_script(UNKNOWN, UNKNOWN), "no data for any of 2 packages"),
        ("echo 'connection refused' >&2; exit 1", "connection refused"),
        ("exit 3", "printed no reason"),
        ("exec sleep 60", "pip-audit did not finish within 0.2 s"),
    ],
)
def test_an_unavailable_index_is_reported_and_passes(
    tool: Tool, text: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = audit.audit(tool(text), longest_seconds=0.2 if "sleep" in text else 30)

    assert audit.report(outcome) == 0
    assert reason in capsys.readouterr().out


def test_a_tool_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "cannot be run" in audit.audit(tmp_path / os.devnull.strip("/")).skipped


def test_the_lock_is_read_as_it_is_and_nothing_is_installed(tool: Tool, tmp_path: Path) -> None:
    seen = tmp_path / "seen"

    audit.audit(tool(f'echo "$@" > {seen}'))

    words = seen.read_text().split()
    assert words[:2] == ["--requirement", str(audit.LOCK)]
    assert {"--require-hashes", "--disable-pip"} <= set(words)
