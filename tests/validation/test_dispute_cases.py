"""An upheld dispute becomes a case that the tests of the checks read."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.corpus.test_dispute_cases import is_reported
from tests.listings.scene import NOW, member, organisation, staff
from tests.reviews.scene import browser_of
from tests.validation.scene import owner, ready
from tests.validation.test_disputes import answer, dispute
from validation.actions import instant_findings
from validation.disputed_findings import new_dispute

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
COLUMNS = {"listing", "code", "severity", "file", "place", "label", "chosen", "reason"}


def test_case_is_written_and_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = dispute(owner())
    call_command("dispute_cases", tmp_path / "cases")
    assert not list((tmp_path / "cases").iterdir())
    boss = staff(is_admin=True)
    answer(row, "uphold", by=boss)

    call_command("dispute_cases", tmp_path / "cases")

    (file,) = (tmp_path / "cases").iterdir()
    case = json.loads(file.read_text())
    assert "1 case written" in capsys.readouterr().out
    assert case.keys() >= COLUMNS
    assert (case["code"], case["label"], case["listing"]) == ("MD-016", "wrong", "")
    assert is_reported(file)  # until the check is corrected
    assert "Acme" not in json.dumps({key: case[key] for key in COLUMNS})
    assert browser_of(boss).get(f"/disputes/{row.pk}/case.json").json() == case


def test_excerpts_contain_no_secrets() -> None:
    by = owner()
    secret = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    revision = ready(by, **{"README.md": f"# Agent Check: Acme Widget\n\napi_key: {secret}\n".encode()})
    prints = [finding.fingerprint for finding in instant_findings(revision, now=NOW).findings if finding.counts]
    new = [new_dispute(revision.listing, fingerprint, by=by, now=NOW) for fingerprint in prints[:40]]
    rows = [row for row in new if row]

    assert {row.code for row in rows} >= {"GEN-008"}
    assert all(secret not in row.excerpt + row.source for row in rows)
    assert all(not row.excerpt for row in rows if row.code == "GEN-008")
    assert any(row.excerpt for row in rows)
    assert new_dispute(revision.listing, rows[0].fingerprint, by=member(organisation("Tide")), now=NOW) is None
