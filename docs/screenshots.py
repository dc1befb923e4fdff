"""Takes the screenshots of README.md: `.venv/bin/python docs/screenshots.py`.

It starts the portal on a free port with an empty data folder, signs in with demo accounts and stops the portal again.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PASSWORD = "demo-slipway"  # the public password of the demo
WIDTH_PX, HEIGHT_PX = 1280, 860
COLOURS = 128  # pages have few colours, and this reduces the files to a third
START_SECONDS = 90


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environ = {**os.environ, "DATA_DIR": folder, "PORT": str(port), "LOG_LEVEL": "ERROR"}
        command = [sys.executable, "-m", "portal.runner"]
        portal = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/health/live")
            take(address)
        finally:
            portal.terminate()
            portal.wait()


def take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        wizard(browser, address)
        review(browser, address)
        browser.close()


def wizard(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "partner")
    page.goto(f"{address}/listings/")
    page.get_by_role("link", name="OctoPrint").first.click()
    page.get_by_role("link", name="Continue in the wizard").click()
    keep(page, "wizard")


def review(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "docs")
    page.goto(f"{address}/queue/")
    page.get_by_role("link", name="Tailscale").first.click()
    page.get_by_role("link", name="Setup & Uninstall").first.click()
    keep(page, "review")


def signed_in(browser: Browser, address: str, login: str) -> Page:
    page = browser.new_page(viewport={"width": WIDTH_PX, "height": HEIGHT_PX}, color_scheme="light")
    page.goto(f"{address}/accounts/login/")
    page.locator("input[name=login]").fill(f"{login}@demo.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{address}/")
    return page


def keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The portal did not start within {START_SECONDS} seconds.")


if __name__ == "__main__":
    main()
