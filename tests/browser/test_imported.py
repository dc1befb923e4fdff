"""Imported values stay as they are until somebody changes them, even if the control can't show them."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage
from tests.studio.scene import ready_scene
from tests.tilekit.listing import base_files

pytestmark = pytest.mark.browser


def test_date_that_is_none_stays_while_its_row_is_edited(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    changelog = b"# CHANGELOG - Acme Widget\n\n## 1.0.0 / 2026-13-40\n\n***Added***:\n\n* First\n"
    scene = ready_scene(**{"CHANGELOG.md": changelog})  # type: ignore[arg-type]  # files, and no name
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "release_notes"))
    page = browser_page.page
    date = page.get_by_label("Date", exact=True)
    expect(date).to_have_value("2026-13-40")

    page.get_by_label("Changed", exact=True).fill("More")
    wait_until_settled(browser_page)

    (entry,) = scene.section("release_notes").document["entries"]
    assert (entry["date"], entry["changed"]) == ("2026-13-40", ["More"])
    date.fill("2026-01-31")
    wait_until_settled(browser_page)
    page.reload()
    expect(page.get_by_label("Date", exact=True)).to_have_attribute("type", "date")


def test_choice_that_is_not_offered_is_seen_kept_and_removed(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    manifest = json.loads(base_files()["manifest.json"])
    tags = manifest["tile"]["classifier_tags"]
    tags[:] = [tag for tag in tags if not tag.startswith("Supported OS")] + ["Supported OS::Plan 9"]
    scene = ready_scene(**{"manifest.json": json.dumps(manifest).encode()})  # type: ignore[arg-type]  # as above
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    page = browser_page.page
    field = page.locator("#f-overview-supported_os-field")

    field.get_by_role("combobox").fill("Linux")
    field.locator(".picker-options").get_by_text("Linux", exact=True).click()
    wait_until_settled(browser_page)
    assert scene.section().document["supported_os"] == ["Plan 9", "Linux"]

    field.get_by_role("button", name="Remove Plan 9").click()
    wait_until_settled(browser_page)
    assert scene.section().document["supported_os"] == ["Linux"]
    page.reload()
    expect(field.get_by_role("listitem")).to_have_count(1)
    expect(field.get_by_text("Plan 9")).to_have_count(0)


def test_change_of_several_lines_stays_one_while_its_row_is_edited(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    changelog = b"# CHANGELOG\n\n## 1.0.0 / 2026-01-31\n\n***Added***:\n\n* First\n  of two lines\n* Next\n"
    scene = ready_scene(**{"CHANGELOG.md": changelog})  # type: ignore[arg-type]  # as above
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "release_notes"))
    page = browser_page.page
    added = page.get_by_label("Added", exact=True)
    expect(added).to_have_value("First\n  of two lines\nNext")

    page.get_by_label("Changed", exact=True).fill("More\n  of it")
    wait_until_settled(browser_page)

    (entry,) = scene.section("release_notes").document["entries"]
    assert (entry["added"], entry["changed"]) == (["First\nof two lines", "Next"], ["More\nof it"])


def test_imported_texts_are_shown_with_their_spaces_and_line_breaks(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    manifest = json.loads(base_files()["manifest.json"])
    manifest["tile"]["media"][0]["caption"] = "The overview\ndashboard"
    manifest["tile"]["resources"] = [{"resource_type": "blog", "url": " https://acme.example.org/blog "}]
    manifest["display_on_public_website"] = "true"
    scene = ready_scene(**{"manifest.json": json.dumps(manifest).encode()})  # type: ignore[arg-type]  # as above
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    page = browser_page.page

    expect(page.get_by_label("Caption", exact=True)).to_have_value("The overview\ndashboard")
    expect(page.get_by_label("URL", exact=True)).to_have_value(" https://acme.example.org/blog ")
    answer = steps.field(browser_page, "overview.display_on_public_website").get_by_label("Yes")
    expect(answer).not_to_be_checked()
    answer.click()
    wait_until_settled(browser_page)

    assert scene.section().document["display_on_public_website"] is True
    assert scene.section().document["media"][0]["caption"] == "The overview\ndashboard"
