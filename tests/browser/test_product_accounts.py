"""A partner adds a test account, the reviewer who claims the review shows it, and the partner sees who looked."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Person
from reviews.models import ProductAccount
from tests.browser.axe import faults_on_every_width, load_axe_with_pages
from tests.browser.people import sign_in
from tests.browser.steps import follow, press
from tests.chromium import BrowserPage
from tests.reviews.scene import DOCS, InReview, in_review, today

pytestmark = pytest.mark.browser
PASSWORD, USER = "canary-7f3a", "reviewer@acme.example"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> InReview:
    return in_review(now=today() - timedelta(days=1))


def add_account(browser: BrowserPage, scene: InReview) -> None:
    """The partner adds an account, beginning at the page of the listing."""
    page = browser.page
    sign_in(browser, Person.objects.get(pk=scene.owner.id))
    browser.open(scene.revision.listing.get_absolute_url())
    follow(browser, page.get_by_role("link", name="Test accounts for reviewers"))
    page.locator("#id_label").click()
    page.keyboard.type("Administrator")
    for label, value in (("Address", "https://acme.example/login"), ("User name", USER), ("Password", PASSWORD)):
        page.get_by_label(label).click()
        page.keyboard.type(value)
    press(browser, "Add test account")


def stored_in_browser(page: Page) -> str:
    return str(page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])"))


def test_account_goes_from_the_partner_to_the_reviewer(browser_page: BrowserPage, scene: InReview) -> None:
    page = browser_page.page
    load_axe_with_pages(browser_page)
    add_account(browser_page, scene)
    expect(page.locator("dd").filter(has_text="Stored encrypted")).to_be_visible()
    assert PASSWORD not in page.content() + stored_in_browser(page)
    assert faults_on_every_width(browser_page) == []

    sign_in(browser_page, Person.objects.get(pk=scene.team(DOCS).id))
    browser_page.open(f"/reviews/{scene.review(DOCS).pk}/")
    card = page.locator("#how-to-test")
    expect(card.get_by_text("claim this review")).to_be_visible()
    press(browser_page, "Claim review")
    card.get_by_role("button", name="Show").click()
    expect(card.get_by_text(PASSWORD, exact=True)).to_be_visible()
    expect(card.get_by_role("button", name="Copy Password or token")).to_be_visible()
    assert faults_on_every_width(browser_page) == []
    assert PASSWORD not in stored_in_browser(page)

    sign_in(browser_page, Person.objects.get(pk=scene.owner.id))
    browser_page.open(scene.revision.listing.get_absolute_url())
    follow(browser_page, page.get_by_role("link", name="Test accounts for reviewers"))
    expect(page.get_by_text("Documentation · Documentation")).to_be_visible()
    follow(browser_page, page.get_by_role("link", name="Remove Administrator"))
    press(browser_page, "Remove test account")
    expect(page.get_by_text("Removed by the partner")).to_be_visible()
    assert ProductAccount.objects.get().sealed == ""


def test_values_are_hidden_after_a_minute_and_on_leaving(browser_page: BrowserPage, scene: InReview) -> None:
    page = browser_page.page
    add_account(browser_page, scene)
    sign_in(browser_page, Person.objects.get(pk=scene.team(DOCS).id))
    page.clock.install()
    browser_page.open(f"/reviews/{scene.review(DOCS).pk}/")
    press(browser_page, "Claim review")
    page.clock.pause_at("2040-01-01")
    show, value = (
        page.locator("#how-to-test").get_by_role("button", name="Show"),
        page.get_by_text(PASSWORD, exact=True),
    )

    show.click()
    expect(value).to_be_visible()
    page.clock.run_for(59_000)
    expect(value).to_be_visible()
    page.clock.run_for(2_000)
    expect(value).to_have_count(0)

    show.click()
    expect(value).to_be_visible()
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pagehide'))")
    expect(value).to_have_count(0)
