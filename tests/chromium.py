"""A real Chromium for tests, which notes everything that the console or the security policy complains about."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from msgspec import Struct, field
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

EXECUTABLE = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_TIMEOUT_MS = 60_000  # a bound for what never comes; a machine may be busy
# Reported by the page itself, because a violation in a worker or a frame does not reach the console.
_WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI} at ${event.sourceFile}`);
});
"""


class BrowserPage(Struct, dict=True):
    """One person's browser: cookies of its own, and the list of faults, which must be empty at the end."""

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
        self.page.add_init_script(_WATCH_POLICY)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console: {message.text} ({self.page.url})")

    def _note_response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"answer {response.status}: {response.url}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser itself, started once."""
    if not shutil.which(EXECUTABLE):
        pytest.fail(
            f"There is no Chromium at {EXECUTABLE}: install the package `chromium` or name another in CHROMIUM."
        )
    # Playwright's loop runs in this thread, and Django would refuse its own database calls beside it.
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
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
    """Call it for each further person; its arguments are those of Playwright's new_context."""
    opened: list[BrowserPage] = []

    def open_one(**options: object) -> BrowserPage:
        context = chromium.new_context(locale="en-GB", timezone_id="UTC", **options)  # type: ignore[arg-type]
        context.set_default_timeout(_TIMEOUT_MS)
        one = BrowserPage(page=context.new_page(), context=context, address=live_server.url)
        one.watch()
        opened.append(one)
        return one

    yield open_one
    faults = [fault for one in opened for fault in one.faults]
    for one in opened:
        one.context.close()
    assert faults == []


@pytest.fixture
def browser_page(new_browser_page: Callable[..., BrowserPage]) -> BrowserPage:
    """One browser at the live portal."""
    return new_browser_page()
