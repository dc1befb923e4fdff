"""The command finds the same in a folder as the portal in the draft that was imported from it."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from common.actor import Actor, Role
from listings.content.bundles import bundle_of_revision
from tests.listings.scene import member, organisation
from tests.shared import listing_folders
from tests.validation.test_fixes import draft_of
from tilekit.checks.context import Need
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Scope
from tilekit.checks.registered_checks import check_of
from tilekit.commands import main
from tilekit.scaffold.paths import WRITTEN_FILES
from tilekit.scaffold.read import read_folder
from validation.contexts import stored_context_of

pytestmark = pytest.mark.django_db
FOLDERS = listing_folders()
Findings = Counter[tuple[str, str, str, str]]
"""Codes, severities, fields and files of findings."""


@pytest.fixture
def by(data_dir: Path) -> Actor:
    return member(organisation(), Role.EDITOR)


def findings_of_draft(folder: Path, by: Actor) -> list[Finding]:
    """Without findings of checks that are observed at first. The command reports those only if they are selected."""
    revision = draft_of(by, read_folder(folder))
    bundle = bundle_of_revision(revision)
    findings = run_checks(bundle, stored_context_of(revision, bundle)).findings
    return [finding for finding in findings if not check_of(finding.code).starts_observed]


def findings_of_command(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> Findings:
    main(["validate", "--format", "json", "--all-places", "--no-cache", *options, str(folder)])
    (listing,) = json.loads(capsys.readouterr().out)["listings"]
    findings = {finding["fingerprint"]: finding for finding in listing["findings"]}.values()
    return Counter((finding["code"], finding["severity"], finding["path"], finding["file"]) for finding in findings)


def compared(findings: Iterable[Finding]) -> Findings:
    return Counter((finding.code, finding.severity.value, finding.path, finding.file) for finding in findings)


def needs_portal(code: str) -> bool:
    """Whether the check declares that it needs what only the portal knows."""
    return check_of(code).scope is Scope.SUBMISSION or bool(set(check_of(code).needs) - {Need.TODAY})


def differs_in_form(code: str) -> bool:
    """Whether the check declares that the form asks for the same, or takes it more seriously."""
    check = check_of(code)
    return check.scope is Scope.FOLDER or check.asked_in_form or check.submission_severity is not check.severity


def without(findings: Findings, codes: Iterable[str]) -> Findings:
    left_out = set(codes)
    return Counter({finding: number for finding, number in findings.items() if finding[0] not in left_out})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_command_and_draft_have_the_same_findings(folder: Path, by: Actor, capsys: pytest.CaptureFixture[str]) -> None:
    draft = findings_of_draft(folder, by)
    plain, submission = (findings_of_command(folder, capsys, *options) for options in ((), ("--as-submission",)))
    in_draft = compared(draft)
    codes = {code for findings in (plain, submission, in_draft) for code, *_ in findings}
    reported = {code for code, *_ in submission}
    portal = {code for code in codes if needs_portal(code) and code not in reported}
    form = {code for code in codes if differs_in_form(code)}

    assert without(submission, portal) == without(in_draft, portal)
    of_portal = {code for code in codes if needs_portal(code)}
    in_fields = Counter(
        {finding: number for finding, number in plain.items() if finding[2] or finding[3] not in WRITTEN_FILES}
    )
    assert without(in_fields, form | of_portal) == without(in_draft, form | of_portal)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_wizard_has_a_field_for_what_it_says_about_written_files(folder: Path, by: Actor) -> None:
    """The portal writes these files, so a partner can only edit the fields from which it writes them."""
    findings = findings_of_draft(folder, by)

    assert [
        (finding.code, finding.file, finding.line)
        for finding in findings
        if finding.file in WRITTEN_FILES and not finding.path
    ] == []
    assert [finding for finding in findings if finding.code == "MF-008"] == []
