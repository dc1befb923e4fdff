"""`tilekit dispute` against the portal."""

from pathlib import Path

import pytest

from listings.models import Revision
from tests.api.commands.scene import BASE, Command, edit_manifest
from tests.api.submissions_scene import Partner
from validation.models import FindingDispute

pytestmark = pytest.mark.django_db
WHY = ("--reason", "Our product has this name.")


@pytest.fixture
def wrong(folder: Path) -> Path:
    """A folder with a blocker that the draft does not have."""
    edit_manifest(folder, title="Acme Widget " * 5)
    return folder


def test_finding_in_a_local_folder_is_disputed(command: Command, acme: Partner, wrong: Path) -> None:
    version = Revision.objects.get(pk=acme.revision.pk).version
    ended = command.run("dispute", "mf-009", wrong, *WHY, "--expected", "Allow it.", "--format", "json")

    row = FindingDispute.objects.get()
    assert (ended.code, ended.report["id"], ended.report["page"]) == (0, str(row.pk), f"{BASE}/disputes/{row.pk}/")
    assert (row.code, row.reason, row.expected) == ("MF-009", "Our product has this name.", "Allow it.")
    assert (row.listing, row.requested_by) == (acme.listing, acme.api.caller.application.pk)
    assert Revision.objects.get(pk=acme.revision.pk).version == version

    again = command.run("dispute", "MF-009", wrong, *WHY)
    assert (again.code, FindingDispute.objects.count()) == (2, 1)
    assert "already disputed" in again.err


def test_wrong_calls_say_what_to_do(command: Command, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = command.run("dispute", "MF-010", wrong, *WHY)
    unknown = command.run("dispute", "MF-0099", wrong, *WHY)
    for name in ("TENANT", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"SLIPWAY_{name}")
    nobody = command.run("dispute", "MF-009", wrong, *WHY)

    assert [nothing.code, unknown.code, nobody.code] == [2, 2, 2]
    assert "The portal finds nothing with MF-010 in this folder." in nothing.err
    assert "There is no check MF-0099." in unknown.err
    assert "SLIPWAY_CLIENT_ID" in nobody.err
    assert not FindingDispute.objects.exists()


def test_one_of_several_findings_is_chosen_by_its_place(command: Command, folder: Path) -> None:
    readme = folder / "README.md"
    readme.write_text(
        f"{readme.read_text()}\n\nSee https://acme.example.org/a here.\n\nSee https://acme.example.org/b here.\n"
    )
    many = command.run("dispute", "RM-029", folder, *WHY)
    assert many.code == 2
    assert "Choose one finding of RM-029 with --at:" in many.err
    last = len(readme.read_text().splitlines())

    one = command.run("dispute", "RM-029", folder, *WHY, "--at", f"README.md:{last}")

    row = FindingDispute.objects.get()
    assert (one.code, row.line) == (0, last)
    assert "acme.example.org/b" in row.excerpt
