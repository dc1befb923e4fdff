"""An admin changes a setting, uses an earlier version again, and imports a file after seeing what it changes."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from common.policies import remember_policies
from reviews.policies import REREVIEW_DAYS
from tests.accounts.factories import make_admin
from tests.browser.axe import WIDTHS
from tests.browser.people import sign_in
from tests.chromium import BrowserPage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", WIDTHS)
def test_admin_changes_restores_and_imports_settings(
    browser_page: BrowserPage, width: int, data_dir: Path, tmp_path: Path
) -> None:
    page = browser_page.page
    sign_in(browser_page, make_admin("ada"))
    page.set_viewport_size({"width": width, "height": 900})
    browser_page.open("/")
    page.get_by_label("Account menu for").click()
    page.get_by_role("link", name="Settings", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")

    page.get_by_role("link", name="Time for a later review").click()
    page.get_by_label("Time for a later review").fill("100")
    page.get_by_label("Reason").fill("Two more reviewers")
    page.get_by_role("button", name="Save new version").click()
    expect(page.get_by_text("Enter 90 or less.").first).to_be_visible()
    page.get_by_label("Time for a later review").fill("2")
    page.get_by_role("button", name="Save new version").click()
    expect(page.get_by_text("Version 1 was saved.")).to_be_visible()
    expect(page.get_by_text("Two more reviewers")).to_be_visible()
    page.get_by_role("link", name="Restore version 0").click()
    page.get_by_label("Reason").fill("Too short")
    page.get_by_role("button", name="Restore version 0").click()
    expect(page.get_by_text("Version 0 was restored as version 2.")).to_be_visible()

    page.get_by_label("Breadcrumb").get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Export and import").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download settings").click()
    content = json.loads(download.value.path().read_text())
    content["settings"] |= {"REREVIEW_DAYS": 7, "OFFICE_HOURS": "Tuesdays at ten"}
    (tmp_path / "settings.json").write_text(json.dumps(content))
    page.get_by_label("Settings file").set_input_files(tmp_path / "settings.json")
    page.get_by_role("button", name="Show changes").click()
    expect(page.get_by_text("Tuesdays at ten")).to_be_visible()
    page.get_by_label("Reason").fill("As on the test portal")
    page.get_by_role("button", name="Import settings").click()
    expect(page.get_by_text("2 settings were changed.")).to_be_visible()
    expect(page.get_by_text("Tuesdays at ten")).to_be_visible()

    browser_page.faults[:] = [fault for fault in browser_page.faults if "422" not in fault]
    remember_policies({}, seconds=0)
    assert REREVIEW_DAYS.value == 7
