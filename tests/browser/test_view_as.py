"""An admin views the portal as a partner: the banner on each page, refused changes, and the end."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from tests.accounts.factories import PASSWORD, make_admin
from tests.browser.axe import faults_on_every_width, load_axe_with_pages
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import InReview, in_review, today

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(transactional_db: None, data_dir: object) -> InReview:
    return in_review(now=today())


def test_admin_views_the_portal_as_a_partner(scene: InReview, new_browser_page: Callable[..., BrowserPage]) -> None:
    owner, listing = Person.objects.get(pk=scene.owner.id), scene.revision.listing
    Person.objects.filter(pk=owner.pk).update(name="Olga Quay")
    browser = new_browser_page()
    load_axe_with_pages(browser)
    sign_in(browser, make_admin("ada"), typed=PASSWORD)
    page = browser.page
    browser.open(f"/organisations/{listing.organisation.slug}/")
    link, name = page.get_by_role("link", name="View as Olga Quay"), page.get_by_role("link", name="Olga Quay").first
    link_box, name_box = link.bounding_box(), name.bounding_box()
    assert link_box
    assert name_box
    assert link_box["x"] > name_box["x"], "the button is next to the role"
    link.click()
    assert faults_on_every_width(browser) == []
    page.get_by_label("Reason").fill("You asked why you can't submit")
    page.get_by_role("button", name="View as this person").click()

    banner = page.get_by_text("Ada, you are viewing the portal as Olga Quay.")
    expect(banner).to_be_visible()
    assert faults_on_every_width(browser) == []
    browser.open(f"/listings/{listing.pk}/")
    expect(banner).to_contain_text("The view ends in 10 minutes.")
    page.get_by_role("button", name="End view").click()

    expect(page.get_by_text("You are back on your own pages.")).to_be_visible()
    expect(banner).to_have_count(0)
