"""Somebody downloads a sample of a guide, imports it, and submits it with only what the guide says."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import AgreementKind
from common.actor import Role
from listings.models import Submission
from tests.accounts.factories import make_agreement, make_member, make_organisation
from tests.browser import steps
from tests.browser.interactions import CountedHand
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.guides.agent_samples import ANSWERS, built_wheel
from tests.validation.scene import give_sandbox
from validation.models import RunState

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "data_dir")]
ANSWER_OF = ANSWERS["acme_queue"]


def test_sample_with_a_wheel_is_submitted(
    browser_page: BrowserPage, run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    organisation, page, hand = make_organisation("Acme"), browser_page.page, CountedHand(browser_page)
    make_agreement(AgreementKind.PROGRAMME)
    sign_in(browser_page, make_member(organisation, Role.OWNER))
    give_sandbox(organisation)

    browser_page.open("/guides/agent-check/")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download Acme Queue").click()
    archive = Path(started.value.path()).read_bytes()
    browser_page.open("/listings/new/")
    hand.choose("Drop files here, or choose them", {"acme_queue.zip": archive})
    hand.follow("button", "Create draft")

    hand.tick("overview.logo_rights")
    steps.open_step(browser_page, "Configuration Method")
    hand.fill("Minimum Agent version", str(ANSWER_OF["configuration.min_agent_version"]))
    wheel = built_wheel("acme_queue", tmp_path)
    steps.upload(browser_page, "f-configuration-wheel", name=wheel.name, content=wheel.read_bytes())
    for name in ("tests_attested", "ga_attested", "all_sites_attested"):
        hand.tick(f"configuration.{name}")
    steps.open_step(browser_page, "Review & Submit")
    hand.tick("submission.attest_accuracy")
    hand.tick("submission.attest_sandbox_test")
    hand.follow("button", "Accept")
    hand.follow("button", "Submit for review")
    run_jobs()

    expect(page.locator("#progress")).to_contain_text("The checks found no blockers.")
    assert Submission.objects.get().runs.get().state == RunState.PASSED
