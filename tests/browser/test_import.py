"""A large archive, imported in a real browser while a slow worker reads it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from common.actor import Role
from listings.imports import folder_imports as imports
from listings.imports.archive_trial import OnSubject, try_archive
from tests.accounts.factories import make_member, make_organisation
from tests.browser.axe import faults_on_every_width
from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage
from tests.tilekit.listing import base_files
from tilekit.scaffold.archive import zip_of_files

pytestmark = pytest.mark.browser
LARGE = {**base_files(), "assets/notes.txt": b"a" * 300_000, "noise.bin": os.urandom(9_000)}
LOOKED_AT = 5


def test_progress_of_a_large_import_is_seen_and_leads_to_the_draft(
    browser_page: BrowserPage,
    transactional_db: None,
    data_dir: Path,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in(browser_page, make_member(make_organisation("Northquay"), Role.EDITOR))
    browser_page.open("/listings/new/")
    page = browser_page.page
    region = page.locator("#import-progress")

    with page.expect_file_chooser() as chosen:
        page.get_by_label("Listing folder as a zip file").click()
    archive = zip_of_files(LARGE, "acme_widget")
    chosen.value.set_files({"name": "acme.zip", "mimeType": "application/zip", "buffer": archive})
    page.get_by_role("button", name="Import folder", exact=True).click()
    expect(region).to_contain_text("Waiting to start.")
    wait_until_settled(browser_page)
    assert faults_on_every_width(browser_page) == []

    page.get_by_role("link", name="Home").first.click()
    page.get_by_role("link", name="Import a folder").click()
    page.get_by_role("link", name="acme.zip").click()
    expect(region).to_contain_text("Waiting to start.")

    def slowly(data: bytes, on_subject: OnSubject) -> None:
        def look(done: int, total: int) -> None:
            on_subject(done, total)
            if done == LOOKED_AT:
                expect(region).to_contain_text(f"{done} of {total} subjects checked.")

        try_archive(data, look)

    monkeypatch.setattr(imports, "try_archive", slowly)
    run_jobs()

    page.wait_for_url("**/overview/")
    expect(page.get_by_label("Tile title", exact=True)).to_have_value("Acme Widget")
