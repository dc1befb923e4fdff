"""Scopes are added by mouse, touch and keyboard: suggested ones, and those that somebody searches for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from listings.actions import save_section
from tests.browser import keyboard, steps
from tests.browser.axe import NARROW_PX, WIDE_PX, px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.listings.scene import NOW
from tests.studio.scene import Scene, make_scene

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("data_dir")]
Press = Callable[[BrowserPage, Locator], None]


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    """A draft with OAuth that submits logs, for which a scope is suggested."""
    scene = make_scene()
    for key, changes in (
        ("configuration", {"code_type": "api_oauth", "oauth_scopes": [{"key": "a", "scope": "metrics_read"}]}),
        ("data", {"submitted_data_types": ["Logs"]}),
    ):
        save_section(revision_id=scene.revision.pk, key=key, version=None, changes=changes, by=scene.actor, now=NOW)
    return scene


def click(_browser: BrowserPage, target: Locator) -> None:
    target.click()


def tap(_browser: BrowserPage, target: Locator) -> None:
    target.tap()


@pytest.mark.parametrize("width,press", [(WIDE_PX, click), (NARROW_PX, tap)], ids=["mouse", "touch"])
def test_scopes_are_suggested_searched_and_removed_with_a_pointer(
    width: int, press: Press, scene: Scene, new_browser_page: Callable[..., BrowserPage]
) -> None:
    browser = new_browser_page(has_touch=press is tap, viewport={"width": width, "height": 800})
    scopes = open_scopes(browser, scene)
    add = scopes.get_by_role("button", name="Add api_keys_write", exact=True)
    expect(scopes.get_by_text("Your listing submits logs, so it needs api_keys_write.")).to_be_visible()

    press(browser, add)
    expect(add).to_have_count(0)
    press(browser, scopes.get_by_text("Search all scopes"))
    search = scopes.get_by_role("combobox", name="Scopes to add")
    press(browser, search)
    search.press_sequentially("monitors")
    press(browser, option(scopes, "monitors_read"))
    search.fill("dashboards_read")
    press(browser, option(scopes, "dashboards_read"))
    press(browser, scopes.get_by_role("button", name="Remove monitors_read"))
    expect(search).to_be_focused()
    assert px_too_wide(browser) == 0
    press(browser, scopes.get_by_role("button", name="Add selected scopes"))

    expect(scopes.get_by_label("Scope", exact=True)).to_have_count(3)
    assert stored(scene) == ["metrics_read", "api_keys_write", "dashboards_read"]


def test_scopes_are_suggested_searched_and_removed_with_the_keyboard(scene: Scene, browser_page: BrowserPage) -> None:
    keyboard.without_mouse(browser_page)
    page, scopes = browser_page.page, open_scopes(browser_page, scene)
    keyboard.walk_to(browser_page, scopes.get_by_role("button", name="Add api_keys_write", exact=True))
    with page.expect_navigation():
        page.keyboard.press("Space")
    steps.wait_until_settled(browser_page)

    keyboard.toggle(browser_page, scopes.get_by_text("Search all scopes"))
    search = scopes.get_by_role("combobox", name="Scopes to add")
    keyboard.walk_to(browser_page, search)
    expect(search).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(search).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("monitors_read")
    page.keyboard.press("Enter")
    page.keyboard.type("dashboards_read")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(search).to_be_focused()
    expect(option(scopes, "dashboards_read")).to_be_hidden()
    keyboard.toggle(browser_page, scopes.get_by_role("button", name="Remove monitors_read"), back=True)
    expect(search).to_be_focused()
    with page.expect_navigation():
        keyboard.toggle(browser_page, scopes.get_by_role("button", name="Add selected scopes"))

    expect(scopes.get_by_label("Scope", exact=True)).to_have_count(3)
    assert stored(scene) == ["metrics_read", "api_keys_write", "dashboards_read"]


def open_scopes(browser: BrowserPage, scene: Scene) -> Locator:
    """The field of scopes on its step."""
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "configuration"))
    steps.wait_until_settled(browser)
    return steps.field(browser, "configuration.oauth_scopes")


def option(scopes: Locator, scope: str) -> Locator:
    return scopes.locator(".picker-options label").filter(has_text=f"{scope}:").locator("span")


def stored(scene: Scene) -> list[object]:
    return [row["scope"] for row in scene.section("configuration").document["oauth_scopes"]]
