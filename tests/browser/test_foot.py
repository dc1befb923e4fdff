"""The bar at the bottom of a step, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from listings.actions import save_section
from tests.browser.axe import WIDTHS
from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage
from tests.listings.scene import NOW
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


@pytest.mark.parametrize("width", WIDTHS)
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


@pytest.mark.parametrize("way", ["address", "click"])
@pytest.mark.parametrize("width", WIDTHS)
def test_link_to_a_long_field_shows_the_control_that_gets_the_focus(
    new_browser_page: Callable[..., BrowserPage], transactional_db: None, data_dir: Path, width: int, way: str
) -> None:
    scene = make_scene()
    links = [{"key": f"r{n}", "url": f"https://a.example/{n}", "resource_type": "blog"} for n in range(10)]
    changes = {"resources": links}
    save_section(revision_id=scene.revision.pk, key="overview", version=None, changes=changes, by=scene.actor, now=NOW)
    browser = new_browser_page(viewport={"width": width, "height": 740})
    sign_in(browser, scene.editor)
    page, field = browser.page, "#f-overview-resources-field"

    browser.open(scene.url("step", "overview") + (field if way == "address" else ""))
    wait_until_settled(browser)
    if way == "click":
        page.locator("main a").first.evaluate("(link, hash) => { link.href = hash; }", field)
        page.locator(f"main a[href='{field}']").click()
    focused = page.locator(f"{field} :focus")

    expect(focused).to_be_in_viewport(ratio=1)
    assert page.locator(field).evaluate("element => element.offsetHeight > innerHeight")
    assert not page.evaluate(_IS_COVERED)


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
