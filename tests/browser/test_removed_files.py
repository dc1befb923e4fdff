"""A file that is removed from its field can be restored, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from listings.actions import save_section
from tests.browser.metrics_grid import MetricsGrid
from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage
from tests.files import samples
from tests.listings.scene import NOW
from tests.studio.metrics.metrics_file import HEADER, put
from tests.studio.scene import Scene, make_scene

pytestmark = pytest.mark.browser
METRICS = f"{HEADER}\ncache.hits,gauge,,hit,second,Hits,1,Northquay Cache,hits\n".encode()


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return make_scene()


@pytest.fixture
def browser(browser_page: BrowserPage, scene: Scene) -> BrowserPage:
    sign_in(browser_page, scene.editor)
    return browser_page


def remove(browser: BrowserPage, field: Locator, name: str) -> None:
    with browser.page.expect_response(lambda response: response.url.endswith("/save/")):
        field.get_by_role("button", name=f"Remove {name}").click()
    wait_until_settled(browser)


def test_logo_is_restored_with_the_keyboard(browser: BrowserPage, scene: Scene) -> None:
    browser.open(scene.url("step", "overview"))
    page = browser.page
    field = page.locator("#f-overview-logo_light-field")
    field.locator("input[type=file]").set_input_files(
        {"name": "northquay.svg", "mimeType": "image/svg+xml", "buffer": samples.SVG}
    )
    expect(page.locator("#preview-stage .tile-logo img").first).to_be_visible()
    wait_until_settled(browser)
    remove(browser, field, "northquay.svg")
    assert scene.section().document["logo_light"] is None

    expect(field.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")

    expect(field.get_by_role("button", name="Remove northquay.svg")).to_be_focused()
    expect(page.locator("#preview-stage .tile-logo img").first).to_be_visible()
    wait_until_settled(browser)
    assert scene.section().document["logo_light"]["name"].endswith("northquay.svg")


def test_look_on_dark_pages_follows_both_logos(browser: BrowserPage, scene: Scene) -> None:
    browser.open(scene.url("step", "overview"))
    page = browser.page
    light, dark = (page.locator(f"#f-overview-{name}-field") for name in ("logo_light", "logo_dark"))
    on_dark, logo = page.get_by_text("the logo looks like this on dark pages"), {"mimeType": "image/svg+xml"}
    expect(on_dark).to_be_hidden()
    light.locator("input[type=file]").set_input_files({**logo, "name": "light.svg", "buffer": samples.SVG})
    expect(on_dark).to_be_visible()
    wait_until_settled(browser)

    remove(browser, light, "light.svg")
    expect(on_dark).to_be_hidden()
    light.get_by_role("button", name="Undo").click()
    expect(on_dark).to_be_visible()
    wait_until_settled(browser)
    dark.locator("input[type=file]").set_input_files({**logo, "name": "dark.svg", "buffer": samples.SVG})
    expect(on_dark).to_be_hidden()
    wait_until_settled(browser)
    remove(browser, dark, "dark.svg")
    expect(on_dark).to_be_visible()


def test_metrics_file_comes_back_with_the_edit_before_it_was_removed(browser: BrowserPage, scene: Scene) -> None:
    put(scene, METRICS)
    changes = {"submitted_data_types": ["Metrics"]}
    save_section(revision_id=scene.revision.pk, key="data", version=None, changes=changes, by=scene.actor, now=NOW)
    grid = MetricsGrid(browser, scene)
    file = browser.page.locator("#metrics-file")
    grid.cell(1, "metric_type").click()
    grid.type("count")
    grid.press("Enter")
    grid.stored()
    edited = scene.section("data").document["metadata_csv"]["sha256"]
    expect(file.locator("[data-json]")).to_have_value(re.compile(edited))
    remove(browser, file, "metadata.csv")
    expect(grid.cell(1, "metric_type")).to_have_count(0)

    file.get_by_role("button", name="Undo").click()

    expect(grid.cell(1, "metric_type")).to_have_text("count")
    wait_until_settled(browser)
    assert grid.stored() == METRICS.replace(b"hits,gauge", b"hits,count")
