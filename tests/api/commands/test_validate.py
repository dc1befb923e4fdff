"""`tilekit validate --portal` reports what the portal would report."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.utils import timezone

from tests.api.commands.scene import BASE, Command, edit_manifest
from tests.api.submissions_scene import Partner
from tilekit.checks.version import catalogue_version
from tilekit.commands.submit import portal, rollout
from validation.models import CheckRollout, RolloutMode, Waiver

pytestmark = pytest.mark.django_db
CODE = "MF-009"


@pytest.fixture
def faulty(folder: Path) -> Path:
    """A listing whose title is too long, which is a blocker."""
    edit_manifest(folder, title="Acme Widget " * 5)
    return folder


def roll_out(mode: RolloutMode, *codes: str) -> None:
    for code in codes or (CODE,):
        CheckRollout.objects.update_or_create(code=code, defaults={"mode": mode, "at": timezone.now()})


def severities(command: Command, folder: Path, *words: str) -> tuple[int, dict[str, str]]:
    ended = command.run("validate", folder, "--format", "json", "--portal", BASE, *words)
    (listing,) = ended.report["listings"]
    assert listing["catalogue_version"] == catalogue_version()
    assert f"version {catalogue_version()}" in ended.err
    return ended.code, {finding["code"]: finding["severity"] for finding in listing["findings"]}


def waive(acme: Partner, fingerprint: str, **until: object) -> None:
    given = {"code": CODE, "reason": "Agreed", "by": acme.owner.id, "at": timezone.now(), "origin": fingerprint}
    Waiver.objects.create(listing=acme.listing, fingerprint=fingerprint, **given, **until)


def fingerprint(command: Command, folder: Path) -> str:
    (listing,) = command.run("validate", folder, "--format", "json").report["listings"]
    return next(str(finding["fingerprint"]) for finding in listing["findings"] if finding["code"] == CODE)


def go_down(monkeypatch: pytest.MonkeyPatch) -> None:
    client = httpx.Client(base_url=BASE, transport=httpx.MockTransport(lambda _request: httpx.Response(503)))
    monkeypatch.setattr(portal, "new_http", lambda _base: client)


def test_a_check_counts_as_far_as_it_is_rolled_out(command: Command, faulty: Path) -> None:
    code, severity_of = severities(command, faulty)
    assert (code, severity_of[CODE]) == (1, "blocker")

    roll_out(RolloutMode.WARN)
    code, severity_of = severities(command, faulty)
    assert (code, severity_of[CODE]) == (0, "warning")

    roll_out(RolloutMode.OBSERVE)
    code, severity_of = severities(command, faulty)
    assert (code, CODE in severity_of) == (0, False)


def test_a_waived_finding_counts_for_nothing(command: Command, acme: Partner, faulty: Path) -> None:
    waive(acme, fingerprint(command, faulty))
    assert severities(command, faulty)[0] == 0


def test_waivers_are_for_those_who_have_a_key(
    command: Command, acme: Partner, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waive(acme, fingerprint(command, faulty))
    for name in ("TENANT", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"SLIPWAY_{name}")
    assert severities(command, faulty)[0] == 1


def test_a_wrong_key_is_told_and_the_rollout_still_counts(
    command: Command, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLIPWAY_CLIENT_SECRET", "wrong-secret")
    ended = command.run("validate", faulty, "--portal", BASE)
    assert ended.code == 1
    assert "The waivers for acme-widget could not be read" in ended.err
    assert "wrong-secret" not in ended.err + ended.out


def test_the_last_copy_counts_while_the_portal_is_away(
    command: Command, acme: Partner, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waive(acme, fingerprint(command, faulty), until=timezone.now() + timedelta(days=1))
    roll_out(RolloutMode.WARN, "DB-021")
    before = severities(command, faulty)
    go_down(monkeypatch)
    assert severities(command, faulty) == before
    assert (
        f"Using the portal's list of checks from {timezone.now():%Y-%m-%d}"
        in command.run("validate", faulty, "--portal", BASE).err
    )


def test_without_a_copy_an_absent_portal_is_no_judge(
    command: Command, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_down(monkeypatch)
    ended = command.run("validate", faulty, "--portal", BASE)
    assert (ended.code, ended.out) == (5, "")


def test_a_run_in_which_nothing_counts_is_an_error(command: Command, faulty: Path) -> None:
    roll_out(RolloutMode.OBSERVE)
    ended = command.run("validate", faulty, "--portal", BASE, "--select", CODE)
    assert (ended.code, ended.out) == (2, "")


def test_another_version_of_the_checks_is_told(command: Command, faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollout, "catalogue_version", lambda: "0123456789abcdef")
    ended = command.run("validate", faulty, "--portal", BASE)
    assert ended.code == 1
    assert "This installation of tilekit has version 0123456789abcdef of the checks" in ended.err
