"""A partner with a ready draft, its folder on disk, and the command with a key of the partner's application."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.api.commands.scene import Command, exported
from tests.api.submissions_scene import Partner

_LANGUAGES = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "CI")


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The cache folder of tilekit."""
    for name in _LANGUAGES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TILEKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def shared_acme(shared_rows: Path) -> Partner:
    partner = Partner()
    partner.reach("draft")
    return partner


@pytest.fixture
def acme(shared_acme: Partner, data_dir: Path) -> Partner:
    return deepcopy(shared_acme)


@pytest.fixture
def command(
    acme: Partner,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    run_jobs: Callable[[], int],
    settings: LazySettings,
) -> Command:
    """The command; jobs run whenever it pauses. The pauses take no time, so the portal must not limit calls."""
    settings.API_CALLS_PER_MINUTE = 100_000
    command = Command(monkeypatch, capsys)
    command.key(acme.api.caller)
    command.always = run_jobs
    return command


@pytest.fixture
def folder(acme: Partner, tmp_path: Path) -> Path:
    """The folder of the draft on disk."""
    return exported(acme.revision, tmp_path / "repository")
