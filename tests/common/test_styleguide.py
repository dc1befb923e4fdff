"""The style guide in a real browser: every component, light and dark, wide and narrow."""

from collections.abc import Callable

import pytest

from tests.browser.axe import faults_on_every_width
from tests.chromium import BrowserPage

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.common.frontend_urls")]


@pytest.mark.slow
def test_style_guide_is_clean_on_every_width(browser_page: BrowserPage) -> None:
    browser_page.open("/styleguide/")

    assert faults_on_every_width(browser_page) == []


def test_bar_above_the_page_is_one_line(browser_page: BrowserPage) -> None:
    browser_page.open("/try/")

    assert browser_page.page.locator(".site-header").bounding_box()["height"] < 60  # type: ignore[index]


def test_page_reads_without_javascript(new_browser_page: Callable[..., BrowserPage]) -> None:
    page = new_browser_page(java_script_enabled=False)
    page.open("/try/")

    assert page.page.get_by_role("checkbox", name="Option 7").is_visible()
    assert page.page.get_by_role("button", name="Move down").first.is_visible()
    assert page.page.get_by_role("button", name="Upload").is_visible()
    assert page.page.get_by_role("toolbar", name="Formatting").is_hidden()
    page.page.get_by_role("group").filter(has=page.page.locator("summary")).first.locator("summary").first.click()
    page.page.get_by_role("button", name="Dark").click()
    assert page.page.locator("html").get_attribute("data-theme") == "dark"
