"""The commands of README.md and docs/ work: tilekit runs them, or parses those that need a portal or a browser."""

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from tests.contract.test_docs import BY_HAND
from tests.contract.tree import ROOT
from tests.shared import SMALL
from tilekit.commands import COMMANDS, main
from tilekit.commands.config import config_of
from tilekit.commands.submit.field_values import submit_settings

# These are only parsed, because they need a portal or wait in a browser.
PARSED = {"submit", "status", "preview", "oauth", "dispute"}
SUBMITTED = {"support": {"maintainer_email": "dev@acme.example"}, "configuration": {"code_type": "agent"}}
LISTINGS = {"acme": "octoprint", "integrations/octoprint": "octoprint", "tests/samples/tailscale": "tailscale"}


def blocks(language: str) -> Iterator[str]:
    for page in BY_HAND:
        yield from re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / page).read_text(), re.DOTALL | re.MULTILINE)


def documented() -> list[str]:
    """The lines with tilekit, without prompts and comments."""
    steps = [
        step.get("run", "") for workflow in workflows() for job in workflow["jobs"].values() for step in job["steps"]
    ]
    lines = [*"\n".join(blocks("console")).replace("$ ", "").splitlines(), *steps]
    return [line.partition(" #")[0].strip() for line in lines if line.startswith("tilekit ")]


def workflows() -> list[dict[str, dict[str, dict[str, list[dict[str, str]]]]]]:
    return [yaml.safe_load(text) for text in blocks("yaml") if "jobs:" in text]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the folders that the pages name."""
    root = tmp_path_factory.mktemp("repository")
    for folder, sample in LISTINGS.items():
        copytree(SMALL / sample, root / folder)
    (root / "app.log").write_text("INFO started in 12 ms\n")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@acme.example", "-C", root]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "Add listings"], check=True)
    assert main(["new", "Acme Queue", "--type", "api", "--out", str(root)]) == 0
    return root


@pytest.fixture
def run(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], int]:
    monkeypatch.chdir(repository)
    monkeypatch.setenv("TILEKIT_CACHE", str(tmp_path / "cache"))
    for name in PARSED:
        monkeypatch.setattr(import_module(COMMANDS[name][0]), "run", lambda _arguments: 0)

    def run_line(line: str) -> int:
        words = [name for word in shlex.split(line)[1:] for name in _expanded(word, repository)]
        if words[0] == "new":
            words += ["--out", str(tmp_path)]
        if {"--portal", "--watch"} & {*words}:
            monkeypatch.setattr(import_module("tilekit.commands.validate"), "run", lambda _arguments: 0)
        try:
            return main(words)
        except SystemExit as end:  # --explain ends as --help does
            return int(end.code or 0)

    return run_line


def _expanded(word: str, folder: Path) -> list[str]:
    """The word as a shell passes it on."""
    return sorted(f"{path.relative_to(folder)}" for path in folder.glob(word)) if "*" in word else [word]


def test_the_pages_name_every_command() -> None:
    """`fields` only writes a page of the docs."""
    assert {line.split()[1] for line in documented()} == {*COMMANDS} - {"fields"}


@pytest.mark.parametrize("line", documented())
def test_documented_command_works(line: str, run: Callable[[str], int]) -> None:
    assert run(line) in {0, 1}


def test_workflows_check_out_and_install_before_they_run() -> None:
    orders = [
        [next(iter(step.values())).split()[0] for step in job["steps"]]
        for flow in workflows()
        for job in flow["jobs"].values()
    ]

    assert orders == [["actions/checkout@v4", "actions/setup-python@v5", "pip", "tilekit"]] * len(orders)
    assert len(orders) == 2


def test_documented_settings_are_accepted(tmp_path: Path) -> None:
    accepted = []
    for text in blocks("toml"):
        (tmp_path / "tilekit.toml").write_text(text)
        config = config_of(str(tmp_path / "tilekit.toml"))
        accepted.append((config.ignore, submit_settings(config, confirm=[], assignments=[]).values))

    assert accepted == [((), SUBMITTED), (("DB-039",), {})]
