"""Programs for Node that read OpenAPI documents. They are installed once into the cache folder of the user."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

_PACKAGES = Path(__file__).parent / "node"
_SECONDS = 300
# The programs must not report to their makers what they do.
_ENVIRON = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}


class NodeTools:
    """The installed programs."""

    def __init__(self, folder: Path) -> None:
        self._programs = folder / "node_modules" / ".bin"

    def run(self, program: str, *arguments: str | Path, cwd: Path) -> str:
        """Run a program and return its output. Fails the test if the program fails."""
        found = subprocess.run(
            [self._programs / program, *arguments],
            cwd=cwd,
            env={**os.environ, **_ENVIRON},
            check=False,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout


def redocly_settings() -> Path:
    return _PACKAGES / "redocly.yaml"


def node_tools() -> NodeTools:
    """The programs in the versions of the lock file. Skips the test without Node."""
    if not shutil.which("npm"):
        pytest.skip("Node is not installed")
    lock = _PACKAGES / "package-lock.json"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "slipway-tests" / f"node-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if not folder.exists():
        _install(folder)
    return NodeTools(folder)


def _install(folder: Path) -> None:
    """Install into a temporary folder and rename it, so that an interrupted installation is not used."""
    unfinished = folder.with_suffix(f".{os.getpid()}")
    shutil.copytree(_PACKAGES, unfinished)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=unfinished, check=True, capture_output=True, timeout=_SECONDS)
    unfinished.rename(folder)
