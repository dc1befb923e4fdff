"""The catalogue as visitors use it, and a tile in the sandbox of its partner."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Organisation
from common.actor import Role
from sandboxes.models import SignOff, TileLook
from sandboxes.sign_off_checklist import CHECKLIST, open_items
from tests.accounts.factories import make_admin, make_member
from tests.browser.axe import faults_on_every_width
from tests.browser.people import sign_in
from tests.browser.steps import tick
from tests.catalog.factories import make_tile
from tests.chromium import BrowserPage
from tests.sandboxes.scene import approved, enabled_activation, live_listing, partner, sandbox
from tests.shared import SMALL

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def acme(transactional_db: None) -> Organisation:
    organisation = partner("Northquay")
    sandbox(organisation)
    return organisation


def test_a_visitor_searches_filters_and_reads_a_tile(acme: Organisation, browser_page: BrowserPage) -> None:
    live_listing(acme, folder=SMALL / "octoprint")
    live_listing(acme, folder=SMALL / "vercel")
    make_tile("Café", categories=["Network"])
    page = browser_page.page
    browser_page.open("/catalogue/")
    tiles = page.get_by_role("article")
    expect(tiles).to_have_count(3)

    page.locator("label").get_by_text("Network", exact=True).first.click()
    expect(tiles).to_have_count(2)
    expect(page).to_have_url(re.compile("category=Network"))
    page.get_by_role("searchbox").fill("cafe")
    page.get_by_role("searchbox").press("Enter")
    expect(tiles).to_have_count(1)
    page.reload()
    expect(tiles).to_have_count(1)
    page.get_by_role("link", name="Clear all filters").click()
    page.get_by_role("link", name="Vercel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vercel")
    page.get_by_role("link", name="Monitoring Resources").click()
    expect(page.locator(".board").first).to_be_visible()
    expect(page).to_have_url(re.compile("tab=resources"))
    page.go_back()
    expect(page.get_by_role("link", name="Overview")).to_have_attribute("aria-current", "page")


def test_a_look_is_noted_by_showing_the_tile(acme: Organisation, browser_page: BrowserPage) -> None:
    activation = enabled_activation(approved(acme))
    sign_in(browser_page, make_member(acme, Role.OWNER, "olga"))
    page = browser_page.page

    browser_page.open(f"/sandboxes/tiles/{activation.pk}/")
    expect(page.get_by_text("You viewed this tile on")).to_be_visible()
    items = open_items(activation.submission)
    for item in items:
        tick(browser_page, str(CHECKLIST[item][1]))
    page.get_by_role("link", name="Support").click()
    expect(page.get_by_text("Tab: Support")).to_be_visible()
    page.get_by_role("button", name="Sign off tile").click()

    expect(page.get_by_text("The tile was signed off.")).to_be_visible()
    expect(page.get_by_text("An admin can publish it now")).to_have_count(0)  # the status names the next step
    activation.refresh_from_db()
    assert set(activation.checked) == set(items)
    assert (TileLook.objects.count(), SignOff.objects.count()) == (1, 1)


def test_preview_of_enabling_a_tile_is_clean(acme: Organisation, browser_page: BrowserPage) -> None:
    revision, org = approved(acme), acme.sandboxes.get()
    sign_in(browser_page, make_admin("greta"))

    browser_page.open(f"/sandboxes/?show=all&listing={revision.listing_id}&org={org.pk}")

    expect(browser_page.page.locator("#rehearsal")).to_be_visible()
    assert faults_on_every_width(browser_page) == []


@pytest.mark.parametrize("start", ["/accounts/login/", "/catalogue/"])
def test_the_search_link_and_its_key_lead_into_the_field(
    transactional_db: None, browser_page: BrowserPage, start: str
) -> None:
    page = browser_page.page
    browser_page.open(start)
    page.get_by_role("link", name="Search tiles").click()
    expect(page.get_by_label("Search the catalogue")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("body").click(position={"x": 5, "y": 400})

    page.keyboard.press("/")
    expect(page.get_by_label("Search the catalogue")).to_be_focused()
    page.keyboard.type("kafka")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"[?&]q=kafka"))
