"""The checks on demand, in a real browser: the keyboard focus stays at the result."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import NARROW_PX, faults_on_every_width
from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage
from tests.studio.scene import ready_scene
from tilekit.checks.subjects import SUBJECTS
from validation.models import Run, RunState

pytestmark = pytest.mark.browser


def test_focus_goes_to_what_is_said_and_stays_there(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path, run_jobs: Callable[[], int]
) -> None:
    scene = ready_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "review"))
    page = browser_page.page
    region = page.locator("#progress-status")

    page.get_by_role("button", name="Run checks").press("Enter")
    expect(region).to_contain_text("Waiting to start.")
    expect(region).to_be_focused()
    run_jobs()

    expect(region).to_contain_text("The draft has no blockers")
    expect(region).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_text("checks were skipped or only partly run")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Test sign-in without PKCE")).to_be_visible()
    wait_until_settled(browser_page)
    assert faults_on_every_width(browser_page) == []


def test_mark_of_a_subject_stays_on_its_line(browser_page: BrowserPage, transactional_db: None, data_dir: Path) -> None:
    scene, page = ready_scene(), browser_page.page
    page.set_viewport_size({"width": NARROW_PX, "height": 800})
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "review"))
    page.get_by_role("button", name="Run checks").click()
    expect(page.locator("#progress-status")).to_contain_text("Waiting to start.")
    Run.objects.update(state=RunState.RUNNING, progress={"subjects": list(SUBJECTS), "done": []})
    expect(page.locator(".stages li").first).to_be_visible()

    apart = page.locator(".stages li").evaluate_all(
        """rows => rows.filter((row) => {
            const words = document.createRange();
            words.selectNodeContents(row.lastChild);
            return row.querySelector("svg").getBoundingClientRect().bottom < words.getBoundingClientRect().top;
        }).length"""
    )
    assert apart == 0
