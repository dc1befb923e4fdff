"""Rows of lists on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.accounts.factories import make_admin
from tests.browser.axe import NARROW_PX
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.sandboxes.scene import partner, sandbox

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(transactional_db: None, new_browser_page: Callable[..., BrowserPage]) -> BrowserPage:
    browser = new_browser_page(viewport={"width": NARROW_PX, "height": 800})
    sign_in(browser, make_admin())
    return browser


def top(part: Locator) -> float:
    return float(part.evaluate("part => part.getBoundingClientRect().top"))


def test_state_is_on_the_first_line_of_its_row(phone: BrowserPage) -> None:
    phone.open("/checks/")
    row = phone.page.locator("tbody tr").first

    assert top(row.locator("th")) == top(row.locator(".aside"))


def test_sandbox_org_fills_its_line_and_has_no_bare_number(phone: BrowserPage) -> None:
    acme = sandbox(partner("A partner whose name needs more than one line"), name="acme-dev-with-a-long-name")
    phone.open("/sandboxes/orgs/")
    row = phone.page.locator("tbody tr")

    expect(row).to_have_count(1)
    assert row.inner_text().split("\n")[0] == acme.name
    assert row.locator("th").bounding_box()["height"] < 30  # type: ignore[index]  # the row is visible
    expect(row.locator(".n")).to_be_hidden()
