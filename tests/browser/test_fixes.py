"""A fix in a real browser: applied where its finding stands, seen, undone; nothing typed is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import ready_scene
from tests.tilekit.listing import METADATA

pytestmark = pytest.mark.browser
_LETTER_PX = 7  # the blanks in either are as wide: with a narrower one the place and the code read as one word
_GAP = "([place, code]) => code.getClientRects()[0].left - [...place.getClientRects()].at(-1).right"


def test_fix_is_applied_seen_and_undone_in_place(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = ready_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "content"))
    page = browser_page.page
    finding, said = page.locator(".finding", has_text="MN-014"), page.locator("#fixed")
    name = page.locator("[data-field=monitors] input[name$='.short_name']")
    finding.get_by_text("What it changes").click()
    expect(finding.locator("ins")).to_contain_text("[Acme Widget] Queue depth is high")
    place, code = (finding.locator("p > .code").nth(at) for at in (0, 1))
    assert page.evaluate(_GAP, [place.element_handle(), code.element_handle()]) > _LETTER_PX

    name.fill("depth_typed")  # not saved yet when the button is pressed
    finding.get_by_role("button", name="Apply fix").click()

    expect(said.locator("ins")).to_contain_text("[Acme Widget] Queue depth is high")
    expect(finding).to_have_count(0)
    expect(name).to_have_value("depth_typed")
    page.reload()
    said.get_by_role("button", name="Undo").click()
    expect(said).to_contain_text("It is again as it was before.")
    expect(finding).to_be_visible()
    expect(name).to_have_value("depth_typed")


def test_blocker_in_a_long_metrics_list_is_one_press_away(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    row = METADATA.splitlines()[1]
    rows = [row.replace("acme_widget.", f"acme_widget.m{n:03d}.") for n in range(100)]
    rows[70] = rows[70].replace("gauge", "guage")
    csv = METADATA + "\n".join([*rows, ""])
    scene = ready_scene(**{"metadata.csv": csv.encode()})  # type: ignore[arg-type]  # files, and no name
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "data"))
    page = browser_page.page

    page.get_by_role("link", name="Next problem").click()

    cell = page.locator("#line-74 td[data-sev=blocker] input")
    expect(cell).to_be_focused()
    expect(cell).to_have_value("guage")
    page.locator("#line-60 input").first.focus()
    page.get_by_role("link", name="Next problem").click()
    expect(cell).to_be_focused()


def test_focus_stays_where_somebody_works(browser_page: BrowserPage, transactional_db: None, data_dir: Path) -> None:
    scene = ready_scene(**{"metadata.csv": METADATA.replace("gauge", "Gauge").encode()})  # type: ignore[arg-type]
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "data"))
    page = browser_page.page
    table, pipeline = page.locator("#metrics"), page.locator("#pipeline")

    table.get_by_role("link", name="With findings").press("Enter")
    expect(table.locator("[aria-current=true]")).to_contain_text("With findings")
    expect(table.get_by_role("link", name="With findings")).to_be_focused()
    table.get_by_role("button", name="Apply fix").first.press("Enter")
    page.locator("#fixed").get_by_role("button", name="Close").press("Enter")
    expect(page.locator("#fixed")).to_be_focused()
    table.get_by_role("link", name="All", exact=True).press("Enter")
    table.get_by_role("button", name="Remove").first.press("Enter")
    expect(table.get_by_text("1 row", exact=True)).to_be_visible()
    expect(table).to_be_focused()
    pipeline.get_by_role("link", name="Run it").press("Enter")
    expect(pipeline.get_by_role("link", name="Run it")).to_have_count(0)
    expect(pipeline).to_be_focused()
