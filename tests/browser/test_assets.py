"""Dashboards as drawings and monitors as sentences in the wizard, and the undo of a removed row."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import faults_on_every_width
from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, ready_scene
from tests.tilekit.listing import base_files
from tilekit.core.field import Json

pytestmark = pytest.mark.browser
BOARD = "assets/dashboards/acme_widget_overview.json"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 800}


def board_with(*widgets: Json) -> bytes:
    board = json.loads(base_files()[BOARD])
    board["widgets"] += widgets
    return json.dumps(board).encode()


def widget(kind: str, title: str, row: int, query: str = "") -> Json:
    definition: Json = {"type": kind, "title": title, "requests": [{"q": query}] if query else []}
    return {"definition": definition, "layout": {"x": 0, "y": row, "width": 12, "height": 3}}


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    widgets = [widget("timeseries", f"Widget {number}", 20 + 3 * number) for number in range(8)]
    missing = widget("toplist", "Missing metric", 50, "avg:acme_widget.queue.missing{*} by {queue}")
    return ready_scene(**{BOARD: board_with(*widgets, missing)})


def opened(browser: BrowserPage, scene: Scene, step: str = "content") -> Page:
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", step))
    wait_until_settled(browser)
    return browser.page


def monitors(scene: Scene) -> list[dict[str, Json]]:
    rows: list[dict[str, Json]] = scene.section("content").document["monitors"]
    return rows


def test_assets_have_no_accessibility_faults(browser_page: BrowserPage, scene: Scene) -> None:
    page = opened(browser_page, scene)
    page.evaluate("document.querySelectorAll('.asset details').forEach((details) => { details.open = true })")

    assert faults_on_every_width(browser_page) == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_dashboard_is_drawn_and_opened(
    new_browser_page: Callable[..., BrowserPage], scene: Scene, viewport: dict[str, int]
) -> None:
    page = opened(new_browser_page(viewport=viewport), scene)
    board = page.locator("[data-field=dashboards] .board")
    drawing = board.locator("svg.board-drawing")

    expect(board.get_by_text("The curves are samples.")).to_be_visible()
    curve = drawing.locator(".board-sample").first.bounding_box()
    assert curve
    assert curve["width"] > 20
    clipped = drawing.bounding_box()
    board.get_by_text("Whole dashboard").click()
    whole = drawing.bounding_box()
    assert clipped
    assert whole
    assert whole["height"] > clipped["height"]
    assert whole["width"] <= viewport["width"]
    expect(board.get_by_role("listitem").filter(has_text="Top list: Missing metric")).to_have_count(1)


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_dashboards_further_down_are_drawn_in_view(
    new_browser_page: Callable[..., BrowserPage], transactional_db: None, data_dir: Path, viewport: dict[str, int]
) -> None:
    browser = new_browser_page(viewport=viewport)
    page = opened(browser, ready_scene(**large_boards(3)))
    field, drawings = (
        page.locator("#f-content-dashboards-field"),
        page.locator("[data-field=dashboards] .board-drawing"),
    )
    assert [drawing.locator("foreignObject").count() > 40 for drawing in drawings.all()] == [True, False, False]
    height = field.evaluate("field => field.scrollHeight")

    page.keyboard.press("Control+f")
    expect(drawings.last.get_by_text("Widget 49")).to_be_attached()
    assert field.evaluate("field => field.scrollHeight") == height

    page.reload()
    drawings.last.scroll_into_view_if_needed()
    expect(drawings.last.get_by_text("Widget 49")).to_be_attached()
    expect(page.locator(".used-metrics").last.get_by_text("acme_widget.queue.gone49")).to_be_attached()
    assert field.evaluate("field => field.scrollHeight") == height


def test_focus_is_kept_while_dashboards_further_down_are_drawn(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    page, waiting = opened(browser_page, ready_scene(**large_boards(2))), list[Route]()
    page.route("**/sections/content/fields/**", lambda route: waiting.append(route))  # noqa: PLW0108 no builtin
    page.get_by_role("button", name="Remove: acme_widget_1").focus()
    expect(page.locator(".asset.htmx-request")).to_have_count(1)

    page.keyboard.press("Tab")
    waiting[0].continue_()

    expect(page.locator("[data-field=dashboards] .board-drawing").last.get_by_text("Widget 49")).to_be_attached()
    expect(page.locator("#form-content :focus")).to_have_count(1)


def test_dashboards_further_down_are_drawn_without_scripts(
    new_browser_page: Callable[..., BrowserPage], transactional_db: None, data_dir: Path
) -> None:
    page = opened_without_scripts(new_browser_page(java_script_enabled=False), ready_scene(**large_boards(2)))

    page.get_by_role("link", name="Show this dashboard").click()

    expect(page.locator("[data-field=dashboards] .board-drawing").last.get_by_text("Widget 49")).to_be_attached()


def large_boards(number: int) -> dict[str, bytes]:
    """That many dashboards with 50 widgets, each of which uses a metric of its own."""
    widgets = [
        widget("timeseries", f"Widget {n}", 20 + 3 * n, f"avg:acme_widget.queue.gone{n}{{*}}") for n in range(50)
    ]
    paths = {f"acme_widget_{n}": f"assets/dashboards/acme_widget_{n}.json" for n in range(1, number)}
    manifest = json.loads(base_files()["manifest.json"])
    manifest["assets"]["dashboards"] |= paths
    boards = dict.fromkeys([BOARD, *paths.values()], board_with(*widgets))
    return {"manifest.json": json.dumps(manifest).encode(), **boards}


def test_metrics_lead_to_their_row(browser_page: BrowserPage, scene: Scene) -> None:
    page = opened(browser_page, scene)
    metrics = page.locator("[data-field=dashboards] .used-metrics")

    expect(metrics.get_by_role("listitem").first).to_contain_text("acme_widget.queue.missing")
    expect(metrics.get_by_role("listitem").first).to_contain_text("Missing")
    metrics.get_by_role("link", name="acme_widget.queue.depth").click()

    page.wait_for_url("**/data/?line=*")
    expect(page.locator("#metrics tr", has=page.locator("[data-active]"))).to_contain_text("acme_widget.queue.depth")


def test_monitor_reads_as_a_sentence_and_message(browser_page: BrowserPage, scene: Scene) -> None:
    page = opened(browser_page, scene)
    monitor = page.locator("[data-field=monitors] .asset")

    expect(monitor).to_contain_text(
        "Alerts when the mean of acme_widget.queue.depth over 5 minutes is above 1,000, for each queue."
    )
    monitor.get_by_text("Message as it arrives").click()
    expect(monitor.get_by_text("The queue queue-1 is deep.")).to_be_visible()


def test_removed_row_is_restored_with_its_file(browser_page: BrowserPage, scene: Scene) -> None:
    before = monitors(scene)
    page = opened(browser_page, scene)
    field = page.locator("[data-field=monitors]").first

    field.get_by_role("button", name="Remove: acme_widget_depth").click()
    expect(field.get_by_text("Removed: acme_widget_depth")).to_be_visible()
    wait_until_settled(browser_page)
    assert monitors(scene) == []
    field.get_by_role("button", name="Undo").click()
    wait_until_settled(browser_page)

    assert monitors(scene) == before
    expect(field.get_by_text("Removed:")).to_have_count(0)
    page.reload()
    expect(field.locator(".asset")).to_contain_text("Alerts when the mean of")


def test_removed_row_is_restored_with_the_keyboard(browser_page: BrowserPage, scene: Scene) -> None:
    before = monitors(scene)
    page = opened(browser_page, scene)
    field = page.locator("[data-field=monitors]").first

    field.get_by_role("button", name="Remove: acme_widget_depth").press("Enter")
    expect(field.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field.get_by_role("button", name="Remove: acme_widget_depth")).to_be_focused()
    wait_until_settled(browser_page)

    assert monitors(scene) == before


def test_row_removed_without_scripts_is_restored_from_the_history(
    new_browser_page: Callable[..., BrowserPage], scene: Scene
) -> None:
    before = monitors(scene)
    browser = new_browser_page(java_script_enabled=False)
    page = opened_without_scripts(browser, scene)

    page.locator("[data-field=monitors]").first.get_by_role("button", name="Remove: acme_widget_depth").click()
    assert monitors(scene) == []
    browser.open(scene.url("section-history", "content"))
    page.get_by_role("button", name="Restore version").first.click()

    assert monitors(scene) == before


def opened_without_scripts(browser: BrowserPage, scene: Scene) -> Page:
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "content"))
    return browser.page


def test_fix_of_a_monitor_is_shown_before_and_after(browser_page: BrowserPage, scene: Scene) -> None:
    page = opened(browser_page, scene)
    finding = page.locator(".finding", has_text="MN-014")

    finding.get_by_role("button", name="Show changes").click()
    comparison = finding.locator(".asset-comparison")
    expect(comparison).to_contain_text("Before")
    expect(comparison.locator(".asset-sentence")).to_have_count(2)
    expect(comparison.locator(".alert-message").last).to_contain_text("[Acme Widget] Queue depth is high")
