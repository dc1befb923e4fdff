"""A fix in a real browser: applied at its finding, shown and undone, without losing typed text."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.axe import px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.fixes.fix_buttons import rename_monitor, untidy_scene
from tests.studio.fixes.test_fixes import more_monitors
from tests.studio.scene import ready_scene
from tests.tilekit.listing import METADATA
from tilekit.checks.finding import Finding
from tilekit.checks.fix_guard import CheckedListing, FixVerdict, judge_fixes

pytestmark = pytest.mark.browser
WIDE, NARROW = ({"width": width, "height": 800} for width in (1280, 390))


def test_fix_is_applied_seen_and_undone_in_place(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = ready_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "content"))
    page = browser_page.page
    finding, region = page.locator(".finding", has_text="MN-014"), page.locator("#fixed")
    name = page.locator("[data-field=monitors] input[name$='.short_name']")
    expect(finding.get_by_role("button", name="Apply fix")).to_have_count(0)
    finding.get_by_role("button", name="Show changes").click()
    expect(finding.locator("ins")).to_contain_text("[Acme Widget] Queue depth is high")

    name.fill("depth_typed")  # not saved yet when the button is pressed
    finding.get_by_role("button", name="Apply fix").click()

    expect(region.locator("ins")).to_contain_text("[Acme Widget] Queue depth is high")
    expect(finding).to_have_count(0)
    expect(name).to_have_value("depth_typed")
    page.reload()
    region.get_by_role("button", name="Undo fix").click()
    expect(region).to_contain_text("The earlier content has been restored.")
    expect(finding).to_be_visible()
    expect(name).to_have_value("depth_typed")


def test_suggested_fix_is_looked_at_applied_and_undone_by_keyboard(
    new_browser_page: Callable[..., BrowserPage], data_dir: Path
) -> None:
    scene = ready_scene()
    browser = new_browser_page(viewport=NARROW)
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "review"))
    page = browser.page
    finding, region = page.locator("#to-do .finding", has_text="MN-014"), page.locator("#fixed")

    finding.get_by_role("button", name="Show changes").press("Enter")
    expect(finding.get_by_role("group", name="Changes in this fix")).to_be_focused()
    for _stop in ("place", "file before", "query before", "message before", "query", "message", "difference"):
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(finding.get_by_role("button", name="Apply fix")).to_be_focused()
    page.keyboard.press("Enter")

    expect(region.locator("section")).to_be_focused()
    expect(finding).to_have_count(0)
    region.get_by_role("button", name="Undo fix").press("Enter")
    expect(finding).to_be_visible()


def test_change_that_is_late_is_announced_and_comes_when_asked_again(
    new_browser_page: Callable[..., BrowserPage], data_dir: Path
) -> None:
    scene = ready_scene()
    browser = new_browser_page(has_touch=True, viewport={"width": 390, "height": 800})
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "content"))
    page = browser.page
    finding = page.locator(".finding", has_text="MN-014")
    asked: list[Route] = []
    page.route(re.compile(r"/fixes/\?"), lambda route: asked.append(route))  # noqa: PLW0108 it is given a mark of its own

    look = finding.get_by_role("button", name="Show changes")
    look.tap()
    expect(finding.get_by_text("Loading the changes")).to_be_visible()
    asked[0].fulfill(status=204)  # nothing arrived
    expect(finding.get_by_text("Loading the changes")).to_be_hidden()
    page.unroute_all()
    look.tap()

    finding.get_by_role("button", name="Apply fix").tap()
    expect(page.locator("#fixed")).to_contain_text("[Acme Widget] Queue depth is high")


def test_change_of_which_another_came_in_between_is_shown_again(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = ready_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "content"))
    page = browser_page.page
    finding = page.locator(".finding", has_text="MN-014")
    finding.get_by_role("button", name="Show changes").click()
    expect(finding.locator("ins")).to_contain_text("Queue depth is high")
    rename_monitor(scene, "Queue is very deep")

    finding.get_by_role("button", name="Apply fix").click()

    expect(page.locator(".toast")).to_contain_text("Review it again")
    expect(finding.locator("ins")).to_contain_text("Queue is very deep")
    finding.get_by_role("button", name="Apply fix").click()
    expect(page.locator("#fixed")).to_contain_text("[Acme Widget] Queue is very deep")
    browser_page.faults[:] = [fault for fault in browser_page.faults if "409" not in fault]


def test_all_that_only_tidies_is_fixed_by_one_button(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = untidy_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "review"))
    page = browser_page.page
    row, region = page.locator("#to-do .finding[data-group]", has_text="3 places to tidy up"), page.locator("#fixed")

    page.locator("#to-do .advice > summary").press("Enter")
    row.locator(".places > summary").press("Enter")
    expect(row.get_by_role("link", name="Support › Support details", exact=True)).to_be_visible()
    row.get_by_role("button", name=re.compile("Apply fix ?: Move the addresses")).click()
    expect(region).to_contain_text("Fix applied")
    row = page.locator("#to-do .finding[data-group]", has_text="2 places to tidy up")
    expect(row.get_by_role("link", name=re.compile("^Data › Metrics file"))).to_have_count(2)  # it is still open
    row.get_by_role("button", name=re.compile(r"Tidy up all \d places in the listing")).click()

    expect(region).to_contain_text("Tidy up")
    expect(page.get_by_text("places to tidy up")).to_have_count(0)
    region.get_by_role("button", name="Undo fix").click()
    expect(row).to_have_count(1)


def test_fix_of_all_says_what_the_guard_left(
    new_browser_page: Callable[..., BrowserPage], data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spares_readme(fixed: Sequence[Finding], *sides: CheckedListing) -> FixVerdict:
        remaining = [finding for finding in fixed if finding.file == "README.md"]
        return FixVerdict(remaining=remaining) if remaining else judge_fixes(fixed, *sides)

    monkeypatch.setattr("tilekit.checks.fix_application.judge_fixes", spares_readme)
    scene = untidy_scene()
    browser = new_browser_page(viewport=NARROW)
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "review"))
    page = browser.page
    row, region = page.locator("#to-do .finding[data-group]", has_text="3 places to tidy up"), page.locator("#fixed")
    left = "Not fixed: 1 place, because its fix can't be applied. The fix would not solve the problem: Move the address"

    page.locator("#to-do .advice > summary").click()
    row.get_by_role("button", name="Show changes").last.click()
    expect(row).to_contain_text(left)
    row.get_by_role("button", name=re.compile(r"Tidy up all \d places in the listing")).click()

    expect(region).to_contain_text("Fix applied in 2 places: Tidy up")
    expect(region).to_contain_text(left)
    page.reload()
    expect(region).to_contain_text(left)
    assert px_too_wide(browser) == 0
    page.set_viewport_size(WIDE)
    assert px_too_wide(browser) == 0


def test_fix_without_scripts_is_looked_at_on_a_page(
    new_browser_page: Callable[..., BrowserPage], data_dir: Path
) -> None:
    scene = ready_scene()
    browser = new_browser_page(java_script_enabled=False)
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "content"))
    page = browser.page

    page.locator("[data-field=monitors] input[name$='.short_name']").fill("typed_before")
    page.locator(".finding", has_text="MN-014").get_by_role("button", name="Show changes").click()
    expect(page.locator("ins")).to_contain_text("[Acme Widget] Queue depth is high")
    page.get_by_role("button", name="Apply fix").click()

    region = page.locator("#fixed")
    expect(region).to_contain_text("[Acme Widget] Queue depth is high")
    expect(page.locator("[data-field=monitors] input[name$='.short_name']")).to_have_value("typed_before")
    region.get_by_role("button", name="Undo fix").click()
    expect(page.locator(".finding", has_text="MN-014")).to_be_visible()


def test_rows_unfold_without_scripts(new_browser_page: Callable[..., BrowserPage], data_dir: Path) -> None:
    scene = untidy_scene()
    browser = new_browser_page(java_script_enabled=False, viewport={"width": 390, "height": 800}, has_touch=True)
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "review"))
    page = browser.page

    page.locator("#to-do .advice > summary").tap()
    page.locator("#to-do").get_by_text("3 places to tidy up").tap()
    page.locator("#to-do .places").get_by_role("link", name=re.compile("^Data › Metrics file")).first.tap()

    page.wait_for_url("**/data/**")


def test_blocker_in_a_long_metrics_list_is_one_press_away(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    row = METADATA.splitlines()[1]
    rows = [row.replace("acme_widget.", f"acme_widget.m{n:03d}.") for n in range(100)]
    rows[70] = rows[70].replace("gauge", "guage")
    csv = METADATA + "\n".join([*rows, ""])
    scene = ready_scene(**{"metadata.csv": csv.encode()})  # type: ignore[arg-type]  # files, and no name
    sign_in(browser_page, scene.editor)
    page, waiting = browser_page.page, list[Route]()
    page.route("**/metrics/rows/", lambda route: waiting.append(route))  # noqa: PLW0108 Playwright takes no built-in
    browser_page.open(scene.url("step", "data"))
    with page.expect_request("**/metrics/rows/"):
        page.get_by_role("link", name="Next problem").click()  # before the table has its rows
    expect(page.locator("#metrics")).to_be_visible()
    waiting[0].continue_()

    cell = page.locator("#metrics [data-column=metric_type][data-sev=blocker]")
    expect(page.locator("#metrics [role=grid]")).to_be_focused()
    expect(cell).to_have_text("guage")
    expect(cell).to_have_attribute("data-active", "")
    page.keyboard.press("Control+Home")
    page.get_by_role("link", name="Next problem").click()
    expect(cell).to_have_attribute("data-active", "")


def test_focus_stays_where_somebody_works(browser_page: BrowserPage, transactional_db: None, data_dir: Path) -> None:
    scene = ready_scene(**{"metadata.csv": METADATA.replace("gauge", "Gauge").encode()})  # type: ignore[arg-type]
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "data"))
    page = browser_page.page
    table = page.locator("#metrics")

    table.scroll_into_view_if_needed()
    table.get_by_role("button", name="With findings").press("Enter")
    expect(table.get_by_role("button", name="With findings")).to_be_focused()
    page.keyboard.press("F8")
    table.get_by_role("button", name="Show changes").first.press("Enter")
    table.get_by_role("button", name="Apply fix").first.press("Enter")
    page.locator("#fixed").get_by_role("button", name="Close").press("Enter")
    expect(page.locator("#fixed")).to_be_focused()
    expect(table.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "false")
    table.get_by_role("button", name="Delete").press("Enter")
    expect(table.get_by_text("0 of 1 rows")).to_be_visible()  # the other row has no finding
    expect(table.get_by_role("button", name="Delete")).to_be_focused()


def test_suggested_fixes_of_one_kind_are_reviewed_and_applied_on_one_page(
    new_browser_page: Callable[..., BrowserPage], data_dir: Path
) -> None:
    scene = ready_scene()
    more_monitors(scene, 2)
    browser = new_browser_page(viewport=NARROW)
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "content"))
    page = browser.page
    finding = page.locator(".finding", has_text="MN-014").first

    finding.get_by_role("link", name="Fix all 3 findings of this kind in the listing").click()
    expect(page.locator("#fix ins")).to_have_count(3)
    assert px_too_wide(browser) == 0
    page.set_viewport_size(WIDE)
    assert px_too_wide(browser) == 0
    page.get_by_role("button", name="Apply fix").press("Enter")

    region = page.locator("#fixed")
    expect(region).to_contain_text("Fix applied in 3 places")
    expect(page.locator(".finding", has_text="MN-014")).to_have_count(0)
    region.get_by_role("button", name="Undo fix").click()
    expect(page.locator(".finding", has_text="MN-014").first).to_be_visible()
