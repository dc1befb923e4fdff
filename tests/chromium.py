"""A real Chromium for tests. Errors in the console and violations of the security policy fail the test."""

import mimetypes
import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import Http404, HttpRequest, HttpResponse
from msgspec import Struct, field
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from common.static_files import bundle
from tests.child_processes import reused_results
from tests.contract.tree import ROOT

# The first of them that is installed: `tests/install-chromium` explains the difference.
EXECUTABLE = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
# Chromium would load two web pages for each person: the suggestions below the address bar. This list replaces
# Playwright's own, so the features of that list which matter here are repeated.
_DISABLED_FEATURES = [
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding",
    "PreconnectToSearch", "SpareRendererForSitePerProcess", "ThirdPartyStoragePartitioning",
]  # fmt: skip
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    f"--disable-features={','.join(_DISABLED_FEATURES)}",
]  # fmt: skip
_TIMEOUT_MS = 60_000  # long enough for a busy machine
# The page logs violations itself, because those in a worker or a frame are not in the console.
_WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI} at ${event.sourceFile}`);
});
"""
# Tests type at once, so edits need not wait as long as for a person who is still typing.
_DELAY = re.findall(r"DELAY_MS = (\d+)", (ROOT / "static" / "js" / "autosave" / "queue.js").read_text())[0]
_SAVE_SOON = f"""
const later = window.setTimeout;
window.setTimeout = (act, ms, ...rest) => later(act, ms === {_DELAY} ? 150 : ms, ...rest);
"""


class BrowserPage(Struct, dict=True):
    """The browser of one person, with separate cookies. faults must be empty at the end of the test."""

    page: Page
    context: BrowserContext
    address: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Response | None:
        """Go to a path of the portal."""
        return self.page.goto(f"{self.address}{path}")

    def watch(self) -> None:
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("response", self._note_response)
        self.page.add_init_script(_WATCH_POLICY + _SAVE_SOON)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console: {message.text} ({self.page.url})")

    def _note_response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"response {response.status}: {response.url}")


def _serve_bundle(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponse:
    """Serve a static file with the cache headers of production, so that Chromium does not request it for each page."""
    path = handler.file_path(request.path)
    content_type, _encoding = mimetypes.guess_type(path)
    return HttpResponse(_content(path), content_type=content_type, headers={"Cache-Control": "max-age=3600"})


@cache
def _content(path: str) -> bytes:
    """A static file. Our style sheets and scripts contain what they import, as in production.

    Each person has a new browser, which would otherwise request a hundred files for a step of the wizard. Scripts that
    export something stay as they are, because tests import them.
    """
    source = _source(path)
    if not path.startswith(("css/", "js/")) or re.search(r"^export ", source.read_text(), re.MULTILINE):
        return source.read_bytes()
    return bundle(path, lambda part: _source(part).read_text()).encode()


def _source(path: str) -> Path:
    if not (source := find(path)):
        raise Http404(path)
    return Path(source)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once for all tests."""
    if not shutil.which(EXECUTABLE):
        pytest.fail(
            f"Chromium was not found at {EXECUTABLE}. Install `chromium-headless-shell`, or set CHROMIUM to its path."
        )
    # Playwright's event loop runs in this thread, and Django refuses database calls next to an event loop.
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    patch.setattr(StaticFilesHandler, "serve", _serve_bundle)
    expect.set_options(timeout=_TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        yield browser
        browser.close()
    patch.undo()


@pytest.fixture
def new_browser_page(
    chromium: Browser, transactional_db: None, live_server: LiveServer
) -> Iterator[Callable[..., BrowserPage]]:
    """A function that opens a browser for one more person; its arguments are those of Playwright's new_context."""
    opened: list[BrowserPage] = []

    def open_one(**options: object) -> BrowserPage:
        context = chromium.new_context(**{"locale": "en-GB", "timezone_id": "UTC", **options})  # type: ignore[arg-type]
        context.set_default_timeout(_TIMEOUT_MS)
        one = BrowserPage(page=context.new_page(), context=context, address=live_server.url)
        one.watch()
        opened.append(one)
        return one

    with reused_results():
        yield open_one
    faults = [fault for one in opened for fault in one.faults]
    for one in opened:
        one.context.close()
    assert faults == []


@pytest.fixture
def browser_page(new_browser_page: Callable[..., BrowserPage]) -> BrowserPage:
    """A browser for the live portal."""
    return new_browser_page()
