"""The metrics table on narrow pages and on phones."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import NARROW_PX, NARROWEST_PX
from tests.browser.metrics_grid import METRICS, MetricsGrid
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.metrics.metrics_file import put
from tests.studio.scene import make_scene

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [NARROWEST_PX, NARROW_PX])
def test_name_stays_in_sight_when_a_narrow_table_is_scrolled(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path, width: int
) -> None:
    scene = make_scene()
    put(scene, METRICS.replace(b"cache.misses", b"cache.misses.of_all_partitions_and_replicas"))
    sign_in(browser_page, scene.editor)
    browser_page.page.set_viewport_size({"width": width, "height": 900})
    grid = MetricsGrid(browser_page, scene)

    grid.cell(2, "metric_name").click()
    grid.press(*["ArrowRight"] * 6)

    active = grid.section.locator("td[data-active]")
    name, active_box = grid.cell(2, "metric_name").bounding_box(), active.bounding_box()
    assert name is not None
    assert active_box is not None
    assert grid.section.locator(".grid-scroll").evaluate("box => box.scrollLeft") > 0
    assert 0 < name["x"] < name["x"] + name["width"] < width * 0.7
    assert name["x"] + name["width"] <= active_box["x"] + 1
    assert grid.cell(2, "metric_name").evaluate(
        """cell => {
          const { left, top, height } = cell.getBoundingClientRect();
          const isOpaque = !getComputedStyle(cell).backgroundColor.startsWith("rgba");
          return isOpaque && document.elementFromPoint(left + 9, top + height / 2) === cell;
        }"""
    )


def test_end_of_a_long_name_is_shown_and_the_editor_shows_all_of_it(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene, name = make_scene(), "cache.misses.of_all_partitions_and_replicas"
    put(scene, METRICS.replace(b"cache.misses", name.encode()))
    sign_in(browser_page, scene.editor)
    browser_page.page.set_viewport_size({"width": 390, "height": 900})
    grid = MetricsGrid(browser_page, scene)
    cell = grid.cell(2, "metric_name")

    is_end_shown = cell.evaluate(
        """({ firstChild: text }) => {
          const range = document.createRange();
          range.setStart(text, text.length - 4);
          range.setEnd(text, text.length);
          const [end, around] = [range.getBoundingClientRect(), text.parentElement.getBoundingClientRect()];
          return end.left > around.left && end.right <= around.right;
        }"""
    )
    cell.click()
    grid.press("F2")

    assert is_end_shown
    expect(grid.editor()).to_have_value(name)
    expect(grid.editor()).to_have_css("direction", "ltr")
    assert grid.editor().evaluate("editor => editor.scrollHeight <= editor.clientHeight")


def test_table_works_by_touch_on_a_phone(
    new_browser_page: Callable[..., BrowserPage], transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    put(scene, METRICS)
    browser = new_browser_page(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    sign_in(browser, scene.editor)
    grid = MetricsGrid(browser, scene)

    grid.cell(2, "metric_type").tap()
    expect(grid.cell(2, "metric_type")).to_have_attribute("data-active", "")
    grid.cell(2, "metric_type").tap()
    grid.page.get_by_role("option", name="count", exact=True).tap()
    expect(grid.cell(2, "metric_type")).to_have_text("count")
    grid.section.locator("tbody tr[aria-rowindex='2'] td").first.tap()
    grid.tool("Delete").tap()
    grid.tool("Undo").tap()
    expect(grid.cell(1, "metric_name")).to_have_text("cache.hits")
    grid.tool("Paste metrics").tap()
    grid.page.get_by_label("A table from a spreadsheet").fill("cache.new: New")
    grid.page.get_by_role("button", name="Show preview").tap()
    grid.page.get_by_role("button", name="Apply 1 row").tap()
    expect(grid.cell(4, "metric_name")).to_have_text("cache.new")
    width = grid.page.evaluate("document.documentElement.scrollWidth")

    assert width <= 390
    assert grid.stored().startswith(METRICS.replace(b"misses,gauge", b"misses,count"))


def test_buttons_for_selected_rows_stay_together_on_a_phone(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    put(scene, METRICS)
    sign_in(browser_page, scene.editor)
    browser_page.page.set_viewport_size({"width": NARROW_PX, "height": 900})
    grid = MetricsGrid(browser_page, scene)
    grid.cell(2, "metric_name").click()

    tools = browser_page.page.get_by_role("group", name="Selected rows")
    duplicate, up = (tools.get_by_role("button", name=name).bounding_box() for name in ("Duplicate", "Move up"))

    assert duplicate is not None
    assert up is not None
    assert duplicate["y"] == up["y"]


def test_buttons_in_the_head_of_a_step_start_at_its_edge(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    browser_page.page.set_viewport_size({"width": NARROW_PX, "height": 900})
    browser_page.open(scene.url("step", "overview"))

    title, button = (
        browser_page.page.locator(place).bounding_box() for place in (".page-head .title-row", ".page-head .add-files")
    )

    assert title is not None
    assert button is not None
    assert button["x"] == title["x"]
