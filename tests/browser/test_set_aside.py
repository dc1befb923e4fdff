"""What a step keeps although it does not count, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.files.samples import wheel
from tests.studio.scene import Scene, ready_scene

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return ready_scene()


def test_secret_of_another_method_is_kept_and_can_be_brought_back(browser_page: BrowserPage, scene: Scene) -> None:
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "configuration"))
    page, kept = browser_page.page, browser_page.page.locator("#set-aside")
    expect(kept).to_have_css("position", "absolute")  # takes no space while it is empty
    page.get_by_text("API with OAuth: your service calls the public API", exact=True).click()
    page.get_by_role("button", name="Generate secret").click()
    expect(page.get_by_text("Shown only once").first).to_be_visible()
    page.get_by_text("Agent check: runs in the Agent").click()
    expect(kept).to_contain_text("Published client secret")

    line = kept.locator(".banner", has_text="Published client secret")
    line.get_by_role("button", name="Bring back").click()

    expect(page.get_by_text("Brought back what was set aside")).to_be_visible()
    expect(page.get_by_role("radio", name="API with OAuth: your service")).to_be_checked()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(kept).to_contain_text("Published client secret")


def test_data_of_a_tile_without_code_can_be_removed_on_its_step(browser_page: BrowserPage, scene: Scene) -> None:
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "configuration"))
    page = browser_page.page
    with page.expect_response(lambda response: response.url.endswith("/save/")):
        page.get_by_text("Tile only: no code and no data").click()
    browser_page.open(scene.url("step", "data"))
    expect(page.get_by_text("This step is not needed")).to_be_visible()

    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("#set-aside").get_by_role("button", name="Remove").first.click()

    expect(page.get_by_text("Removed what was set aside")).to_be_visible()


def test_wheel_of_another_method_is_kept_and_can_be_removed(browser_page: BrowserPage, scene: Scene) -> None:
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "configuration"))
    page, kept = browser_page.page, browser_page.page.locator("#set-aside")
    page.get_by_text("Agent check: runs in the Agent").click()
    with page.expect_response(lambda response: "/files/" in response.url):
        page.locator("#f-configuration-wheel-field input[type=file]").set_input_files(
            {"name": "datadog_acme-1.0.0-py3-none-any.whl", "mimeType": "application/zip", "buffer": wheel()}
        )
    expect(page.get_by_text("datadog_acme-1.0.0-py3-none-any.whl").first).to_be_visible()

    page.get_by_text("API with OAuth: your service calls the public API", exact=True).click()
    line = kept.locator(".banner", has_text="Built wheel")
    line.get_by_role("button", name="Bring back").click()
    expect(page.get_by_role("radio", name="Agent check: runs in the Agent")).to_be_checked()
    expect(page.get_by_text("datadog_acme-1.0.0-py3-none-any.whl").first).to_be_visible()
    page.get_by_text("API with OAuth: your service calls the public API", exact=True).click()
    line.get_by_role("button", name="Remove").click()

    expect(page.get_by_text("Removed what was set aside")).to_be_visible()
    expect(line).to_have_count(0)
    browser_page.open(scene.url("step", "review"))
    expect(page.get_by_text("WH-0")).to_have_count(0)
