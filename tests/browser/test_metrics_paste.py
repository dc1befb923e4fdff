"""Choices in the dialog for pasted metrics while the server is slow."""

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.metrics_grid import MetricsGrid
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.metrics.metrics_file import HEADER, put
from tests.studio.scene import make_scene

pytestmark = pytest.mark.browser
METRICS = f"{HEADER}\ncache.hits,gauge,,hit,second,Hits,1,Northquay Cache,hits\n".encode()


def test_columns_that_are_chosen_before_the_server_answers_are_all_applied(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    put(scene, METRICS)
    grid, page = MetricsGrid(browser_page, scene), browser_page.page
    grid.copy_elsewhere("Metric\tMeasured in\tWhat it is\ncache.size\tbyte\tSize of all\n")
    grid.cell(1, "metric_name").click()
    grid.press("Control+v")
    dialog, waiting = page.get_by_role("dialog", name="Paste metrics"), list[Route]()
    measure, meaning = (dialog.get_by_role("combobox", name=name) for name in ("Measured in", "What it is"))
    expect(measure).to_have_value("")
    page.route("**/metrics/paste/", lambda route: waiting.extend([route]), times=1)

    with page.expect_request("**/metrics/paste/"):
        measure.select_option("unit_name")
    meaning.select_option("description")
    dialog.get_by_role("button", name="Apply 1 row").click()
    waiting[0].continue_()

    expect(grid.cell(2, "unit_name")).to_have_text("byte")
    expect(grid.cell(2, "description")).to_have_text("Size of all")


def test_button_stays_in_view_below_a_long_text(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    put(scene, METRICS)
    page, grid = browser_page.page, MetricsGrid(browser_page, scene)
    page.get_by_role("button", name="Paste metrics").click()
    text = page.get_by_role("dialog").get_by_role("textbox")
    grid.copy_elsewhere("cache.size\n" * 500)

    text.press("Control+v")

    expect(text).to_have_value("cache.size\n" * 500)
    expect(page.get_by_role("button", name="Show preview")).to_be_in_viewport()
    assert text.evaluate("text => text.clientHeight < innerHeight / 2")


def test_rows_of_an_edited_text_are_applied_only_after_their_preview(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    put(scene, METRICS)
    grid, page = MetricsGrid(browser_page, scene), browser_page.page
    dialog = page.get_by_role("dialog", name="Paste metrics")
    grid.copy_elsewhere("Metric\tUnit\ncache.size\tbyte\n")
    grid.cell(1, "metric_name").click()
    grid.press("Control+v")
    apply, preview = dialog.get_by_role("button", name="Apply 1 row"), dialog.get_by_role("table")
    expect(apply).to_be_focused()

    dialog.get_by_text("Pasted text", exact=True).click()
    grid.press("Tab", "Control+End")
    grid.type("cache.age\tminute\n")
    expect(apply).to_be_hidden()
    expect(preview).to_be_hidden()
    for _ in range(len("cache.age\tminute\n")):
        grid.press("Backspace")
    expect(apply).to_be_visible()
    grid.type("cache.age\tminute\n")
    grid.press("Tab", "Enter")
    expect(preview).to_contain_text("minute")
    dialog.get_by_role("button", name="Apply 2 rows").click()

    expect(grid.cell(3, "unit_name")).to_have_text("minute")
    expect(grid.cell(2, "unit_name")).to_have_text("byte")


def test_text_that_is_typed_or_pasted_later_survives_a_late_preview(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    put(scene, METRICS)
    grid, page, waiting = MetricsGrid(browser_page, scene), browser_page.page, list[Route]()
    dialog = page.get_by_role("dialog", name="Paste metrics")
    page.route("**/metrics/paste/", lambda route: waiting.extend([route]), times=2)
    text = dialog.get_by_role("textbox")

    grid.section.get_by_role("button", name="Paste metrics").click()
    text.fill("cache.size: Size of all\n")
    with page.expect_request("**/metrics/paste/"):
        dialog.get_by_role("button", name="Show preview").click()
    text.press("Control+End")
    grid.type("cache.fill: How full it is\n")
    with page.expect_response("**/metrics/paste/"):
        waiting[0].continue_()
    page.wait_for_timeout(100)
    expect(text).to_have_value("cache.size: Size of all\ncache.fill: How full it is\n")

    with page.expect_request("**/metrics/paste/"):
        dialog.get_by_role("button", name="Show preview").click()
    page.keyboard.press("Escape")
    grid.copy_elsewhere("cache.other: Other\ncache.more: More\n")
    grid.cell(1, "metric_name").click()
    grid.press("Control+v")
    waiting[1].continue_()
    expect(dialog.get_by_role("table")).to_contain_text("cache.other")
