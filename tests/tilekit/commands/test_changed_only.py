"""`--changed-only` compares with a commit and runs nothing that a repository configures."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.tilekit.commands.folders import listings, write_listing
from tilekit.commands import main

IDENTITY = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": os.devnull}
IDENTITY |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder: Path, *words: str) -> None:
    environ = {**os.environ, **IDENTITY}
    subprocess.run(["git", "-C", str(folder), *words], check=True, env=environ, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two listings on main, and another branch that is checked out."""
    root = tmp_path / "repository"
    for name in ("one", "two"):
        write_listing(root / name)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "Begin")
    git(root, "checkout", "-qb", "work")
    return root


def changed(capsys: pytest.CaptureFixture[str], repository: Path, *words: str) -> list[str]:
    paths = [repository / "one", repository / "two"]
    _, outcomes = listings(capsys, *paths, "--changed-only", *words)
    return [Path(outcome["path"]).name for outcome in outcomes]


def test_nothing_changed_checks_nothing(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert changed(capsys, repository) == []


def test_person_is_told_that_nothing_changed(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--changed-only", str(repository / "one")]) == 0
    assert capsys.readouterr().out == "No listings have changed since the base commit.\n"


@pytest.mark.parametrize("change", ["edited", "added", "removed", "committed", "link"])
def test_listing_that_differs_is_checked(repository: Path, capsys: pytest.CaptureFixture[str], change: str) -> None:
    folder = repository / "two"
    if change == "link":
        (folder / "link").symlink_to("README.md")
    elif change == "removed":
        (folder / "CHANGELOG.md").unlink()
    else:
        (folder / ("new.md" if change == "added" else "README.md")).write_text("# Text\n")
    if change == "committed":
        git(repository, "add", ".")
        git(repository, "commit", "-qm", "Change")

    assert changed(capsys, repository) == ["two"]


def test_what_the_base_gained_meanwhile_is_no_change(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(repository, "checkout", "-q", "main")
    (repository / "one" / "README.md").write_text("# Other\n")
    git(repository, "commit", "-qam", "Go on")
    git(repository, "checkout", "-q", "work")

    assert changed(capsys, repository) == []


def test_base_is_any_commit(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "one" / "README.md").write_text("# Other\n")
    git(repository, "commit", "-qam", "Change one")
    git(repository, "tag", "later")

    assert changed(capsys, repository, "--base", "later") == []
    assert changed(capsys, repository, "--base", "HEAD~1") == ["one"]


def test_archive_is_compared_too(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = repository / "new.zip"
    archive.write_bytes(b"PK\5\6" + bytes(18))

    _, outcomes = listings(capsys, archive, "--changed-only")

    assert [outcome["path"] for outcome in outcomes] == [str(archive)]


@pytest.mark.parametrize("base", ["nothing", "--output=x", "main..work", ""])
def test_unknown_base_is_a_usage_error(repository: Path, capsys: pytest.CaptureFixture[str], base: str) -> None:
    if not base:
        git(repository, "branch", "-m", "main", "other")

    code = main(["validate", str(repository / "one"), "--changed-only", *([f"--base={base}"] if base else [])])

    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert "--base" in captured.err


@pytest.mark.parametrize("variable", [".git", "{git}/worktrees/beside"])
def test_hook_of_git_may_call_it(
    repository: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    git(repository, "worktree", "add", "-q", str(tmp_path / "beside"), "main")
    monkeypatch.setenv("GIT_DIR", variable.format(git=repository / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index.lock"))

    assert changed(capsys, tmp_path / "beside") == []


def test_base_alone_is_a_usage_error(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(repository / "acme_widget"), "--base", "main"]) == 2
    assert capsys.readouterr().err == "tilekit: --base only works with --changed-only.\n"


def test_outside_a_repository_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["validate", str(write_listing(tmp_path / "acme_widget")), "--changed-only"])

    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert "not in a git repository" in captured.err


def test_machine_without_git_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    code = main(["validate", str(write_listing(tmp_path / "acme_widget")), "--changed-only"])

    assert code == 2
    assert "not installed" in capsys.readouterr().err


def test_hostile_configuration_starts_nothing(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof = repository.parent / "started"
    script = repository.parent / "evil"
    script.write_text(f"#!/bin/sh\ntouch {proof}\n")
    script.chmod(0o755)
    hooks = repository / ".git" / "hooks"
    for hook in ("post-checkout", "post-index-change", "fsmonitor-watchman", "reference-transaction", "pre-commit"):
        (hooks / hook).write_bytes(script.read_bytes())
        (hooks / hook).chmod(0o755)
    (repository / ".git" / "info").mkdir(exist_ok=True)
    (repository / ".git" / "info" / "attributes").write_text("* filter=evil diff=evil\n")
    with (repository / ".git" / "config").open("a") as config:
        config.write(
            f"[core]\n fsmonitor = {script}\n pager = {script}\n sshCommand = {script}\n editor = {script}\n"
            f'[filter "evil"]\n clean = {script}\n smudge = {script}\n process = {script}\n required = true\n'
            f'[diff]\n external = {script}\n[diff "evil"]\n textconv = {script}\n command = {script}\n'
            f"[alias]\n rev-parse = !{script}\n ls-tree = !{script}\n merge-base = !{script}\n"
            f'[protocol "ext"]\n allow = always\n[extensions]\n partialClone = evil\n'
            f'[remote "evil"]\n url = ext::{script}\n promisor = true\n vcs = ext\n'
        )
    (repository / "one" / "README.md").write_text("# Other\n")
    (repository / ".git" / "objects" / "info" / "alternates").write_text("/nowhere\n")

    assert changed(capsys, repository) == ["one"]
    assert main(["validate", str(repository / "one"), "--changed-only", "--base", "0" * 39 + "1"]) == 2
    assert not proof.exists()
