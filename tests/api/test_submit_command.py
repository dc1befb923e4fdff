"""`tilekit submit` and `tilekit status` against the portal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from listings.models import Submission
from tests.api.command_scene import Command, exported
from tests.api.submissions_scene import Partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
RunJobs = Callable[[], int]


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("TILEKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def acme() -> Partner:
    """With a draft that is ready."""
    partner = Partner()
    partner.reach("draft")
    return partner


@pytest.fixture
def command(
    acme: Partner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], run_jobs: RunJobs
) -> Command:
    """With the key of the partner's application; jobs run whenever it pauses."""
    found = Command(monkeypatch, capsys)
    found.key(acme.api.caller)
    found.always = run_jobs
    return found


@pytest.fixture
def folder(acme: Partner, tmp_path: Path) -> Path:
    """What the draft holds, on the disk."""
    return exported(acme.revision, tmp_path / "repository")


def test_a_folder_is_submitted_and_its_checks_are_waited_for(command: Command, acme: Partner, folder: Path) -> None:
    ended = command.submit(folder, "--listing", str(acme.listing.pk), "--confirm", "all")
    assert ended.code == 0, (ended, command.calls)
    row = Submission.objects.get()
    assert (ended.code, ended.found["outcome"], ended.found["submission"]["id"]) == (0, "waiting", str(row.pk)), ended
    assert ended.found["submission"]["digest"] == row.digest
