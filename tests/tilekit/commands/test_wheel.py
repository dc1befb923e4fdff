"""The package that partners install: a wheel of tilekit alone, which works without Django and pydantic."""

import http.client
import json
import re
import subprocess
import sys
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

import tilekit
from portal.command_wheel import build_wheel
from tests.contract.tree import ROOT, tracked
from tests.shared import SMALL
from tests.tilekit.commands.folders import write_listing

# The wheel is built and installed once, so all tests run in the same process of pytest.
pytestmark = pytest.mark.xdist_group("wheel")
# Runs before the command: blocked modules can't be imported, and all others come from the wheel.
SCRIPT = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "pydantic", "common", "listings", "portal", "tests"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
import tilekit
assert tilekit.__file__.startswith(sys.argv.pop(1)), tilekit.__file__
from tilekit.commands import main
sys.exit(main())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    pip("install", "--no-deps", "--no-compile", "--target", str(target), str(wheel))
    return target


def pip(*words: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "--quiet",
        *words,
        "--no-index",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def run_command(installed: Path, *words: Path | str, **more: str) -> subprocess.CompletedProcess[str]:
    environ = {"PYTHONPATH": str(installed), "TILEKIT_CACHE": str(installed / "cache"), "PATH": "/usr/bin:/bin", **more}
    command = [sys.executable, "-c", SCRIPT, str(installed), *map(str, words)]
    return subprocess.run(command, cwd=installed, env=environ, capture_output=True, text=True, check=False)


def test_wheel_holds_tilekit_and_the_package_that_draws_a_tile(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    parts = {
        path for path in tracked() if path.parts[0] == "page_parts" and path.suffix in {".py", ".html", ".css", ".svg"}
    }
    assert {name.partition("/")[0] for name in names} == {
        "tilekit", "page_parts", f"slipway_tilekit-{tilekit.__version__}.dist-info",
    }  # fmt: skip
    assert {path for path in parts if (ROOT / path).read_bytes() != _content(wheel, path)} == set()
    data = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tilekit" / "data").rglob("*") if path.is_file()}
    assert data <= set(names)
    assert "tilekit/py.typed" in names


def _content(wheel: Path, path: Path) -> bytes:
    return zipfile.Path(wheel, path.as_posix()).read_bytes()


def test_the_same_source_gives_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    """A requirements file from one machine may lead to the wheel of another."""
    assert build_wheel(tmp_path).read_bytes() == wheel.read_bytes()

    with zipfile.ZipFile(wheel) as archive:
        catalogues = [archive.read(name) for name in archive.namelist() if name.endswith(".mo")]
    assert {re.search(rb"POT-Creation-Date: (\S+)", data)[1] for data in catalogues} == {b"2025-01-01"}


@pytest.mark.slow
def test_a_wheel_of_this_source_is_not_built_again(wheel: Path) -> None:
    built_at = wheel.stat().st_mtime_ns
    assert (build_wheel(wheel.parent), wheel.stat().st_mtime_ns) == (wheel, built_at)
    (wheel.parent / "source").write_text("other")
    assert build_wheel(wheel.parent).stat().st_mtime_ns > built_at


def test_wheel_says_version_command_and_extras(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        folder = f"slipway_tilekit-{tilekit.__version__}.dist-info"
        facts = message_from_string(archive.read(f"{folder}/METADATA").decode())
        scripts = archive.read(f"{folder}/entry_points.txt").decode()

    wanted = facts.get_all("Requires-Dist") or []
    assert facts["Name"] == "slipway-tilekit"
    assert facts["Version"] == tilekit.__version__
    assert {"preview", "portal"} <= set(facts.get_all("Provides-Extra") or [])
    assert "tilekit = tilekit.commands:main" in scripts
    assert [line for line in wanted if line.lower().startswith("django") and "extra ==" not in line] == []


def test_installed_command_checks_lists_and_begins_listings(installed: Path, tmp_path: Path) -> None:
    listing = write_listing(tmp_path / "acme_widget")

    version = run_command(installed, "--version")
    checks = run_command(installed, "checks", "--format", "json")
    clean = run_command(installed, "validate", listing, "--format", "json")
    new = run_command(installed, "new", "Acme Queue", "--type", "agent", "--out", tmp_path)
    to_do = run_command(installed, "validate", tmp_path / "acme_queue", "--format", "sarif")
    fixed = run_command(installed, "fix", tmp_path / "acme_queue", "--apply")
    logs = run_command(installed, "pipeline", "run", SMALL / "tailscale" / "assets" / "logs" / "tailscale.yaml")

    assert version.stdout == f"tilekit {tilekit.__version__}\n"
    assert len(json.loads(checks.stdout)["checks"]) > 300
    assert json.loads(clean.stdout)["listings"][0]["findings"] == []
    assert [done.returncode for done in (version, checks, clean, new, to_do, fixed, logs)] == [0, 0, 0, 0, 1, 0, 0]
    assert [done.stderr for done in (version, checks, clean, new, to_do, logs)] == [""] * 6
    assert fixed.stdout.endswith(": nothing to fix\n")


def test_wheel_carries_the_catalogues(installed: Path) -> None:
    """The catalogues are compiled when the wheel is built."""
    done = run_command(installed, "validate", SMALL / "octoprint", "--no-cache", LANG="ja_JP.UTF-8", PYTHONUTF8="1")

    assert "ブロッカー: 0" in done.stdout
    assert tracked(".mo") == ()


def test_installed_preview_draws_with_what_the_wheel_brought(installed: Path, tmp_path: Path) -> None:
    listing = write_listing(tmp_path / "acme_widget")
    script = f"import sys; sys.path.insert(0, {str(installed)!r}); from tilekit.commands import main; sys.exit(main())"
    command = [sys.executable, "-c", script, "preview", str(listing), "--port", "0"]

    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            address = re.findall(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
            connection = http.client.HTTPConnection("127.0.0.1", int(address[0]), timeout=60)
            connection.request("GET", "/?tab=all")
            page = connection.getresponse().read().decode()
            connection.request("GET", "/static/css/tile.css")
            sheet = connection.getresponse().read()
        finally:
            process.terminate()

    assert "moves messages between services" in page
    assert sheet == (ROOT / "page_parts" / "static" / "css" / "tile.css").read_bytes()
