"""Findings of removed checks, such as EN-001, in runs of earlier versions are still shown."""

from collections.abc import Callable

import pytest
from django.test import Client

from common.actor import Role
from listings.models import Revision
from studio.page_urls import step_url
from tests.listings.scene import NOW, member, staff
from tests.markup import compact
from tests.reviews.scene import browser_of
from tests.validation.live_scene import checked, make_live_finding
from tests.validation.scene import owner, ready
from tilekit.checks.finding import Severity
from tilekit.checks.version import catalogue_version
from validation.actions import instant_findings, request_run
from validation.models import InstantFindings, Run, RunFinding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
CRASH = "EN-001"
TEXT = "The check MF-004 could not finish."


def stored_in(run: Run) -> None:
    """Findings in the form that an earlier version stored."""
    RunFinding.objects.create(
        run=run,
        code=CRASH,
        severity=Severity.WARNING,
        message="The check {check} could not finish.",
        parameters={"check": "MF-004"},
        fingerprint="c" * 16,
    )


def text(browser: Client, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    return " ".join(compact(response.content.decode()).split())


def partner_of(revision: Revision) -> Client:
    return browser_of(member(revision.listing.organisation, Role.OWNER))


def test_pages_of_a_draft_open_after_a_run_with_one(run_jobs: Callable[[], int]) -> None:
    revision = ready(by := owner())
    request_run(revision_id=revision.pk, by=by, now=NOW)
    run_jobs()
    stored_in(Run.objects.get())

    for step in ("overview", "review"):
        text(partner_of(revision), step_url(revision, step))


def test_stored_instant_finding_of_a_former_check_gives_way(run_jobs: Callable[[], int]) -> None:
    revision = ready(owner())
    instant_findings(revision, now=NOW)
    stored = {
        "code": CRASH, "severity": "warning", "path": "", "file": "", "line": None, "column": None, "pointer": "",
        "message": {"id": "The check {check} could not finish.", "parameters": {"check": "MF-004"}},
        "fingerprint": "c" * 16, "fix": None,
    }  # fmt: skip
    row = InstantFindings.objects.get()
    row.findings = [*row.findings, stored]
    row.catalogue_version = "earlier"
    row.save()

    assert TEXT not in text(partner_of(revision), step_url(revision, "review"))
    assert CRASH not in {finding.code for finding in instant_findings(revision, now=NOW).findings}


def test_admin_reads_live_findings_of_a_former_check() -> None:
    browser = browser_of(staff(is_admin=True))
    check = checked("Acme", version=catalogue_version())
    make_live_finding(check, code=CRASH, severity="warning", message="The check {check} could not finish.",
          parameters={"check": "MF-004"})  # fmt: skip

    assert TEXT in text(browser, "/checks/report.csv")
    for url in ("/checks/", "/checks/?breaks=breaks", "/checks/waivers/"):
        text(browser, url)
