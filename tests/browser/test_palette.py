"""The command palette in a real browser: keys, touch, recent entries, editors with their own keys, and no scripts."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from common.actor import Role
from tests.browser.axe import NARROW_PX, faults_on_every_width
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, make_scene

pytestmark = pytest.mark.browser
FIELD = "Search listings, steps, fields and pages"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return make_scene()


def open_with_keys(page: Page) -> None:
    page.wait_for_load_state()  # a new page has its scripts then
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name=FIELD)).to_be_focused()


def selected(page: Page) -> str:
    """The text of the option that a screen reader reads."""
    active = page.get_by_role("combobox", name=FIELD).get_attribute("aria-activedescendant")
    return page.locator(f"#{active}[aria-selected=true] span").first.inner_text() if active else ""


def test_keys_lead_to_a_field_and_back(browser_page: BrowserPage, scene: Scene) -> None:
    page = browser_page.page
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "support"))
    page.get_by_label("Support site").focus()

    open_with_keys(page)
    expect(page.get_by_role("option", name="New listing")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Support site")).to_be_focused()
    open_with_keys(page)
    page.keyboard.type("support")
    expect(page.get_by_role("option", name="Queue")).to_have_count(0)
    expect(page.get_by_role("option", name="Support e-mail", exact=False)).to_be_visible()
    first = selected(page)
    page.keyboard.press("ArrowUp")  # from the first result to the last one
    assert selected(page) not in {"", first}
    page.keyboard.press("ArrowDown")
    assert selected(page) == first
    assert faults_on_every_width(browser_page) == []
    page.keyboard.type(" email")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Enter")

    expect(page.get_by_label("Support e-mail")).to_be_focused()
    expect(page.locator("#palette")).to_be_hidden()
    open_with_keys(page)
    page.keyboard.type("tile title")
    expect(page.get_by_role("option", name="Tile title")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/overview/#f-overview-title-field$"))
    expect(page.get_by_label("Tile title", exact=True)).to_be_focused()


@pytest.mark.parametrize("width", [1280, NARROW_PX])
def test_appearance_and_assignment_open_with_the_focus(
    width: int, scene: Scene, new_browser_page: Callable[..., BrowserPage]
) -> None:
    browser = new_browser_page(viewport={"width": width, "height": 800})
    page = browser.page
    sign_in(browser, scene.member(Role.OWNER))
    browser.open(scene.url("step", "support"))

    for text, control in (("theme", "theme-field button"), ("assign", "assign-person")):
        open_with_keys(page)
        page.keyboard.type(text)
        expect(page.get_by_role("option")).not_to_have_count(0)
        page.keyboard.press("Enter")
        expect(page.locator(f"#{control}").first).to_be_focused()
        expect(page.locator(f"#{control}").first).to_be_visible()


def test_recent_entries_are_forgotten_when_the_person_signs_out(browser_page: BrowserPage, scene: Scene) -> None:
    page = browser_page.page
    sign_in(browser_page, scene.editor)
    browser_page.open("/")
    open_with_keys(page)
    page.keyboard.type("catalogue")
    page.keyboard.press("Enter")  # at once: it waits for the results
    expect(page).to_have_url(re.compile("/catalogue/$"))

    open_with_keys(page)
    recent = page.get_by_role("group", name="Recent")
    expect(recent.get_by_role("option")).to_have_text(["Catalogue"])
    page.keyboard.press("Escape")
    page.get_by_label("Account menu for").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert page.evaluate("localStorage.getItem('palette-recent')") is None
    open_with_keys(page)
    expect(page.get_by_role("option").first).to_be_visible()
    expect(recent).to_have_count(0)


def test_key_is_left_to_editors_dialogs_and_input_methods(browser_page: BrowserPage, scene: Scene) -> None:
    """In a text with Markdown, Ctrl+K makes a link. While an input method composes, its keys are its own."""
    page, palette = browser_page.page, browser_page.page.locator("#palette")
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "support"))
    text = page.get_by_label("Support details")
    text.fill("docs")
    text.select_text()
    page.keyboard.press("Control+k")
    expect(text).to_have_value(re.compile(r"\[docs\]\("))

    page.get_by_label("Support site").focus()
    page.evaluate(
        """() => document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", { key: "k", ctrlKey: true, isComposing: true, bubbles: true }))"""
    )
    page.locator("h1").first.click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(palette).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Control+k")
    expect(palette).to_be_hidden()
    open_with_keys(page)


def test_button_opens_the_palette_by_touch(new_browser_page: Callable[..., BrowserPage], scene: Scene) -> None:
    browser = new_browser_page(viewport={"width": NARROW_PX, "height": 800}, has_touch=True, is_mobile=True)
    page = browser.page
    sign_in(browser, scene.editor)
    browser.open("/listings/")

    page.get_by_role("link", name="Go to").tap()
    page.get_by_role("combobox", name=FIELD).fill("northquay cache")
    page.get_by_role("listbox").get_by_role("group", name="Listings").get_by_role("option").tap()

    expect(page).to_have_url(re.compile(rf"/listings/{scene.revision.listing_id}/$"))
    page.get_by_role("link", name="Go to").tap()
    page.get_by_role("button", name="Close").tap()
    expect(page.locator("#palette")).to_be_hidden()


def test_button_leads_to_the_search_page_without_scripts(
    new_browser_page: Callable[..., BrowserPage], scene: Scene
) -> None:
    browser = new_browser_page(java_script_enabled=False)
    page = browser.page
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "overview"))

    page.get_by_role("link", name="Go to").click()
    page.get_by_label(FIELD).fill("support email")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Support e-mail", exact=True).click()

    expect(page).to_have_url(re.compile(r"/support/#f-support-support_email-field$"))
