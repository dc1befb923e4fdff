"""Biome formats and lints every script; without Node, make lint prints that it skipped them."""

import shlex
import subprocess
from pathlib import Path

import pytest

from requirements.node_tools import program, reason_to_skip
from tests.contract.tree import ROOT, tracked

_NODE_PROGRAMS = ("node", "npm")


def _biome_command_of_lint() -> list[str]:
    printed = subprocess.run(["make", "-n", "lint"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    [command] = [line for line in printed.splitlines() if "biome" in line]
    return shlex.split(command)


def _run(command: list[str], path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, env={"PATH": str(path)}, check=False, capture_output=True, text=True)


def test_every_script_is_formatted(tmp_path: Path) -> None:
    if reason := reason_to_skip():
        pytest.skip(reason)
    scripts = {path: (ROOT / path).read_text() for path in tracked(".js", ".mjs")}
    for path, text in {**scripts, Path("biome.json"): (ROOT / "biome.json").read_text()}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"{text}\n\n")

    command = [str(program("biome")), "format", "--write", "--vcs-enabled=false"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    assert {path: (tmp_path / path).read_text() for path in scripts} == scripts


def test_lint_says_that_it_skipped_scripts_without_node(tmp_path: Path) -> None:
    lint = _run(_biome_command_of_lint(), tmp_path)

    assert lint.returncode == 0
    assert lint.stdout == "Skipped JavaScript, because Node is not installed. Install Node 20.19 or newer.\n"


def test_lint_says_that_it_skipped_scripts_with_an_old_node(tmp_path: Path) -> None:
    for name in _NODE_PROGRAMS:
        (tmp_path / name).write_text("#!/bin/sh\necho v20.18.3\n")
        (tmp_path / name).chmod(0o755)

    lint = _run(_biome_command_of_lint(), tmp_path)

    assert (lint.returncode, "because Node v20.18.3 is too old" in lint.stdout) == (0, True)
