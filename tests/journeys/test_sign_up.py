"""From signing up to the first listing, and the agreement that an owner accepts on the way."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.models import AgreementAcceptance, Organisation
from tests.accounts.factories import make_agreement
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import ready_scene

pytestmark = pytest.mark.browser


def test_new_person_is_signed_in_after_confirming_the_address(
    transactional_db: None,
    data_dir: Path,
    new_browser_page: Callable[..., BrowserPage],
    run_jobs: Callable[[], int],
) -> None:
    browser, other = new_browser_page(), new_browser_page()
    page = browser.page
    sign_up(browser, "ada@northquay.example")

    browser.open(link_in_mail(run_jobs))
    page.get_by_role("button", name="Confirm address").click()
    page.get_by_role("link", name="Create organisation").first.click()
    page.get_by_label("Vendor name").fill("Northquay")
    page.get_by_label("Vendor URL").fill("https://northquay.example")
    page.get_by_role("button", name="Create organisation").click()
    page.get_by_role("link", name="New listing").first.click()

    expect(page).to_have_url(f"{browser.address}/listings/new/")
    assert Organisation.objects.get().name == "Northquay"
    sign_up(other, "ben@northquay.example")
    stranger = new_browser_page()
    stranger.open(link_in_mail(run_jobs))
    stranger.page.get_by_role("button", name="Confirm address").click()
    stranger.page.wait_for_url("**/accounts/login/**")


def link_in_mail(run_jobs: Callable[[], int]) -> str:
    """The path of the confirmation link that was sent last."""
    run_jobs()
    return re.findall(r"http://[^/]+(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))[0]


def sign_up(browser: BrowserPage, address: str) -> None:
    browser.open("/accounts/signup/")
    browser.page.get_by_label("Your name").fill("Ada Byron")
    browser.page.get_by_label("E-mail address", exact=True).fill(address)
    browser.page.get_by_label("Password", exact=True).fill("eleven quiet harbours")
    browser.page.get_by_role("button", name="Create account").click()


def test_owner_accepts_the_agreement_in_review_and_submit(
    transactional_db: None, data_dir: Path, browser_page: BrowserPage
) -> None:
    scene, page = ready_scene(), browser_page.page
    AgreementAcceptance.objects.all().delete()
    make_agreement(number=2)
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "review"))
    submit = page.get_by_role("button", name="Submit for review")
    expect(submit).to_have_attribute("aria-disabled", "true")

    page.locator("#agreements summary").click()
    expect(page.locator("#agreements .prose")).to_contain_text("Be fair.")
    page.get_by_role("button", name="Accept").click()

    expect(page).to_have_url(f"{browser_page.address}{scene.url('step', 'review')}#agreements")
    expect(page.locator("#agreements")).to_contain_text("accepted by")
    expect(submit).not_to_have_attribute("aria-disabled", "true")
