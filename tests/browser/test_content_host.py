"""Pictures and downloads from the host of CONTENT_URL, in the wizard and in the catalogue."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Request, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage
from tests.sandboxes.scene import live_listing, partner
from tests.studio.scene import Scene, ready_scene

pytestmark = pytest.mark.browser
WIDTHS = [{"width": 1280, "height": 900}, {"width": 390, "height": 800}]
# The pictures that can be seen, with those that failed to load. On a phone, the preview is folded.
_PICTURES = """() => [...document.images].filter((picture) => picture.checkVisibility())
  .map((picture) => [new URL(picture.currentSrc).origin, picture.complete && picture.naturalWidth > 0])"""

# A picture is only loaded near the window, so a person must scroll to it.
_ARE_LOADED = """() => {
  const waiting = [...document.images].filter((picture) => picture.checkVisibility() && !picture.complete);
  waiting.forEach((picture) => picture.scrollIntoView());
  return !waiting.length;
}"""


@pytest.fixture
def content_url(live_server: LiveServer, settings: LazySettings) -> str:
    """Another host for the same server. Browsers treat it as another site."""
    settings.PUBLIC_URL = live_server.url
    settings.CONTENT_URL = address = live_server.url.replace("localhost", "127.0.0.1")
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    sources = {name: [*policy[name], address] for name in ("img-src", "media-src")}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, **sources}}
    return address


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return ready_scene()


@pytest.fixture
def browser(
    new_browser_page: Callable[..., BrowserPage], request: pytest.FixtureRequest, content_url: str
) -> Iterator[BrowserPage]:
    """A browser that fails the test if it sends a cookie to the host, or is told one by it."""
    browser = new_browser_page(viewport=request.param)
    sent: list[Request] = []
    browser.page.on("request", lambda asked: sent.append(asked) if asked.url.startswith(content_url) else None)
    yield browser
    assert sent
    assert [asked.url for asked in sent if "cookie" in asked.all_headers()] == []
    assert browser.context.cookies(content_url) == []


def shown_pictures(browser: BrowserPage) -> list[list[object]]:
    wait_until_settled(browser)
    browser.page.wait_for_function(_ARE_LOADED)
    return browser.page.evaluate(_PICTURES)  # type: ignore[no-any-return]


@pytest.mark.parametrize("browser", WIDTHS, indirect=True)
def test_a_partner_sees_and_downloads_files_of_a_draft(browser: BrowserPage, scene: Scene, content_url: str) -> None:
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "overview"))
    pictures = shown_pictures(browser)
    link = browser.page.locator("#f-overview-logo_light-field").get_by_role("link", name=".svg")

    assert pictures
    assert pictures == [[content_url, True]] * len(pictures)
    expect(link).to_have_attribute("href", re.compile(f"^{re.escape(content_url)}/files/"))
    with browser.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".svg")
    assert download.value.path().read_bytes().startswith(b"<svg")


@pytest.mark.parametrize("browser", WIDTHS, indirect=True)
@pytest.mark.usefixtures("data_dir")
def test_a_visitor_sees_the_pictures_of_a_tile(browser: BrowserPage, content_url: str) -> None:
    listing = live_listing(partner())
    browser.open(f"/catalogue/{listing.tile.slug}/")
    pictures = shown_pictures(browser)

    assert pictures
    assert pictures == [[content_url, True]] * len(pictures)
