"""`tilekit validate --portal` says what the portal would say."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.utils import timezone

from tests.api.commands.scene import BASE, Command
from tests.api.submissions_scene import Partner
from tilekit.checks.version import catalogue_version
from tilekit.commands.submit import portal
from validation.models import Mode, RuleRollout, Waiver

pytestmark = pytest.mark.django_db
CODE = "MF-012"


@pytest.fixture
def faulty(folder: Path) -> Path:
    """Its short description is template text."""
    file = folder / "manifest.json"
    file.write_text(file.read_text().replace("Monitor queue depth and consumers of Acme Widget", "TODO"))
    return folder


def roll_out(mode: Mode) -> None:
    for code in ("MF-010", "MF-011", "MF-012", "MF-013", "GEN-004"):
        RuleRollout.objects.update_or_create(code=code, defaults={"mode": mode, "at": timezone.now()})


def severities(command: Command, folder: Path, *words: str) -> tuple[int, dict[str, str]]:
    ended = command.run("validate", folder, "--format", "json", "--portal", BASE, *words)
    (listing,) = ended.found["listings"]
    assert listing["catalogue_version"] == catalogue_version()
    return ended.code, {each["code"]: each["severity"] for each in listing["findings"]}


def test_print(command: Command, faulty: Path) -> None:
    ended = command.run("validate", faulty, "--format", "json")
    assert [(e["code"], e["severity"]) for e in ended.found["listings"][0]["findings"]] == []
