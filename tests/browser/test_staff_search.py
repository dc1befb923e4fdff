"""The search of staff, which "/" opens, with its results and the list of shortcuts."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from common.actor import TeamRole
from tests.accounts.factories import make_organisation
from tests.browser.axe import faults_on_every_width
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import in_review, reviewer_for

pytestmark = pytest.mark.browser
FIELD = "Search listings, reviews, partners, people and pages"


def test_lead_opens_the_search_with_its_key_and_reads_a_partner(
    transactional_db: None, browser_page: BrowserPage, data_dir: Path
) -> None:
    in_review(name="Saltbox Backup")
    make_organisation("Fernhollow Systems")
    page = browser_page.page
    sign_in(browser_page, Person.objects.get(pk=reviewer_for("documentation", role=TeamRole.LEAD, name="Iris").id))
    browser_page.open("/catalogue/")
    page.wait_for_load_state()

    page.keyboard.press("?")
    shortcuts = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(shortcuts.locator("dl > div", has_text=FIELD).locator("kbd")).to_have_text("/")
    expect(shortcuts.locator("dl > div", has_text="Go to a listing or page").locator("kbd")).to_have_text("Ctrl K")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name=FIELD)).to_be_focused()
    page.keyboard.type("saltbox")
    expect(page.get_by_role("group", name="Reviews").get_by_role("option")).to_have_count(4)
    page.keyboard.press("Control+a")
    page.keyboard.type("iris")
    expect(page.get_by_role("group", name="People").get_by_role("option")).to_contain_text("Documentation")
    page.keyboard.press("Control+a")
    page.keyboard.type("fernhollow")
    expect(page.get_by_role("group", name="Partners").get_by_role("option")).to_have_count(1)
    assert faults_on_every_width(browser_page) == []
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1, name="Fernhollow Systems")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    page.get_by_role("link", name="Teams", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Iris")
    assert faults_on_every_width(browser_page) == []
