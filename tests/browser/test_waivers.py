"""A partner asks for a waiver next to a blocker, a lead grants it, and the partner sees the answer."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from common.actor import TeamRole
from tests.browser.people import sign_in
from tests.browser.steps import follow, wait_until_settled
from tests.chromium import BrowserPage
from tests.reviews.scene import reviewer_for
from tests.validation.scene import owner, ready
from tests.validation.test_waivers import OLD, metrics

pytestmark = pytest.mark.browser


def test_partner_asks_and_a_lead_grants(browser_page: BrowserPage, transactional_db: None, data_dir: Path) -> None:
    partner, lead = owner(), reviewer_for("ecosystems", role=TeamRole.LEAD)
    revision, page = ready(partner, **{"metadata.csv": metrics(OLD)}), browser_page.page
    listing = revision.listing.get_absolute_url()

    sign_in(browser_page, Person.objects.get(pk=partner.id))
    browser_page.open(f"/listings/{revision.listing_id}/revisions/{revision.number}/review/")
    follow(browser_page, page.get_by_role("link", name="Ask for a waiver MD-016").first)
    page.get_by_label("Reason for the waiver").fill("It is another type.")
    follow(browser_page, page.get_by_role("button", name="Send request"))

    sign_in(browser_page, Person.objects.get(pk=lead.id))
    browser_page.open("/queue/")
    follow(browser_page, page.get_by_role("link", name="Requests 1"))
    expect(page.get_by_text("It is another type.")).to_be_visible()
    page.get_by_label("Kind of request").select_option("Waiver request (1)")
    follow(browser_page, page.get_by_role("button", name="Filter requests"))
    follow(browser_page, page.get_by_role("link", name=revision.listing.name))
    page.get_by_text("Grant waiver").first.click()
    page.locator("#grant").get_by_label("Reason").fill("Agreed.")
    follow(browser_page, page.locator("#grant").get_by_role("button", name="Grant waiver"))

    sign_in(browser_page, Person.objects.get(pk=partner.id))
    browser_page.open(listing)
    follow(browser_page, page.get_by_role("link", name="Waivers"))
    wait_until_settled(browser_page)
    expect(page.get_by_text("Agreed.")).to_be_visible()
