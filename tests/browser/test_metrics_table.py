"""The metrics table in a real browser, with the mouse, the keyboard and touch."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from listings.actions import save_section
from tests.browser.axe import WIDTHS, faults, load_axe_with_pages
from tests.browser.metrics_grid import METRICS, SAVED, MetricsGrid
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.listings.scene import NOW
from tests.studio.metrics.metrics_file import HEADER, put, stored_file
from tests.studio.scene import Scene, make_scene

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return make_scene()


@pytest.fixture
def browser(browser_page: BrowserPage, scene: Scene) -> Iterator[BrowserPage]:
    sign_in(browser_page, scene.editor)
    yield browser_page
    # Chromium and htmx report every 4xx response; the tests that cause one check how the page handles it.
    expected = re.compile(r"\b(400|409|422)\b|ERR_INTERNET_DISCONNECTED|ERR_FAILED|console: htmx:")
    browser_page.faults[:] = [fault for fault in browser_page.faults if not expected.search(fault)]


@pytest.fixture
def grid(browser: BrowserPage, scene: Scene) -> MetricsGrid:
    put(scene, METRICS)
    return MetricsGrid(browser, scene)


def test_keys_of_a_spreadsheet_edit_cells_and_change_no_other_byte(grid: MetricsGrid) -> None:
    grid.cell(1, "metric_name").click()

    grid.press("End", "Home", "ArrowDown", "ArrowRight", "ArrowRight")
    grid.type("10")
    grid.press("Tab", "F2")
    expect(grid.editor()).to_have_value("miss")
    grid.press("Escape", "Control+End", "Control+Home")
    expect(grid.cell(1, "metric_name")).to_have_attribute("data-active", "")
    grid.press("Control+ArrowRight", "Enter")
    grid.type("x")
    grid.press("Enter")

    expect(grid.cell(1, "short_name")).to_have_text("hitsx")
    expect(grid.cell(2, "short_name")).to_have_attribute("data-active", "")
    assert grid.stored() == METRICS.replace(b"misses,gauge,,", b"misses,gauge,10,").replace(b",hits\n", b",hitsx\n")


def test_undo_and_redo_go_through_every_kind_of_edit(grid: MetricsGrid) -> None:
    grid.cell(2, "description").click()
    grid.type("Typed")
    grid.press("Enter")
    grid.press("Control+Home", "Shift+ArrowRight", "Delete")
    grid.tick(1)
    grid.tool("Duplicate").click()
    grid.tool("Move down").click()
    grid.tool("Delete").click()
    edited = grid.stored()
    assert edited != METRICS

    grid.cell(1, "metric_name").click()
    for _ in range(3):
        grid.press("Control+z")
    grid.tool("Undo").click()
    grid.tool("Undo").click()
    expect(grid.tool("Undo")).to_have_attribute("aria-disabled", "true")
    assert grid.stored() == METRICS

    grid.cell(1, "metric_name").click()
    grid.press("Control+Shift+Z", "Control+y")
    for _ in range(3):
        grid.tool("Redo").click()
    expect(grid.tool("Redo")).to_have_attribute("aria-disabled", "true")
    assert grid.stored() == edited


def test_pasted_table_is_shown_with_its_columns_before_it_is_applied(grid: MetricsGrid) -> None:
    page = grid.page
    grid.copy_elsewhere("Note\tUnit\tMetric\r\nSize, all\tbytes/s\tcache.size\r\nAgain\thits\tcache.hits\r\n")
    grid.cell(3, "metric_name").click()

    grid.press("Control+v")

    dialog = page.get_by_role("dialog", name="Paste metrics")
    expect(dialog.get_by_role("combobox", name=re.compile("^Unit"))).to_have_value("unit_name")
    dialog.get_by_role("combobox", name=re.compile("^Note")).select_option("description")
    expect(dialog.get_by_role("cell", name="Size, all")).to_be_visible()
    assert stored_file(grid.scene) == METRICS
    dialog.get_by_role("button", name="Apply 2 rows").click()
    expect(grid.cell(4, "metric_name")).to_have_text("cache.size")
    expect(grid.cell(1, "description")).to_have_text("Again")
    assert grid.stored() == METRICS.replace(b'"Hits, read"', b'"Again"') + (
        b'cache.size,gauge,,byte,second,"Size, all",0,Northquay Cache,\n'
    )
    grid.press("Control+z")
    assert grid.stored() == METRICS


def test_block_goes_over_cells_from_the_selected_one_on(grid: MetricsGrid) -> None:
    grid.copy_elsewhere("Read twice\t0\nMissed twice\t1\nAged\t1\nNew one\t1\n")
    grid.cell(2, "description").click()

    grid.press("Control+v")
    dialog = grid.page.get_by_role("dialog", name="Paste metrics")
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("Overwrites cache.misses")
    expect(dialog.get_by_role("row").nth(4)).to_contain_text("New")
    dialog.get_by_role("button", name="Apply 4 rows").press("Enter")

    expect(grid.cell(2, "description")).to_have_text("Read twice")
    lines = grid.stored().decode().splitlines()
    assert lines[2] == "cache.misses,gauge,,miss,,Read twice,0,Northquay Cache,misses"
    assert [line.split(",")[5] for line in lines[4:]] == ["Aged", "New one"]


def test_own_cells_and_single_values_are_pasted_at_once(grid: MetricsGrid) -> None:
    grid.cell(1, "description").click()
    grid.press("Shift+ArrowRight", "Control+c", "ArrowDown", "Control+Home")
    grid.cell(3, "description").click()
    grid.press("Control+v")
    expect(grid.cell(3, "description")).to_have_text("Hits, read")
    expect(grid.cell(3, "orientation")).to_have_text("1")
    grid.copy_elsewhere("60\n")
    grid.cell(1, "interval").click()
    grid.press("Shift+ArrowDown", "Shift+ArrowDown", "Control+v")

    assert [line.split(",")[2] for line in grid.stored().decode().splitlines()[1:]] == ["60"] * 3


@pytest.mark.parametrize(
    "text, names",
    [
        ("# TYPE depth gauge\n# HELP depth Messages.\ndepth 3\nreads_total 1\n", ["cache.depth", "cache.reads.count"]),
        ("cache.depth: Messages, all\ncache.age - Age", ["cache.depth", "cache.age"]),
        ('metric_name;description\r\n"cache.depth";"A; ""b"""\r\n', ["cache.depth"]),
    ],
)
def test_empty_table_takes_text_of_every_kind(browser: BrowserPage, scene: Scene, text: str, names: list[str]) -> None:
    changes = {"submitted_data_types": ["metrics"]}
    save_section(revision_id=scene.revision.pk, key="data", version=None, changes=changes, by=scene.actor, now=NOW)
    grid = MetricsGrid(browser, scene)
    grid.page.get_by_label("Metric prefix", exact=True).fill("cache.")
    expect(grid.page.locator("[data-autosave]").first).to_contain_text("All changes saved at")

    grid.tool("Paste metrics").click()
    grid.page.get_by_label("A table from a spreadsheet").fill(text)
    grid.page.get_by_role("button", name="Show preview").click()
    grid.page.get_by_role("button", name=re.compile("^Apply")).click()

    expect(grid.cell(1, "metric_name")).to_have_text(names[0])
    assert [line.split(",")[0] for line in grid.stored().decode().splitlines()] == ["metric_name", *names]


def test_units_are_found_by_symbol_family_and_mouse(grid: MetricsGrid) -> None:
    page = grid.page
    grid.cell(1, "unit_name").click()
    grid.type("ms")
    expect(page.locator(".choice-list").get_by_role("option", selected=True)).to_contain_text("millisecond")
    grid.press("Enter")
    expect(grid.cell(1, "unit_name")).to_have_text("millisecond")
    grid.press("Enter")
    expect(page.get_by_role("group", name="time", exact=True)).to_contain_text("nanosecond")
    page.get_by_role("option", name=re.compile("^kibibyte")).click()
    expect(grid.cell(2, "unit_name")).to_have_text("kibibyte")
    grid.cell(3, "orientation").dblclick()
    page.get_by_role("option", name="1 Higher is better", exact=True).click()
    expect(grid.cell(3, "orientation")).to_have_text("1")
    grid.cell(3, "metric_type").click()
    grid.type("histogram")
    expect(page.get_by_text("No values match. Your text is kept.")).to_be_visible()
    grid.press("Tab")

    assert b"cache.age,histogram,,second,, Age ,1," in grid.stored()


def test_one_column_of_the_selected_rows_is_set(grid: MetricsGrid) -> None:
    grid.tick(1, 3)
    expect(grid.section.get_by_text("Rows to change: 2")).to_be_visible()

    grid.section.get_by_label("Set").select_option("unit_name")
    grid.section.get_by_role("combobox", name="unit_name").fill("byt")
    grid.press("Enter")
    grid.tool("Set values").click()

    assert [line.split(",")[3] for line in grid.stored().decode().splitlines()[1:]] == ["byte", "miss", "byte"]


def test_rows_are_added_moved_and_deleted(grid: MetricsGrid) -> None:
    grid.tool("Add row").click()
    grid.type("cache.new")
    grid.press("Enter")
    grid.tool("Move up").click()
    grid.cell(1, "metric_name").click()
    grid.tool("Delete").click()

    names = [line.split(",")[0] for line in grid.stored().decode().splitlines()[1:]]
    assert names == ["cache.misses", "cache.new", "cache.age"]


def test_change_of_a_button_is_undone_with_a_key_while_it_has_the_focus(grid: MetricsGrid) -> None:
    grid.tick(1)
    grid.tool("Delete").click()
    assert grid.column("metric_name") == ["cache.misses", "cache.age"]

    expect(grid.section.get_by_role("status").filter(has_text="2 rows")).to_be_visible()
    grid.press("Control+z")
    assert grid.column("metric_name") == ["cache.hits", "cache.misses", "cache.age"]
    expect(grid.section.get_by_role("status").filter(has_text="3 rows")).to_be_visible()
    grid.press("Control+Shift+z")
    assert grid.column("metric_name") == ["cache.misses", "cache.age"]


def test_undo_leads_to_the_cell_that_it_changes(grid: MetricsGrid) -> None:
    grid.cell(2, "description").click()
    grid.type("Typed")
    grid.press("Enter", "Control+Home", "Control+z")

    expect(grid.cell(2, "description")).to_have_attribute("data-active", "")
    grid.press("Control+Home", "Control+Shift+z")
    expect(grid.cell(2, "description")).to_have_attribute("data-active", "")


def test_table_is_sorted_and_filtered_by_any_column(grid: MetricsGrid) -> None:
    grid.section.get_by_role("columnheader", name="metric_name").get_by_role("button").click()
    assert grid.column("metric_name") == ["cache.age", "cache.hits", "cache.misses"]
    expect(grid.section.get_by_role("columnheader", name="metric_name")).to_have_attribute("aria-sort", "ascending")
    assert stored_file(grid.scene) == METRICS

    grid.tool("Save this order in the file").click()
    assert [line.split(b",")[0] for line in grid.stored().splitlines()[1:]] == [
        b"cache.age", b"cache.hits", b"cache.misses",
    ]  # fmt: skip
    grid.tool("Filter").click()
    filter_box = grid.section.get_by_label("Filter description").bounding_box()
    assert filter_box
    assert filter_box["width"] > 100
    grid.section.get_by_label("Filter description").fill("is")
    grid.section.get_by_label("Filter orientation").fill("-1")
    expect(grid.section.get_by_text("1 of 3 rows")).to_be_visible()
    assert grid.column("metric_name") == ["cache.misses"]
    grid.cell(1, "short_name").click()
    grid.type("missed")
    grid.press("Enter")
    assert grid.column("short_name") == ["missed"]  # the other rows stay hidden
    grid.tool("Filter").click()
    expect(grid.section.get_by_text("3 rows", exact=True)).to_be_visible()
    grid.cell(1, "orientation").click()
    grid.press("ArrowUp", "Enter")
    assert grid.column("orientation") == ["-1", "0", "1"]


def test_5000_rows_render_only_the_window_and_a_key_changes_few_cells(browser: BrowserPage, scene: Scene) -> None:
    rows = b"".join(b"cache.m%04d,gauge,,,,Number %d,0,Northquay Cache,m%d\n" % (n, n, n) for n in range(5_000))
    put(scene, f"{HEADER}\n".encode() + rows)
    grid = MetricsGrid(browser, scene)
    expect(grid.grid).to_have_attribute("aria-rowcount", "5001")
    assert grid.section.locator("tbody tr[data-id]").count() < 60

    grid.cell(1, "description").click()
    grid.press("Control+End")
    expect(grid.cell(5_000, "short_name")).to_have_attribute("data-active", "")
    assert grid.section.locator("tbody tr[data-id]").count() < 60
    grid.page.evaluate(
        """() => {
          window.changed = 0;
          const body = document.querySelector("#metrics tbody");
          const count = (records) => { window.changed += records.length; };
          new MutationObserver(count).observe(body, { subtree: true, childList: true, attributes: true });
        }"""
    )
    grid.press("ArrowUp", "Home")
    grid.type("cache.z")
    grid.press("Enter")

    expect(grid.cell(4_999, "metric_name")).to_have_text("cache.z")
    assert 0 < grid.page.evaluate("window.changed") < 250
    assert grid.stored().splitlines()[4_999].startswith(b"cache.z,gauge")


def test_fix_of_a_cell_is_applied_below_it_and_undone_with_a_key(browser: BrowserPage, scene: Scene) -> None:
    wrong = METRICS.replace(b"cache.misses,gauge", b"cache.misses,Gauge")
    put(scene, wrong)
    grid = MetricsGrid(browser, scene)
    expect(grid.cell(2, "metric_type")).to_have_attribute("data-sev", "blocker")

    grid.press("F8")
    while grid.cell(2, "metric_type").get_attribute("data-active") is None:
        grid.press("F8")
    notes = grid.page.locator("#metrics-row")
    finding = notes.locator(".finding", has_text="is not a metric type")
    finding.get_by_role("button", name="Show changes").click()
    notes.get_by_role("button", name="Apply fix").first.click()

    expect(grid.cell(2, "metric_type")).to_have_text("gauge")
    expect(grid.cell(2, "metric_type")).not_to_have_attribute("data-sev", "blocker")
    assert stored_file(scene) == METRICS
    grid.cell(2, "metric_type").click()
    grid.press("Control+z")
    expect(grid.cell(2, "metric_type")).to_have_text("Gauge")
    assert grid.stored() == wrong


def test_two_people_edit_rows_of_the_same_file(grid: MetricsGrid) -> None:
    put(grid.scene, METRICS.replace(b",Misses,", b",Theirs,"))

    grid.cell(1, "description").click()
    grid.type("Mine")
    grid.press("Enter")

    expect(grid.cell(2, "description")).to_have_text("Theirs")
    expect(grid.cell(1, "description")).to_have_text("Mine")
    assert grid.stored() == METRICS.replace(b",Misses,", b",Theirs,").replace(b'"Hits, read"', b'"Mine"')
    grid.press("Control+z")
    assert grid.stored() == METRICS.replace(b",Misses,", b",Theirs,")


@pytest.mark.parametrize("choice, expected", [("Keep mine", "Mine"), ("Use theirs", "Theirs")])
def test_cell_that_both_changed_is_decided(grid: MetricsGrid, choice: str, expected: str) -> None:
    put(grid.scene, METRICS.replace(b",Misses,", b",Theirs,"))
    grid.cell(2, "description").click()
    grid.type("Mine")
    grid.press("Enter")

    box = grid.section.locator("[data-cell-conflict]")
    expect(box).to_contain_text("Someone else changed description of cache.misses.")
    box.get_by_role("button", name=choice).click()

    expect(grid.cell(2, "description")).to_have_text(expected)
    assert grid.stored() == METRICS.replace(b",Misses,", f",{expected},".encode())


def test_edits_without_a_connection_wait_and_survive_a_reload(grid: MetricsGrid) -> None:
    page, context = grid.page, grid.browser.context
    page.on("dialog", lambda dialog: dialog.accept())
    context.set_offline(True)
    grid.cell(1, "interval").click()
    grid.type("10")
    grid.press("Enter")
    expect(grid.section.get_by_text("Offline. Your edits of the table aren't saved yet.")).to_be_visible()
    context.set_offline(False)
    assert grid.stored() == METRICS.replace(b"hits,gauge,,", b"hits,gauge,10,")

    page.route("**/metrics/rows/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    grid.type("20")
    grid.press("Enter")
    expect(grid.section.get_by_text("Offline. Your edits of the table aren't saved yet.")).to_be_visible()
    page.unroute("**/metrics/rows/")
    page.reload()
    expect(grid.cell(2, "interval")).to_have_text("20")
    # The page that was left may have sent the edit, so that nothing is left to save.
    expect(grid.section.locator("[data-grid-status]")).to_have_text(re.compile(f"^({SAVED})?$"))
    assert b"misses,gauge,20," in stored_file(grid.scene)


def test_next_step_waits_until_the_table_is_saved(grid: MetricsGrid) -> None:
    grid.cell(1, "interval").click()
    grid.type("10")
    grid.press("Enter")
    grid.page.get_by_role("link", name="Next: ").click()

    grid.page.wait_for_url("**/content/**")
    assert stored_file(grid.scene) == METRICS.replace(b"hits,gauge,,", b"hits,gauge,10,")


def test_tab_leaves_the_table_after_escape(grid: MetricsGrid) -> None:
    grid.cell(1, "metric_name").click()
    grid.press("Tab")
    expect(grid.cell(1, "metric_type")).to_have_attribute("data-active", "")
    grid.press("Escape", "Tab")
    expect(grid.grid).not_to_be_focused()


def test_link_to_a_line_opens_its_row(browser: BrowserPage, scene: Scene) -> None:
    rows = "".join(f"cache.m{n:03d},gauge,,hit,,Number {n}.,0,northquay_cache,m {n}\n" for n in range(120))
    put(scene, f"{HEADER}\n{rows}".replace("cache.m099,gauge", "cache.m099,guage").encode())

    grid = MetricsGrid(browser, scene, query="?line=101#line-101")

    expect(grid.cell(100, "metric_type")).to_have_attribute("data-active", "")
    expect(grid.grid).to_be_focused()
    expect(grid.page.locator("#metrics-row")).to_contain_text("“guage” is not a metric type")


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wrong_for_assistive_technology(browser: BrowserPage, scene: Scene, width: int) -> None:
    """The table with findings, each picker, all disclosures and the preview of pasted metrics, in both themes."""
    put(scene, METRICS.replace(b"cache.misses,gauge", b"cache.misses,Gauge"))
    browser.page.set_viewport_size({"width": width, "height": 900})
    load_axe_with_pages(browser)
    grid = MetricsGrid(browser, scene)
    grid.tool("Filter").click()
    for column in ("metric_type", "unit_name", "per_unit_name", "orientation"):
        grid.cell(2, column).click()
        grid.press("Enter")
        expect(grid.page.locator(".choice-list")).to_be_visible()
        assert faults(browser) == [], column
        grid.press("Escape", "Escape")
    grid.tick(1, 2)
    grid.section.locator("#bulk-value").focus()
    expect(grid.page.locator(".choice-list")).to_be_visible()
    for summary in grid.section.locator("summary").all():
        if summary.is_visible():
            summary.click()
    assert faults(browser) == []
    grid.tool("Paste metrics").click()
    grid.page.get_by_label("A table from a spreadsheet").fill("Note;Metric\nDepth;depth\nAge;age")
    grid.page.get_by_role("button", name="Show preview").click()
    expect(grid.page.get_by_role("button", name="Apply 2 rows")).to_be_visible()
    assert faults(browser) == []


def test_without_scripts_metrics_are_pasted_on_pages(
    new_browser_page: Callable[..., BrowserPage], transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    put(scene, METRICS)
    browser = new_browser_page(java_script_enabled=False)
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "data"))
    page = browser.page

    expect(page.get_by_role("button", name="Add row")).to_be_hidden()
    page.get_by_role("link", name="Edit the metrics table").click()
    page.get_by_label("description: cache.misses").fill("Missed")
    page.get_by_role("button", name="Save table").click()
    page.get_by_role("link", name="Paste metrics").click()
    page.get_by_label("A table from a spreadsheet").fill("Note,Metric\nDepth,cache.depth\n")
    page.get_by_role("button", name="Show preview").click()
    page.get_by_role("combobox", name=re.compile("^Note")).select_option("description")
    page.get_by_role("button", name="Update preview").click()
    page.get_by_role("button", name="Apply 1 row").click()

    expect(page.get_by_label("metric_name: cache.depth")).to_be_visible()
    assert stored_file(scene) == METRICS.replace(b",Misses,", b",Missed,") + (
        b"cache.depth,gauge,,,,Depth,0,Northquay Cache,\n"
    )
