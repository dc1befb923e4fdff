"""The style guide in a real browser: every component, light and dark, wide and narrow."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.chromium import BrowserPage

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.common.frontend_urls")]
OVERFLOW_PX = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_style_guide_has_nothing_for_axe(new_browser_page: Callable[..., BrowserPage], scheme: str) -> None:
    browser = new_browser_page(color_scheme=scheme)
    browser.open("/styleguide/")

    violations = Axe().run(browser.page).response["violations"]

    assert [(item["id"], item["nodes"][0]["html"]) for item in violations] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_style_guide_does_not_scroll_sideways(new_browser_page: Callable[..., BrowserPage], width: int) -> None:
    browser = new_browser_page(viewport={"width": width, "height": 800})
    browser.open("/styleguide/")

    assert browser.page.evaluate(OVERFLOW_PX) == 0


def test_bar_above_the_page_is_one_line(browser_page: BrowserPage) -> None:
    browser_page.open("/try/")

    assert browser_page.page.locator(".hull").bounding_box()["height"] < 60  # type: ignore[index]


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
