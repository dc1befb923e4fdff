"""Runs the install line of the guide in an empty environment, against a running portal, then the installed command."""

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.shared import SMALL

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
SECONDS = 300


def test_the_install_line_of_the_guide_brings_our_command(base: str, tmp_path: Path) -> None:
    page = html.unescape(httpx.get(f"{base}/developers/").text)
    (line,) = re.findall(r'id="code-install">([^<]+)<', page)
    (words,) = re.findall(rf"^pip (install --require-hashes .* -r {re.escape(base)}/\S+)$", line)
    run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")])
    python = str(tmp_path / "venv" / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]

    run([*pip, *words.split()])

    installed = run([*pip, "list"])
    assert re.search(r"^slipway-tilekit ", installed, re.MULTILINE)
    assert run([str(tmp_path / "venv" / "bin" / "tilekit"), "--version"]).startswith("tilekit ")
    assert "octoprint" in run([python, "-P", "-m", "tilekit", "validate", "--no-cache", str(SMALL / "octoprint")])
    checked = run([python, "-m", "tilekit", "validate", "--no-cache", "--portal", base, str(SMALL / "octoprint")])
    assert "octoprint" in checked


def run(command: list[str]) -> str:
    """The output of the command, which must succeed. Settings for this checkout's Python don't reach it."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
