"""A long list of versions in a browser: one is opened, edited and saved, and nothing else changes."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from listings.actions import save_section
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.listings.scene import NOW
from tests.studio.scene import Scene, make_scene
from tilekit.core.field import Json

pytestmark = pytest.mark.browser
ROWS = 40
LAST = f"r{ROWS - 1}"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    scene = make_scene()
    rows = [{"key": f"r{number}", "version": f"{ROWS - number}.0.0", "added": ["One"]} for number in range(ROWS)]
    save(scene, [*rows[:-2], *({**row, "version": rows[-3]["version"]} for row in rows[-2:])])
    return scene


def save(scene: Scene, rows: list[dict[str, Json]]) -> None:
    changes = {"entries": rows}
    save_section(
        revision_id=scene.revision.pk, key="release_notes", version=None, changes=changes, by=scene.actor, now=NOW
    )


def stored_rows(scene: Scene) -> list[dict[str, Json]]:
    rows: list[dict[str, Json]] = scene.section("release_notes").document["entries"]
    return rows


def versions(scene: Scene) -> list[Json]:
    return [row["version"] for row in stored_rows(scene)]


def test_folded_version_is_opened_edited_moved_and_saved(browser_page: BrowserPage, scene: Scene) -> None:
    page, before = browser_page.page, stored_rows(scene)
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "release_notes"))
    row = page.locator("[data-row=r30]")
    expect(row.get_by_label("Version", exact=True)).to_have_count(0)

    row.get_by_role("button", name="Edit: 10.0.0").click()
    expect(row.get_by_label("Version", exact=True)).to_be_focused()
    with page.expect_response(lambda response: "/findings/" in response.url and "_open=r30" in response.url):
        row.get_by_label("Version", exact=True).fill("11.0.1")
    message = "Version 11.0.1 is listed below version 11.0.0. Put the newest version first."
    expect(row.get_by_text(message)).to_be_visible()
    expect(page.locator("[data-read-out]")).to_contain_text(message)
    with page.expect_response(lambda response: response.url.endswith("/save/")):
        row.get_by_role("button", name="Move up").click()
    page.get_by_role("button", name="Add a version").click()
    with page.expect_response(lambda response: response.url.endswith("/save/")):
        page.keyboard.type("41.0.0")
    expect(page.locator("[data-autosave]").first).to_contain_text("All changes saved")

    changed = [*before[:29], {**before[30], "version": "11.0.1"}, before[29], *before[31:]]
    assert versions(scene) == ["41.0.0", *(row["version"] for row in changed)]
    assert [row["added"] for row in stored_rows(scene)[1:]] == [["One"]] * ROWS


def test_link_to_a_folded_version_opens_it(browser_page: BrowserPage, scene: Scene) -> None:
    page = browser_page.page
    sign_in(browser_page, scene.editor)
    browser_page.open(f"{scene.url('step', 'release_notes')}#f-release_notes-entries-{LAST}-version-field")
    control = page.locator(f"#f-release_notes-entries-{LAST}-version")
    expect(control).to_be_focused()

    browser_page.open(scene.url("step", "release_notes"))
    general = page.locator("#form-release_notes-general")
    general.locator("summary").first.click()
    general.locator(f"a[href$={LAST}-version-field]").first.click()

    expect(control).to_be_focused()
    page.evaluate("location.hash = '#f-release_notes-entries-r35-field'")
    expect(page.locator("#f-release_notes-entries-r35-version")).to_be_focused()
