"""A value that can't be saved is refused at its field: the text stays, the rest is saved, and a correction is saved
too.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, make_scene

pytestmark = pytest.mark.browser
SAVED = "All changes saved"
EMOJI = "Northquay \N{SAILBOAT}"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return make_scene()


@pytest.fixture
def wizard(browser_page: BrowserPage, scene: Scene) -> Iterator[BrowserPage]:
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    yield browser_page
    # Chromium reports every 4xx response; these tests check how the page handles it.
    browser_page.faults[:] = [fault for fault in browser_page.faults if not re.search(r"\b400\b", fault)]


def expect_text(page: Page, text: str) -> None:
    expect(page.locator("[data-autosave]").first).to_contain_text(text)


def paste(page: Page, text: str) -> None:
    """Paste into the focused field, all at once."""
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def resize(page: Page, width: int) -> bool:
    page.set_viewport_size({"width": width, "height": 900})
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/refused-{width}.png")
    return True


def test_endless_title_stays_in_the_page_until_it_is_shortened(wizard: BrowserPage, scene: Scene) -> None:
    page, before = wizard.page, scene.section().document["title"]
    page.get_by_text("Tile title", exact=True).click()
    paste(page, "x" * 100_000)

    field = page.locator("#f-overview-title-field")
    expect_text(page, "Not saved. Correct the marked field")
    expect(field).to_contain_text("“Tile title” has 100,000 characters")
    expect(page.get_by_label("Tile title", exact=True)).to_have_attribute("aria-invalid", "true")
    assert scene.section().document["title"] == before
    assert [px_too_wide(wizard) for width in (1280, 390) if resize(page, width)] == [0, 0]
    page.set_viewport_size({"width": 1280, "height": 900})

    page.get_by_text("Short description", exact=True).click()
    with page.expect_response(lambda response: response.url.endswith("/save/") and response.ok):
        paste(page, "Latency of your caches")
    expect_text(page, "Not saved. Correct the marked field")
    expect(page.get_by_label("Tile title", exact=True)).to_have_value("x" * 100_000)
    expect(field).to_contain_text("100,000 characters")

    page.get_by_text("Tile title", exact=True).click()
    paste(page, EMOJI)
    expect_text(page, SAVED)
    expect(field.locator("[data-refused]")).to_have_count(0)
    document = scene.section().document
    assert (document["title"], document["short_description"]) == (EMOJI, "Latency of your caches")


def test_half_of_an_emoji_is_refused_at_its_field(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    title = page.get_by_label("Tile title", exact=True)
    title.evaluate(
        "field => { field.value = 'half \\ud83d'; field.dispatchEvent(new InputEvent('input', {bubbles: true})) }"
    )

    expect(page.locator("#f-overview-title-field")).to_contain_text("“Tile title” contains U+D83D")
    page.get_by_text("Tile title", exact=True).click()
    paste(page, EMOJI)
    expect_text(page, SAVED)

    page.reload()
    expect(page.get_by_label("Tile title", exact=True)).to_have_value(EMOJI)


def test_endless_title_without_scripts_is_shown_again_with_the_reason(
    new_browser_page: Callable[..., BrowserPage], scene: Scene
) -> None:
    browser = new_browser_page(java_script_enabled=False)
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "overview"))
    page = browser.page
    page.get_by_label("Tile title", exact=True).fill("x" * 2_000)
    page.get_by_role("button", name="Save").first.click()

    expect(page.locator("#f-overview-title-field")).to_contain_text("“Tile title” has 2,000 characters")
    expect(page.get_by_label("Tile title", exact=True)).to_have_value("x" * 2_000)
    page.get_by_label("Tile title", exact=True).fill(EMOJI)
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator("#f-overview-title-field [data-sev=blocker]")).to_have_count(0)
    assert scene.section().document["title"] == EMOJI
    browser.faults[:] = [fault for fault in browser.faults if not re.search(r"\b400\b", fault)]


def test_next_leads_to_the_field_that_is_refused(wizard: BrowserPage) -> None:
    page = wizard.page
    title = page.get_by_label("Tile title", exact=True)
    page.get_by_text("Tile title", exact=True).click()
    paste(page, "x" * 2_000)
    expect_text(page, "Not saved. Correct the marked field")
    page.get_by_text("Vendor name", exact=True).click()

    page.get_by_role("link", name=re.compile("^Next: ")).click()

    expect(title).to_be_focused()
    expect(title).to_be_in_viewport()
    paste(page, "Northquay")
    page.get_by_role("link", name=re.compile("^Next: ")).click()
    page.wait_for_url("**/configuration/#start")


def test_next_right_after_what_is_refused_leads_there_too(wizard: BrowserPage) -> None:
    page = wizard.page
    page.get_by_text("Short description", exact=True).click()
    paste(page, "x" * 2_000)

    page.get_by_role("link", name=re.compile("^Next: ")).click()

    expect(page.get_by_label("Short description", exact=True)).to_be_focused()
