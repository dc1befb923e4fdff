"""The units for systemd are valid, and start the processes of the portal as the guide for operators does."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from portal.process import PROCESS_COMMANDS
from tests.contract.tree import ROOT
from tests.faults.console import commands_of

pytestmark = pytest.mark.sqlite_is_enough
FOLDER = ROOT / "deploy" / "systemd"
RELEASE = "/srv/slipway/release"


def unit(name: str) -> ConfigParser:
    """The unit, whose keys are written once in each section."""
    parser = ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names with capitals
    parser.read(FOLDER / name)
    return parser


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch(mode=0o700)
    for path in FOLDER.iterdir():
        name = path.name.replace("@.", "@web.")
        (tmp_path / name).write_text(path.read_text().replace(RELEASE, str(tmp_path)))
    names = [path for path in tmp_path.iterdir() if path.is_file()]

    checked = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False)

    problems = [line for line in checked.stderr.splitlines() if any(path.name in line for path in names)]
    assert problems == []


def test_each_start_prepares_and_runs_a_process_of_the_portal() -> None:
    service = unit("slipway@.service")["Service"]
    python = f"{RELEASE}/.venv/bin/python"

    assert service["ExecStartPre"] == f"{python} manage.py prepare"
    assert service["ExecStart"] == f"{python} -m portal.process %i"
    assert (service["Restart"], service["KillMode"]) == ("always", "mixed")
    enabled = next(command for command in commands_of("operations.md", "With systemd") if "enable" in command)
    assert set(re.findall(r"slipway@(\w+)", enabled)) == set(PROCESS_COMMANDS)


def test_units_use_the_folders_of_the_guide() -> None:
    guide = "\n".join([*commands_of("operations.md", "First start"), *commands_of("operations.md", "With systemd")])

    for name in ("slipway@.service", "slipway-backup.service"):
        service = unit(name)["Service"]
        assert service["WorkingDirectory"] == RELEASE
        assert service["EnvironmentFile"] in guide
        assert RELEASE in guide


def test_timer_starts_the_backup_of_the_day(tmp_path: Path) -> None:
    assert unit("slipway-backup.timer")["Timer"]["OnCalendar"] == "*-*-* 02:30"
    command = unit("slipway-backup.service")["Service"]["ExecStart"]
    shell = command.removeprefix("/bin/sh -c ").strip("'").replace("$$", "$").replace("%%", "%")

    printed = subprocess.run(
        ["sh", "-c", shell.replace("exec .venv/bin/python", "echo")], capture_output=True, text=True, check=True
    )

    assert re.fullmatch(r"manage\.py backup /backups/\d{4}-\d\d-\d\d\n", printed.stdout)
