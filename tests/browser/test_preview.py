"""The preview of a draft: its bar with mouse and keyboard, the phone, and the way to a field and back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.axe import WIDTHS, faults_on_every_width
from tests.browser.keyboard import walk_to
from tests.browser.people import sign_in
from tests.catalog.factories import make_tile
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, ready_scene

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    make_tile("Abacus")
    return ready_scene()


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe.preview-phone")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_preview_shows_a_phone_a_search_and_the_fields(
    width: int, *, scripts: bool, scene: Scene, new_browser_page: Callable[..., BrowserPage]
) -> None:
    browser = new_browser_page(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
    sign_in(browser, scene.editor)
    page = browser.page
    browser.open(scene.url("step", "support"))

    if scripts:
        page.get_by_label("Support site").first.focus()
        page.get_by_role("link", name="See it in the preview").click()
        expect(page.locator(":target")).to_have_attribute("id", "tile-f-support-support_url")
        expect(page.locator(":target")).to_be_in_viewport()
        page.go_back()
    page.get_by_role("link", name="See it in the preview").click()
    expect(page.locator("#tile-body")).to_contain_text("support@acme.example.org")
    expect(page.locator(":target")).to_be_in_viewport()
    expect(page.locator(":target")).to_have_text(re.compile("Support"))
    page.get_by_role("link", name="Phone", exact=True).click()
    phone = frame(page)
    expect(phone.locator("#tile-body")).to_contain_text("support@acme.example.org")
    assert phone.locator("html").evaluate("html => html.ownerDocument.defaultView.innerWidth") == 390
    phone.get_by_role("link", name="Configuration").click()
    expect(page).to_have_url(re.compile("width=phone&links=on&tab=configuration"))
    page.get_by_role("link", name="日本語").click()
    page.get_by_role("link", name="Dark").click()
    expect(frame(page).locator("html")).to_have_attribute("data-theme", "dark")
    expect(frame(page).locator("html")).to_have_attribute("lang", "ja")
    page.get_by_role("link", name="English").click()
    frame(page).get_by_role("link", name="Setup instructions").click()
    expect(page).to_have_url(re.compile("/setup/#f-setup-setup_md-field"))
    expect(page.get_by_label("Setup instructions").first).to_be_in_viewport()


def test_name_of_a_metric_has_a_line_of_its_own_beside_the_form(scene: Scene, browser_page: BrowserPage) -> None:
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))

    row = browser_page.page.locator(".preview-stage table tbody tr").first
    name, kind = (row.locator(":scope > *").nth(number).bounding_box() for number in range(2))

    assert name
    assert kind
    assert name["y"] + name["height"] <= kind["y"]
    assert name["width"] > 200


def test_preview_works_with_the_keyboard(scene: Scene, browser_page: BrowserPage) -> None:
    page = browser_page.page
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("preview"))

    walk_to(browser_page, page.get_by_role("link", name="Search result"))
    page.keyboard.press("Enter")
    search = page.get_by_role("searchbox", name="Words to search for")
    walk_to(browser_page, search)
    page.keyboard.type("zzz")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This search doesn't find your tile")).to_be_visible()
    search.fill("cons")
    search.press("Enter")
    expect(page.locator("mark")).to_have_text("consumers")
    walk_to(browser_page, page.get_by_role("link", name="Show links to the fields"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Short description")).to_be_visible()
    assert faults_on_every_width(browser_page) == []
    browser_page.open(scene.url("preview") + "?tab=all&links=on&theme=dark")
    assert faults_on_every_width(browser_page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_switches_keep_the_focus_and_the_place(
    *, scripts: bool, scene: Scene, new_browser_page: Callable[..., BrowserPage]
) -> None:
    browser = new_browser_page(viewport={"width": 1280, "height": 800}, java_script_enabled=scripts)
    page = browser.page
    sign_in(browser, scene.editor)
    browser.open(scene.url("preview"))

    walk_to(browser, page.get_by_role("link", name="Desktop", exact=True))
    for name in ("Phone", "Desktop", "Light", "Dark", "English", "日本語", "Show links to the fields"):
        switch = page.get_by_role("link", name=name)
        walk_to(browser, switch, back=name == "Desktop")
        top = _top_of(switch)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(switch).to_be_focused()
        assert _top_of(switch) == top
    tab = page.locator("#tile-tab-support")
    walk_to(browser, tab)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(tab).to_be_focused()
    expect(tab).to_be_in_viewport()


def test_tab_in_the_frame_of_a_phone_keeps_the_focus(scene: Scene, browser_page: BrowserPage) -> None:
    page = browser_page.page
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("preview") + "?width=phone")

    frame(page).get_by_role("link", name="Support", exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(frame(page).get_by_role("link", name="Support", exact=True)).to_be_focused()
    expect(page.locator("iframe")).to_be_focused()
    page.get_by_role("link", name="Dark").press("Enter")
    expect(frame(page).locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("link", name="Dark")).to_be_focused()


def _top_of(element: Locator) -> float:
    """Where its top is in the window; its width depends on whether it is the current one."""
    box = element.bounding_box()
    assert box is not None
    return box["y"]
