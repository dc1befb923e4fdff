"""From the start page into the demo, using only links and buttons."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import Settings

from accounts.demo import create_demo_people
from tests.browser.axe import NARROW_PX
from tests.browser.steps import PASSWORD
from tests.chromium import BrowserPage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, NARROW_PX])
def test_demo_account_signs_in(
    transactional_db: None, data_dir: Path, browser_page: BrowserPage, settings: Settings, width: int
) -> None:
    settings.DEMO_MODE, settings.DEMO_PASSWORD = True, PASSWORD
    create_demo_people(PASSWORD, timezone.now() - timedelta(days=2))
    page = browser_page.page
    page.set_viewport_size({"width": width, "height": 900})
    browser_page.open("/")

    page.locator("#partners").get_by_role("link", name="Sign in").click()
    page.get_by_text("Ines Duarte").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome back, Ines Duarte")
