"""When the script and the rows of the metrics table are loaded."""

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.metrics.metrics_file import HEADER, put
from tests.studio.scene import Scene, make_scene

pytestmark = pytest.mark.browser
MOST_PX = 1
NOTES_MS = 400  # in which the findings of a row would arrive
METRICS = f"{HEADER}\ncache.hits,gauge,,hit,second,Hits,1,Northquay Cache,hits\n".encode()


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    scene = make_scene()
    put(scene, METRICS)
    return scene


@pytest.fixture
def browser(browser_page: BrowserPage, scene: Scene) -> BrowserPage:
    sign_in(browser_page, scene.editor)
    return browser_page


def test_table_is_loaded_when_it_comes_near_the_window(browser: BrowserPage, scene: Scene) -> None:
    asked: list[str] = []
    browser.page.on("request", lambda request: asked.append(request.url))
    browser.open(scene.url("step", "data"))
    browser.page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/js/metrics-table" in url]
    tools = browser.page.locator("#metrics .grid-tools").get_by_role("button")
    assert all(text.strip() for text in tools.all_inner_texts())

    browser.page.locator("#metrics").scroll_into_view_if_needed()

    expect(browser.page.locator("#metrics").get_by_text("cache.hits")).to_be_visible()
    expect(tools.filter(has_text="With findings")).to_be_visible()


def test_button_that_is_pressed_before_the_rows_arrive_acts_on_them(browser: BrowserPage, scene: Scene) -> None:
    page, waiting = browser.page, list[Route]()
    page.route("**/metrics/rows/", lambda route: waiting.append(route))  # noqa: PLW0108 Playwright takes no built-in
    with page.expect_request("**/metrics/rows/"):
        browser.open(scene.url("step", "data"))
        page.locator("#metrics").scroll_into_view_if_needed()

    page.get_by_role("button", name="Add row").click()
    waiting[0].continue_()

    expect(page.locator("#metrics tbody tr")).to_have_count(2)


def test_key_for_the_next_problem_loads_the_table(browser: BrowserPage, scene: Scene) -> None:
    browser.open(scene.url("step", "data"))

    browser.page.keyboard.press("F8")

    expect(browser.page.locator("#metrics").get_by_text("cache.hits")).to_be_visible()


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize("width", [1280, 390])
def test_table_has_its_height_before_its_rows_arrive(
    browser: BrowserPage, scene: Scene, count: int, width: int
) -> None:
    page, script = browser.page, "**/js/metrics-table*"
    rows = METRICS.decode().splitlines()[1:]
    put(
        scene, "\n".join([HEADER, *(row.replace("hits", f"hits{n}", 1) for row in rows for n in range(count))]).encode()
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.route(script, lambda route: route.abort())
    browser.open(scene.url("step", "data"))
    page.wait_for_load_state("networkidle")
    before = page.locator("#metrics").bounding_box()
    page.unroute(script)

    browser.open(scene.url("step", "data"))
    page.locator("#metrics").scroll_into_view_if_needed()
    expect(page.locator("#metrics").get_by_role("button", name="With findings (")).not_to_have_text("With findings (0)")
    page.wait_for_timeout(NOTES_MS)

    after = page.locator("#metrics").bounding_box()
    assert before
    assert after
    assert abs(before["height"] - after["height"]) <= MOST_PX
