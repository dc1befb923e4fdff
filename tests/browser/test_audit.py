"""An admin reads and filters the audit log, and an owner that of the organisation on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from tests.accounts.factories import make_admin
from tests.browser.axe import NARROW_PX, faults_on_every_width, load_axe_with_pages, px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import InReview, in_review, today

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(transactional_db: None, data_dir: object) -> InReview:
    return in_review(now=today())


def test_admin_filters_events_and_opens_their_details(
    scene: InReview, new_browser_page: Callable[..., BrowserPage]
) -> None:
    browser = new_browser_page()
    load_axe_with_pages(browser)
    sign_in(browser, make_admin())
    page = browser.page
    browser.open("/audit/")
    expect(page.get_by_role("rowheader", name="Submitted")).to_be_visible()

    page.get_by_label("Action", exact=True).select_option(label="Checks passed")
    page.get_by_label("Person or application").fill("portal")
    page.get_by_role("button", name="Apply filters").click()

    expect(page.get_by_role("rowheader", name="Checks passed")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Submitted")).to_have_count(0)
    page.get_by_text("Details").first.click()
    expect(page.get_by_text("revision.checks-passed")).to_be_visible()
    assert faults_on_every_width(browser) == []
    page.get_by_role("button", name="Export as CSV").click()
    expect(page.get_by_text("The export has started.")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="waiting")).to_be_visible()
    expect(page.get_by_label("Action", exact=True)).to_have_value("revision.checks-passed")
    page.get_by_label("Person or application").fill("nobody")
    page.get_by_label("Person or application").press("Enter")
    expect(page.get_by_role("heading", name="No events match")).to_be_visible()
    page.get_by_role("link", name="Clear filters").click()
    expect(page.get_by_role("rowheader", name="Submitted")).to_be_visible()


def test_owner_reads_the_events_of_a_listing_on_a_phone(
    scene: InReview, new_browser_page: Callable[..., BrowserPage]
) -> None:
    browser = new_browser_page(viewport={"width": NARROW_PX, "height": 800})
    sign_in(browser, Person.objects.get(pk=scene.owner.id))
    page = browser.page
    browser.open(f"/listings/{scene.revision.listing_id}/")

    page.get_by_role("link", name="Audit").click()

    expect(page.get_by_role("rowheader", name="Submitted")).to_be_visible()
    assert px_too_wide(browser) == 0
