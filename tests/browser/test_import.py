"""People start from what they have, and drop files on any step, in a real browser."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from accounts.models import Person
from common.actor import Role
from listings.imports import job
from listings.imports.archive_trial import OnSubject, try_archive
from listings.models import Listing, Section
from tests.accounts.factories import make_member, make_organisation
from tests.browser.axe import WIDTHS, faults_on_every_width
from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, make_scene
from tests.tilekit.listing import base_files
from tilekit.scaffold.archive import zip_of_files

MOST_DRAGS = 500
pytestmark = pytest.mark.browser
LARGE = {**base_files(), "assets/notes.txt": b"a" * 300_000, "noise.bin": os.urandom(9_000)}
LOOKED_AT = 5
BOARD = json.dumps({"title": "Acme Queue - Overview", "layout_type": "ordered", "widgets": []}).encode()


@pytest.fixture
def editor(transactional_db: None, data_dir: Path) -> Person:
    return make_member(make_organisation("Northquay"), Role.EDITOR)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a listing on disk, as a partner has it."""
    for path, data in base_files().items():
        place = tmp_path / "acme_widget" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return tmp_path / "acme_widget"


def drop(target: Locator, *paths: Path) -> None:
    """Drag files from the desktop, and drop them on an element once the page shows that it takes them."""
    page, box = target.page, target.bounding_box()
    assert box is not None
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + min(box["height"] / 2, 200)}
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)

    def drag(kind: str) -> None:
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})

    drag("dragEnter")
    for _time in range(MOST_DRAGS):
        drag("dragOver")
        if page.locator("[data-over]").count():
            break
    drag("drop")


def choose(browser: BrowserPage, *paths: Path, label: str = "Drop files here, or choose them") -> None:
    with browser.page.expect_file_chooser() as chosen:
        browser.page.get_by_text(label).click()
    chosen.value.set_files([str(path) for path in paths])


def check_of(name: str) -> dict[str, bytes]:
    """The folder of an Agent check whose listing has no manifest yet."""
    check = f"class {name}Check(OpenMetricsBaseCheckV2):\n    __NAMESPACE__ = '{name.lower()}'\n"
    return {
        "README.md": f"# Agent Check: {name}\n\n## Overview\n\n{name} moves messages.\n".encode(),
        "metadata.csv": f"metric_name,metric_type\n{name.lower()}.depth,gauge\n".encode(),
        f"datadog_checks/{name.lower()}/check.py": check.encode(),
        f"datadog_checks/{name.lower()}/data/conf.yaml.example": b"init_config:\ninstances:\n  - {}\n",
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_one_of_two_checks_without_manifests_is_chosen(
    browser_page: BrowserPage, editor: Person, tmp_path: Path, width: int
) -> None:
    page, checks = browser_page.page, {name: check_of(name) for name in ("Brine", "Harbour")}
    page.set_viewport_size({"width": width, "height": 900})
    files = {f"main/{name.lower()}/{path}": data for name in checks for path, data in checks[name].items()}
    (tmp_path / "checks.zip").write_bytes(zip_of_files(files))
    sign_in(browser_page, editor)
    browser_page.open("/listings/new/")

    choose(browser_page, tmp_path / "checks.zip")
    page.get_by_role("button", name="Choose main/harbour").click()
    expect(page.get_by_label("Listing name", exact=True)).to_have_value("Harbour")
    page.get_by_role("button", name="Create draft").click()
    page.wait_for_url("**/overview/")

    expect(page.get_by_label("Tile title", exact=True)).to_have_value("Harbour")
    expect(page.get_by_text("is not part of a listing")).to_have_count(0)
    assert "brine" not in str([section.document for section in Section.objects.all()]).lower()


def test_progress_of_a_large_import_is_seen_and_leads_to_the_questions(
    browser_page: BrowserPage,
    editor: Person,
    tmp_path: Path,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in(browser_page, editor)
    browser_page.open("/listings/new/")
    page = browser_page.page
    region = page.locator("#import-progress")
    archive = tmp_path / "acme.zip"
    archive.write_bytes(zip_of_files(LARGE, "acme_widget"))

    choose(browser_page, archive)
    expect(region).to_contain_text("Waiting to start.")
    wait_until_settled(browser_page)
    assert faults_on_every_width(browser_page) == []

    page.get_by_role("link", name="Home").first.click()
    page.get_by_role("link", name="New listing").first.click()
    page.get_by_role("link", name="acme.zip").click()
    expect(region).to_contain_text("Waiting to start.")

    def slowly(data: bytes, on_subject: OnSubject, *, within: str) -> None:
        def look(done: int, total: int) -> None:
            on_subject(done, total)
            if done == LOOKED_AT:
                expect(region).to_contain_text(f"{done} of {total} subjects checked.")

        try_archive(data, look, within=within)

    monkeypatch.setattr(job, "try_archive", slowly)
    run_jobs()

    expect(page.get_by_label("Listing name", exact=True)).to_have_value("Acme Widget")
    page.get_by_role("button", name="Create draft").click()
    page.wait_for_url("**/overview/")
    expect(page.get_by_label("Tile title", exact=True)).to_have_value("Acme Widget")


def test_dropped_folder_becomes_a_draft(browser_page: BrowserPage, editor: Person, folder: Path) -> None:
    sign_in(browser_page, editor)
    browser_page.open("/listings/new/")
    page = browser_page.page

    drop(page.locator("[data-drop]"), folder)

    expect(page.get_by_role("heading", name="What we recognised")).to_be_visible()
    wait_until_settled(browser_page)
    assert faults_on_every_width(browser_page) == []
    page.get_by_role("button", name="Create draft").click()
    page.wait_for_url("**/overview/")
    assert Listing.objects.get().revisions.get().folder == "acme_widget"


def test_folder_is_chosen_with_a_button(browser_page: BrowserPage, editor: Person, folder: Path) -> None:
    sign_in(browser_page, editor)
    browser_page.open("/listings/new/")
    page = browser_page.page

    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Choose a folder").click()
    chosen.value.set_files(str(folder))

    expect(page.get_by_label("Listing name", exact=True)).to_have_value("Acme Widget")


def test_single_files_are_chosen_with_the_keyboard(browser_page: BrowserPage, editor: Person, tmp_path: Path) -> None:
    (tmp_path / "export-17.json").write_bytes(BOARD)
    (tmp_path / "names.csv").write_bytes(b"metric_name,metric_type\nacme.q.depth,gauge\n")
    sign_in(browser_page, editor)
    browser_page.open("/listings/new/")
    page = browser_page.page

    box = page.get_by_label("Drop files here, or choose them")
    with page.expect_file_chooser() as chosen:
        box.press("Space")
    chosen.value.set_files([str(path) for path in sorted(tmp_path.iterdir()) if path.is_file()])

    name = page.get_by_label("Listing name", exact=True)
    expect(name).to_have_value("Acme Queue")
    expect(page.get_by_label("Short name of Acme Queue - Overview")).to_have_value("acme_queue_overview")
    name.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/overview/")
    assert Listing.objects.get().name == "Acme Queue"


def test_everything_works_without_scripts(
    new_browser_page: Callable[..., BrowserPage], editor: Person, tmp_path: Path
) -> None:
    browser = new_browser_page(java_script_enabled=False)
    (tmp_path / "export-17.json").write_bytes(BOARD)
    sign_in(browser, editor)
    browser.open("/listings/new/")
    page = browser.page

    choose(browser, tmp_path / "export-17.json")
    page.get_by_role("button", name="Read what I have").click()
    expect(page.get_by_text("export-17.json").first).to_be_visible()
    page.get_by_label("Listing name", exact=True).fill("Acme")
    page.get_by_role("button", name="Create draft").click()

    page.wait_for_url("**/overview/")
    assert Listing.objects.get().name == "Acme"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return make_scene()


@pytest.mark.parametrize("step", ["overview", "support"])
def test_file_that_is_dropped_on_any_step_is_offered_for_its_place(
    browser_page: BrowserPage, scene: Scene, tmp_path: Path, step: str
) -> None:
    (tmp_path / "export-17.json").write_bytes(BOARD)
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", step))
    page = browser_page.page

    drop(page.locator("main"), tmp_path / "export-17.json")

    expect(page.get_by_text("This is a dashboard. Add it to Content › Dashboards?")).to_be_visible()
    wait_until_settled(browser_page)
    assert faults_on_every_width(browser_page) == []
    page.get_by_role("button", name="Import into the draft").click()
    expect(page.get_by_text("Imported export-17.json")).to_be_visible()
    assert scene.section("content").document["dashboards"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(re.compile("earlier content has been restored"))).to_be_visible()
    assert not scene.section("content").document.get("dashboards")


def test_files_are_added_with_a_link_that_needs_no_dragging(
    browser_page: BrowserPage, scene: Scene, tmp_path: Path
) -> None:
    (tmp_path / "export-17.json").write_bytes(BOARD)
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    page = browser_page.page

    page.get_by_role("link", name="Add files").click()
    choose(browser_page, tmp_path / "export-17.json")
    page.get_by_label("What to do").select_option("Leave it out")
    page.get_by_role("button", name="Update what changes").click()

    expect(page.get_by_text("Nothing in the draft changes.")).to_be_visible()
