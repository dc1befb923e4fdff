"""A bar of tabs or links that is wider than a phone scrolls to its current one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.axe import WIDTHS
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, make_scene

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return make_scene()


def is_inside(tab: Locator) -> bool:
    return tab.evaluate(
        """tab => {
            const [inner, outer] = [tab, tab.closest("nav")].map((each) => each.getBoundingClientRect());
            return inner.width > 0 && inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
        }"""
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_preview_shows_its_current_tab(width: int, scene: Scene, new_browser_page: Callable[..., BrowserPage]) -> None:
    browser = new_browser_page(viewport={"width": width, "height": 800})
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "support"))
    page = browser.page
    if width == 390:
        page.get_by_text("Live preview").first.click()

    tab = page.locator("#preview-stage .tabs [aria-current]")
    expect(tab).to_be_visible()

    assert page.locator("#preview-stage .tabs").evaluate("bar => bar.scrollWidth > bar.clientWidth")
    assert is_inside(tab)
    other = page.locator("#preview-stage .tabs").get_by_role("link", name="Configuration")
    other.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#preview-stage [data-tab=configuration]")).to_be_attached()
    expect(other).to_be_focused()
    with page.expect_response(lambda response: "/findings/" in response.url and "tab=configuration" in response.url):
        page.get_by_label("Support e-mail").fill("help@northquay.example")  # the preview follows each save
    expect(page.locator("#preview-stage [data-tab=configuration]")).to_be_attached()
    assert page.url.endswith("/support/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_main_links_show_the_current_one(scene: Scene, new_browser_page: Callable[..., BrowserPage]) -> None:
    browser = new_browser_page(viewport={"width": 390, "height": 800})
    sign_in(browser, scene.editor)
    browser.open("/organisation/northquay/")
    links = browser.page.locator(".site-header nav")

    assert links.evaluate("bar => bar.scrollWidth > bar.clientWidth")
    assert is_inside(links.locator("[aria-current]"))
