"""The bar at the bottom of a step, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import make_scene

pytestmark = pytest.mark.browser


def test_bar_is_one_line_on_a_phone(
    new_browser_page: Callable[..., BrowserPage], transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    browser = new_browser_page(viewport={"width": 390, "height": 844})
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "data"))

    page = browser.page
    bar = page.get_by_role("region", name="Steps")
    names = ("Back: Setup & Uninstall", "Next problem", "Live preview", "Next")
    boxes = [bar.get_by_role("link", name=name, exact=True).bounding_box() for name in names]

    middles = [box["y"] + box["height"] / 2 for box in boxes if box]
    assert len(middles) == len(names)
    assert max(middles) - min(middles) < 2


_IS_COVERED = """() => {
  const bar = document.querySelector(".foot-bar"), element = document.activeElement;
  const box = element.getBoundingClientRect();
  const end = Math.min(box.bottom, box.top + 200);  // of a long text its first lines are enough
  const around = bar.getBoundingClientRect();
  return !bar.contains(element) && box.top < around.bottom && end > around.top;
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_bar_covers_nothing_that_has_the_focus(
    new_browser_page: Callable[..., BrowserPage], transactional_db: None, data_dir: Path, width: int
) -> None:
    scene = make_scene()
    browser = new_browser_page(viewport={"width": width, "height": 740})
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "support"))
    page, covered = browser.page, []

    while not page.locator(".foot-bar :focus").count():
        page.keyboard.press("Tab")
        covered.append(page.evaluate(_IS_COVERED))

    assert not any(covered)


def test_next_problem_passes_what_stays_open_and_what_is_not_saved_yet(
    new_browser_page: Callable[..., BrowserPage], transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    browser = new_browser_page()
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "support"))
    page = browser.page
    problem = page.get_by_role("link", name="Next problem")
    urls = (problem.get_attribute("data-problems") or "").split()
    page.get_by_label("Support e-mail").click()

    problem.click()

    expect(page.get_by_label("Support details")).to_be_focused()
    page.get_by_label("Support e-mail").fill("help@northquay.example")
    problem.press("Enter")
    expect(page.get_by_label("Support details")).to_be_focused()
    for url in (*(url for url in urls if "/review/" in url), urls[0]):
        problem.click()
        page.wait_for_url(f"**{url}")
