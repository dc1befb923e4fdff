"""The pictures of README.md show what the pages of the demo show today."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Person
from portal.demo import load
from portal.demo.plan import DEMO_LISTINGS
from tests.browser.people import sign_in
from tests.browser.screenshots import IMAGES, MAX_BYTES, SCREENSHOTS, WIDTH_PX, is_stable, texts_of
from tests.browser.steps import PASSWORD
from tests.chromium import BrowserPage
from tests.contract.tree import ROOT

FOLDERS = ("octoprint", "tailscale", "vercel")
PLANS = tuple(plan for plan in DEMO_LISTINGS if plan.folder in FOLDERS)


@pytest.mark.browser
def test_texts_of_the_pictures_are_on_the_pages(
    transactional_db: None,
    data_dir: Path,
    settings: Settings,
    run_jobs: Callable[[], int],
    new_browser_page: Callable[..., BrowserPage],
) -> None:
    settings.DEMO_MODE = True
    with patch.object(load, "DEMO_LISTINGS", PLANS):
        load.load_demo(PASSWORD, timezone.now())
    run_jobs()

    missing = {}
    for screenshot in SCREENSHOTS:
        browser = new_browser_page(viewport={"width": WIDTH_PX, "height": screenshot.height_px})
        if screenshot.login:
            sign_in(browser, Person.objects.get(email=f"{screenshot.login}@demo.example"))
        screenshot.open(browser.page, browser.address)
        missing[screenshot.name] = {*screenshot.texts.read_text().splitlines()} - texts_of(browser.page)

    assert missing == {screenshot.name: set() for screenshot in SCREENSHOTS}, "run: make screenshots"


def test_pictures_are_taken_without_settings_of_tests() -> None:
    environ = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    words = [sys.executable, "-c", "import tests.browser.screenshots"]

    assert subprocess.run(words, cwd=ROOT, env=environ, check=False).returncode == 0


def test_every_picture_is_in_the_readme_and_small() -> None:
    shown = re.findall(r"\(docs/images/(\w+)\.png\)", (ROOT / "README.md").read_text())

    assert sorted(shown) == sorted(screenshot.name for screenshot in SCREENSHOTS)
    assert {path.stem for path in IMAGES.iterdir()} == {*shown}
    assert [path for path in IMAGES.iterdir() if path.stat().st_size > MAX_BYTES] == []
    assert all(len(screenshot.texts.read_text().splitlines()) > 20 for screenshot in SCREENSHOTS)


@pytest.mark.parametrize(
    "text", ["5", "22 / 50", "Due 1 Dec 2026, 18:28 UTC", "Usually done within 4 days", "d1:62eb511b"]
)
def test_texts_that_vary_are_not_compared(text: str) -> None:
    assert not is_stable(text)


@pytest.mark.parametrize("text", ["Draft", "1 of 7 steps ready", "The limit is 80. Shorten it.", "Version 1.0.0"])
def test_other_texts_are_compared(text: str) -> None:
    assert is_stable(text)
