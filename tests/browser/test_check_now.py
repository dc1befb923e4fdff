"""The checks on demand, in a real browser: who asks by keyboard stays where the answer is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults_on_every_width
from tests.browser.people import sign_in
from tests.browser.steps import settled
from tests.chromium import BrowserPage
from tests.studio.scene import ready_scene

pytestmark = pytest.mark.browser


def test_focus_goes_to_what_is_said_and_stays_there(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path, run_jobs: Callable[[], int]
) -> None:
    scene = ready_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "review"))
    page = browser_page.page
    said = page.locator("#progress-said")

    page.get_by_role("button", name="Check now").press("Enter")
    expect(said).to_contain_text("Waiting to begin.")
    expect(said).to_be_focused()
    run_jobs()

    expect(said).to_contain_text("nothing blocks")
    expect(said).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_text("checks were skipped or only partly run")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The test sign-in did not use PKCE.")).to_be_visible()
    settled(browser_page)
    assert faults_on_every_width(browser_page) == []
