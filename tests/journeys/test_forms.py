"""The server validates forms with our messages: browser validation is off, and typed text is never lost."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import WIDTHS
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, ready_scene

pytestmark = pytest.mark.browser
ADDRESS = "Enter an e-mail address, such as ada@example.com."
EMPTY = "Fill in this field."
NO_ADDRESS = "ada at example"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return ready_scene()


@pytest.fixture
def browser(browser_page: BrowserPage) -> Iterator[BrowserPage]:
    yield browser_page
    # Chromium reports every 4xx response.
    browser_page.faults[:] = [fault for fault in browser_page.faults if not re.search(r"\b422\b", fault)]


def assert_refused(browser: BrowserPage, path: str, name: str, typed: str, expected: str) -> None:
    """Type into the control with this name, press the button of its form, and compare the message on the page."""
    browser.open(path)
    control = browser.page.locator(f"main [name={name}]").first
    control.fill(typed)

    browser.page.locator(f"main form:has([name={name}])").get_by_role("button").first.click()

    expect(browser.page.locator(".error-summary")).to_be_focused()
    expect(browser.page.locator(".error-summary")).to_contain_text(expected)
    expect(control).to_have_value(typed)
    expect(control).to_have_attribute("aria-invalid", "true")
    browser.page.locator(".error-summary a").first.click()
    expect(control).to_be_focused()


@pytest.mark.parametrize(
    "path, name",
    [("/accounts/login/", "login"), ("/accounts/password/reset/", "email")],
)
@pytest.mark.usefixtures("transactional_db")
def test_visitor_reads_our_words(browser: BrowserPage, path: str, name: str) -> None:
    assert_refused(browser, path, name, NO_ADDRESS, ADDRESS)


@pytest.mark.parametrize(
    "path, name, typed, expected",
    [
        ("/listings/new/", "name", "", EMPTY),
        ("/organisation/northquay/members/", "email", NO_ADDRESS, ADDRESS),
        ("/sandboxes/", "purpose", "", EMPTY),
    ],
)
def test_partner_reads_our_words(
    scene: Scene, browser: BrowserPage, path: str, name: str, typed: str, expected: str
) -> None:
    sign_in(browser, scene.editor)

    assert_refused(browser, path, name, typed, expected)


def test_rest_of_a_refused_form_stays(transactional_db: None, browser: BrowserPage) -> None:
    browser.open("/accounts/signup/")
    browser.page.get_by_label("Your name").fill("Ada Byron")

    browser.page.get_by_label("Your name").press("Enter")

    expect(browser.page.locator(".error-summary")).to_be_focused()
    expect(browser.page.get_by_label("Your name")).to_have_value("Ada Byron")


@pytest.mark.parametrize("width", WIDTHS)
def test_guide_of_a_checkbox_is_beside_its_label(
    new_browser_page: Callable[..., BrowserPage], scene: Scene, width: int
) -> None:
    browser = new_browser_page(viewport={"width": width, "height": 900})
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "overview"))
    field = browser.page.locator("[data-field=logo_rights]")

    box, guide = field.locator("label").bounding_box(), field.get_by_role("link", name="Guide on").bounding_box()

    assert box is not None
    assert guide is not None
    assert box["y"] <= guide["y"] < box["y"] + box["height"] / 2
    assert box["x"] + box["width"] <= guide["x"]
