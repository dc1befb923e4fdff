"""The pictures of README.md. `make screenshots` takes them from a new demo on a free port.

The texts that a picture shows are stored next to it; test_screenshots.py compares them with the pages.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

from msgspec import Struct
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.steps import PASSWORD
from tests.chromium import EXECUTABLE, FLAGS
from tests.contract.tree import ROOT

IMAGES = ROOT / "docs" / "images"
MAX_BYTES = 250_000  # of a picture
WIDTH_PX = 1280
COLOURS = 256  # pages have few colours, and this reduces the files to half
START_SECONDS = 60
# Texts that depend on the day, on other listings or on IDs: numbers alone, dates, times, lengths of time, digests.
_VARYING = re.compile(
    r"[\d\s/]+|.*(\d [A-Z][a-z]{2} \d{4}|\d:\d\d|\d (minute|hour|day|week|month)s?\b|\bd\d:[0-9a-f]+).*"
)
# The text nodes of the page, each with whether somebody who looks at the window sees its middle.
_TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    texts.push([walker.currentNode.data, box.width > 1 && !!top && range.intersectsNode(top)]);
  }
  return texts;
}"""


class Screenshot(Struct, frozen=True, kw_only=True):
    """A picture: its name, the login of the demo account (none for a visitor), and how to open its page."""

    name: str
    login: str = ""
    height_px: int
    open: Callable[[Page, str], None]

    @property
    def picture(self) -> Path:
        return IMAGES / f"{self.name}.png"

    @property
    def texts(self) -> Path:
        """The file with the texts that the picture shows, one per line."""
        return self.picture.with_suffix(".txt")


def _open_wizard(page: Page, address: str) -> None:
    page.goto(f"{address}/listings/")
    page.get_by_role("link", name="OctoPrint").first.click()
    page.get_by_role("link", name="Continue").first.click()
    page.locator("#tasks").get_by_role("link", name="Overview").click()


def _open_review(page: Page, address: str) -> None:
    """A field with a finding and a thread, next to the decision."""
    page.goto(f"{address}/queue/")
    page.get_by_role("link", name="Tailscale").first.click()
    page.get_by_role("link", name="Setup & Uninstall").first.click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("heading", name="field by field").evaluate("heading => heading.scrollIntoView()")


def _open_tile(page: Page, address: str) -> None:
    page.goto(f"{address}/catalogue/")
    page.get_by_role("link", name="Vercel Demo").first.click()


SCREENSHOTS = (
    Screenshot(name="wizard", login="partner", height_px=860, open=_open_wizard),
    Screenshot(name="review", login="docs", height_px=860, open=_open_review),
    Screenshot(name="tile", height_px=700, open=_open_tile),
)


def is_stable(text: str) -> bool:
    """Whether the text is the same on every day and in every demo."""
    return bool(text) and not _VARYING.fullmatch(text)


def texts_of(page: Page, *, only_shown: bool = False) -> set[str]:
    """The stable texts of a page; with only_shown, those that somebody sees without scrolling."""
    page.wait_for_load_state("networkidle")
    texts = {" ".join(text.split()) for text, is_shown in page.evaluate(_TEXTS) if is_shown or not only_shown}
    return {text for text in texts if is_stable(text)}


def main() -> None:
    with _demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        for screenshot in SCREENSHOTS:
            viewport = {"width": WIDTH_PX, "height": screenshot.height_px}
            page = browser.new_page(viewport=viewport, locale="en-GB", timezone_id="UTC", color_scheme="light")
            if screenshot.login:
                _sign_in(page, address, screenshot.login)
            screenshot.open(page, address)
            screenshot.texts.write_text("".join(f"{text}\n" for text in sorted(texts_of(page, only_shown=True))))
            _save(page.screenshot(), screenshot.picture)
            print(screenshot.picture.relative_to(ROOT), screenshot.picture.stat().st_size, "bytes")


@contextmanager
def _demo() -> Iterator[str]:
    """The address of a portal with all of its demo data, in an empty folder."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environ = {**os.environ, "DATA_DIR": folder, "PORT": str(port), "LOG_LEVEL": "ERROR"}
        subprocess.run(
            [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, check=True
        )
        portal = subprocess.Popen(
            [sys.executable, "-m", "portal.runner"], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/health/live")
            yield f"http://127.0.0.1:{port}"
        finally:
            portal.terminate()
            portal.wait()


def _wait_for(address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The portal did not start within {START_SECONDS} seconds.")


def _sign_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("E-mail address").fill(f"{login}@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")


def _save(png: bytes, file: Path) -> None:
    picture = Image.open(BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
