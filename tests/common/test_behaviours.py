"""The small JavaScript modules, in a real browser and mostly by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.chromium import BrowserPage
from tests.common import frontend_urls
from tests.common.frontend_urls import Draft

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.common.frontend_urls")]


@pytest.fixture
def form(browser_page: BrowserPage, monkeypatch: pytest.MonkeyPatch) -> BrowserPage:
    monkeypatch.setattr(frontend_urls, "draft", Draft())
    browser_page.open("/try/")
    return browser_page


def expect_captions(form: BrowserPage, *captions: str) -> None:
    boxes = form.page.locator("[data-row] input[type=text]")
    expect(boxes).to_have_count(len(captions))
    for number, caption in enumerate(captions):
        expect(boxes.nth(number)).to_have_value(caption)


def test_counter_follows_the_text(form: BrowserPage) -> None:
    form.page.get_by_label("Title").fill("Twelve signs")

    counter = form.page.locator("#title-count")
    expect(counter).to_contain_text("12 / 10")
    expect(counter).to_have_attribute("data-style", "bad")


def test_rows_are_moved_by_keyboard_and_said(form: BrowserPage) -> None:
    form.page.get_by_label("Caption b").press("Alt+ArrowUp")

    expect_captions(form, "Second", "First")
    expect(form.page.locator("[data-row-status]")).to_have_text("Moved to position 1 of 2.")
    expect(form.page.get_by_label("Caption b")).to_be_focused()


def test_rows_are_moved_by_dragging(form: BrowserPage) -> None:
    grips = form.page.locator(".row-grip")
    start, end = grips.nth(0).bounding_box(), grips.nth(1).bounding_box()
    assert start
    assert end
    form.page.mouse.move(start["x"] + 4, start["y"] + 4)
    form.page.mouse.down()
    form.page.mouse.move(end["x"] + 4, end["y"] + 30, steps=8)
    form.page.mouse.up()

    expect_captions(form, "Second", "First")


def test_row_is_added_with_the_focus_in_it_and_removed(form: BrowserPage) -> None:
    form.page.get_by_role("button", name="Add a row").click()
    expect(form.page.locator("[data-row] input[type=text]").nth(2)).to_be_focused()
    form.page.keyboard.type("Third")

    expect_captions(form, "First", "Second", "Third")
    expect(form.page.get_by_role("button", name="Move up: 3", exact=True)).to_be_visible()
    form.page.get_by_role("button", name="Remove: Row").first.click()
    expect_captions(form, "Second", "Third")
    form.page.get_by_role("button", name="Remove: 2", exact=True).press("Enter")
    expect_captions(form, "Second")


def test_picker_is_worked_by_keyboard(form: BrowserPage) -> None:
    search = form.page.get_by_placeholder("Search 12 options")
    search.fill("option 11")
    search.press("Enter")

    chips = form.page.locator(".chips .chip")
    expect(chips).to_have_count(2)
    search.press("ArrowDown")
    form.page.keyboard.press("Space")
    expect(chips).to_have_count(3)
    form.page.keyboard.press("ArrowDown")
    form.page.keyboard.press("Enter")  # chosen before
    expect(chips).to_have_count(2)
    form.page.keyboard.press("Enter")
    expect(chips).to_have_count(3)
    form.page.get_by_role("button", name="Remove Option 0").click()
    expect(chips).to_have_count(2)
    form.page.keyboard.press("Escape")
    expect(form.page.get_by_role("checkbox", name="Option 7")).to_be_hidden()


def test_picker_is_one_stop_for_tab(form: BrowserPage) -> None:
    form.page.get_by_placeholder("Search 12 options").press("ArrowDown")
    expect(form.page.get_by_role("checkbox", name="Option 0")).to_be_focused()

    form.page.keyboard.press("Tab")

    expect(form.page.locator("slip-picker :focus")).to_have_count(0)
    expect(form.page.get_by_role("checkbox", name="Option 7")).to_be_hidden()


def test_markdown_toolbar_wraps_the_selection(form: BrowserPage) -> None:
    area = form.page.get_by_label("Text")
    area.fill("one two")
    area.press("End")
    area.press("Control+Shift+ArrowLeft")
    area.press("Control+b")
    expect(area).to_have_value("one **two**")

    area.press("Control+z")
    expect(area).to_have_value("one two")
    form.page.get_by_role("button", name="Numbered steps").click()
    expect(area).to_have_value("1. one two")


def test_theme_is_worn_at_once_and_kept(form: BrowserPage) -> None:
    form.page.get_by_label("Appearance and language").click()
    form.page.get_by_role("button", name="Dark").click()
    root = form.page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")

    form.open("/try/")
    expect(root).to_have_attribute("data-theme", "dark")


def test_menu_closes_with_escape_and_gives_the_focus_back(form: BrowserPage) -> None:
    summary = form.page.get_by_label("Appearance and language")
    summary.click()
    form.page.get_by_role("button", name="Dark").focus()
    form.page.keyboard.press("Escape")

    expect(form.page.get_by_role("button", name="Dark")).to_be_hidden()
    expect(summary).to_be_focused()


def test_shortcuts_are_listed_and_leave_typing_alone(browser_page: BrowserPage) -> None:
    browser_page.open("/styleguide/")
    dialog = browser_page.page.locator("#shortcuts")
    browser_page.page.locator("#ex-title").focus()
    browser_page.page.keyboard.press("?")
    expect(dialog).to_be_hidden()

    browser_page.page.locator("#ex-title").blur()
    browser_page.page.keyboard.press("?")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Claim")
    browser_page.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_button_opens_its_dialog(browser_page: BrowserPage) -> None:
    browser_page.open("/styleguide/")
    browser_page.page.get_by_role("button", name="Withdraw").first.click()

    expect(browser_page.page.get_by_role("dialog", name="Withdraw Northquay Cache?")).to_be_visible()
    browser_page.page.get_by_role("button", name="Keep it in review").click()
    expect(browser_page.page.get_by_role("dialog", name="Withdraw Northquay Cache?")).to_be_hidden()


def test_error_summary_takes_the_focus_and_leads_into_the_field(browser_page: BrowserPage) -> None:
    browser_page.open("/styleguide/")
    expect(browser_page.page.locator("#error-summary")).to_be_focused()
    browser_page.page.get_by_role("link", name="Support e-mail").click()

    expect(browser_page.page.locator("#ex-mail")).to_be_focused()


def test_toast_is_shown_and_can_be_closed(form: BrowserPage) -> None:
    form.page.evaluate("document.body.dispatchEvent(new CustomEvent('toast', {detail: {text: 'Claimed', style: ''}}))")

    toast = form.page.get_by_text("Claimed")
    expect(toast).to_be_visible()
    form.page.get_by_role("button", name="Close").click()
    expect(toast).to_be_hidden()


def test_list_is_worked_by_keys_and_a_key_means_the_selected_part(form: BrowserPage) -> None:
    form.page.keyboard.press("j")
    form.page.keyboard.press("j")
    expect(form.page.get_by_role("link", name="B", exact=True)).to_be_focused()
    form.page.keyboard.press("c")

    expect(form.page.get_by_role("dialog", name="B")).to_be_visible()


def test_tab_fetches_its_part_and_changes_the_address(form: BrowserPage) -> None:
    form.page.get_by_role("link", name="Two").click()

    form.page.wait_for_url("**/try/seen/?tab=2")
    expect(form.page.get_by_role("link", name="Two")).to_have_attribute("aria-current", "page")
    expect(form.page.get_by_role("heading", name="Try")).to_be_visible()
