"""The account menu: its parts, and that all of it can be reached in a low window."""

import pytest
from playwright.sync_api import expect

from tests.accounts.factories import make_admin
from tests.browser.axe import WIDTHS
from tests.browser.people import sign_in
from tests.chromium import BrowserPage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", WIDTHS)
def test_links_are_grouped_and_scroll_in_a_low_window(browser_page: BrowserPage, width: int) -> None:
    page = browser_page.page
    sign_in(browser_page, make_admin())
    page.set_viewport_size({"width": width, "height": 400})
    browser_page.open("/maintenance/")

    page.get_by_label("Account menu for").click()

    publishing = page.get_by_role("group", name="Publishing").get_by_role("link")
    operations = page.get_by_role("group", name="Operations").get_by_role("link")
    assert publishing.all_inner_texts() == ["Checks", "Insights", "Go-to-market", "Transfers", "Agreements"]
    assert operations.all_inner_texts() == [
        "Audit",
        "System",
        "Retention",
        "Maintenance",
        "Settings",
        "Erase a secret",
        "Background jobs",
    ]
    expect(operations.get_by_text("Maintenance")).to_have_attribute("aria-current", "page")
    page.mouse.move(width - 60, 200)
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(200)
    box = page.get_by_role("button", name="Sign out").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 400
