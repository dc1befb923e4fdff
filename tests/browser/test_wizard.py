"""The wizard in a real browser: typing, saving, findings, files, two people, and keyboard-only use."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from accounts.actors import actor_of
from accounts.models import Person
from common.actor import Role
from listings.actions import save_section
from listings.models import Identity
from tests.browser import keyboard, steps
from tests.browser.axe import NARROW_PX, NARROWEST_PX, WIDE_PX, layout_shift, scrolling
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.files import samples
from tests.listings.scene import NOW
from tests.studio.scene import Scene, make_scene, ready_scene
from tilekit.checks.engine import run_checks
from tilekit.sections import STEPS
from validation import instant

pytestmark = pytest.mark.browser
SAVED = "All changes saved"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return make_scene()


@pytest.fixture
def wizard(browser_page: BrowserPage, scene: Scene) -> Iterator[BrowserPage]:
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    yield browser_page
    # Chromium and htmx report every 4xx response; the tests that cause one check how the page handles it.
    browser_page.faults[:] = [fault for fault in browser_page.faults if not re.search(r"\b(400|409|422)\b", fault)]


def expect_save_state(page: Page, text: str) -> None:
    expect(page.locator("[data-autosave]").first).to_contain_text(text)


def fill_and_save(page: Page, name: str, value: str) -> None:
    """Type into a field and wait until it is saved."""
    with page.expect_response(lambda response: response.url.endswith("/save/")):
        page.get_by_label(name, exact=True).fill(value)
    expect_save_state(page, SAVED)


def delayed_response(page: Page, pattern: str, act: Callable[[], None]) -> tuple[Route, APIResponse]:
    """The first matching request that act causes, and its response, which the page has not received yet."""
    routes: list[Route] = []
    page.route(pattern, lambda route: routes.extend([route]), times=1)
    with page.expect_request(pattern):
        act()
    page.title()  # the browser reports the route before it responds to this
    return routes[0], routes[0].fetch()


def test_what_is_typed_is_there_after_a_reload(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    fill_and_save(page, "Tile title", "Northquay Cache Two")

    page.reload()

    expect(page.get_by_label("Tile title", exact=True)).to_have_value("Northquay Cache Two")
    assert scene.section().document["title"] == "Northquay Cache Two"


def test_preview_and_task_list_follow_a_save(wizard: BrowserPage) -> None:
    page = wizard.page
    expect(page.locator("#preview-stage .tile")).to_be_visible()

    fill_and_save(page, "Short description", "Latency of your caches")

    expect(page.locator("#preview-stage .tile")).to_contain_text("Latency of your caches")


def test_finding_appears_at_the_field_and_goes(wizard: BrowserPage) -> None:
    page = wizard.page
    title = page.get_by_label("Tile title", exact=True)
    fill_and_save(page, "Tile title", "x" * 60)

    findings = page.locator("#f-overview-title-findings")
    expect(findings.locator("[data-sev=blocker]")).to_contain_text("MF-009")
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".task[aria-current] .count")).to_have_attribute("data-style", "bad")

    fill_and_save(page, "Tile title", "Northquay")
    expect(findings.locator("[data-sev=blocker]")).to_have_count(0)
    expect(title).not_to_have_attribute("aria-invalid", "true")


def test_save_is_followed_by_one_request(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "hx-request" in request.headers else None)

    fill_and_save(page, "Short description", "Latency of your caches")
    expect(page.locator("#preview-stage .tile")).to_contain_text("Latency of your caches")
    steps.wait_until_settled(wizard)

    updates = [url.partition("?")[0] for url in sent if "/presence/" not in url]
    assert updates == [f"{wizard.address}{scene.url('findings', 'overview')}"]


def test_late_findings_of_the_first_save_do_not_replace_those_of_the_second(wizard: BrowserPage) -> None:
    page = wizard.page
    route, response = delayed_response(
        page, "**/findings/overview/*", lambda: fill_and_save(page, "Tile title", "x" * 60)
    )
    assert "MF-009" in response.text()
    fill_and_save(page, "Tile title", "Northquay")

    with page.expect_response(lambda response: "/findings/" in response.url and "MF-009" not in response.text()):
        route.fulfill(response=response)
    steps.wait_until_settled(wizard)

    expect(page.locator("#f-overview-title-findings [data-sev=blocker]")).to_have_count(0)
    expect(page.locator("#preview-stage .tile")).to_contain_text("Northquay")


def test_logo_is_uploaded_shown_and_taken_out(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    field = page.locator("#f-overview-logo_light-field")
    expect(field).to_contain_text("at most")

    field.locator("input[type=file]").set_input_files(
        {"name": "northquay.svg", "mimeType": "image/svg+xml", "buffer": samples.SVG}
    )

    expect(field.locator(".upload-file .backdrop img")).to_be_visible()
    expect(page.locator("#preview-stage .tile-logo img").first).to_be_visible()
    expect_save_state(page, SAVED)
    with page.expect_response(lambda response: response.url.endswith("/save/")):
        field.get_by_role("button", name="Remove northquay.svg").click()
    expect_save_state(page, SAVED)
    assert scene.section().document["logo_light"] is None


def test_wrong_file_is_said_at_the_field_and_nothing_is_lost(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    field = page.locator("#f-overview-logo_light-field")

    field.locator("input[type=file]").set_input_files(
        {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": samples.png()}
    )

    expect(field).to_contain_text("logo.svg was rejected")
    # A save would reload the findings and replace the message about the file.
    steps.wait_until_settled(wizard)
    expect(field).to_contain_text("logo.svg was rejected")
    assert scene.section().document.get("logo_light") is None


def test_several_pictures_become_rows(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    drop = page.locator("#f-overview-media-drop")

    drop.set_input_files(
        [
            {"name": f"{name}.png", "mimeType": "image/png", "buffer": samples.png(width=160 + place, height=90)}
            for place, name in enumerate(("first", "second"))
        ]
    )

    expect(page.locator("[data-field=media] .row-item")).to_have_count(2)
    expect(page.locator("[data-field=media] .backdrop img")).to_have_count(2)
    expect_save_state(page, SAVED)
    assert [row["image"]["name"] for row in scene.section().document["media"]] == ["first.png", "second.png"]


def test_file_goes_into_a_row_that_was_just_added(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    media = page.locator("[data-field=media]")
    media.get_by_role("button", name="Add an image or video").click()

    media.locator(".row-item input[type=file]").set_input_files(
        {"name": "one.png", "mimeType": "image/png", "buffer": samples.png(width=160, height=90)}
    )
    expect(media.locator(".backdrop img")).to_be_visible()
    with page.expect_response(lambda response: response.url.endswith("/save/")):
        media.get_by_label("Caption").fill("What customers see")

    expect_save_state(page, SAVED)
    [row] = scene.section().document["media"]
    assert (row["caption"], row["image"]["name"]) == ("What customers see", "one.png")


def test_choice_on_which_fields_depend_brings_them(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    wizard.open(scene.url("step", "configuration"))
    expect(page.get_by_label("Minimum Agent version")).to_have_count(0)

    steps.tick(wizard, "Agent check: runs in the Agent")

    expect(page.get_by_label("Minimum Agent version")).to_be_visible()
    fill_and_save(page, "Minimum Agent version", "7.50.0")
    assert scene.section("configuration").document["min_agent_version"] == "7.50.0"


def test_taken_name_is_said_while_it_is_typed(wizard: BrowserPage, scene: Scene, data_dir: Path) -> None:
    other = make_scene("Otherquay")
    Identity.objects.create(kind="integration_id", value="cache", listing=other.revision.listing)
    page = wizard.page

    page.get_by_label("Integration ID", exact=True).fill("cache")

    page.get_by_role("button", name="Use northquay-cache").click()
    expect(page.get_by_label("Integration ID", exact=True)).to_have_value("northquay-cache")
    expect(page.locator(".availability").first).to_contain_text("Available")


def test_two_people_keep_both_texts_until_one_chooses(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    colleague = scene.member(Role.EDITOR)
    expect(page.get_by_label("Tile title", exact=True)).to_be_visible()
    change(scene, colleague, title="Theirs")

    page.get_by_label("Tile title", exact=True).fill("Mine")

    expect_save_state(page, "Someone else changed the same field")
    box = page.locator("#f-overview-title-field")
    expect(box).to_contain_text("Theirs")
    box.get_by_role("button", name="Keep mine").click()
    expect_save_state(page, SAVED)
    assert scene.section().document["title"] == "Mine"


def test_open_question_is_told_while_the_rest_is_saved(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    change(scene, scene.member(Role.EDITOR), title="Theirs")
    page.get_by_label("Tile title", exact=True).fill("Mine")
    expect_save_state(page, "Someone else changed the same field")

    with page.expect_response(lambda response: response.url.endswith("/save/")):
        page.get_by_label("Short description", exact=True).fill("Latency of your caches")

    expect_save_state(page, "Someone else changed the same field")
    expect(page.locator("#f-overview-title-field")).to_contain_text("Theirs")
    page.get_by_role("button", name="Use theirs").click()
    expect(page.get_by_label("Tile title", exact=True)).to_have_value("Theirs")
    expect_save_state(page, SAVED)
    document = scene.section().document
    assert (document["title"], document["short_description"]) == ("Theirs", "Latency of your caches")


def test_open_question_outlives_a_save_and_a_reload(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    change(scene, scene.member(Role.EDITOR), title="Theirs")
    page.get_by_label("Tile title", exact=True).fill("Mine")
    expect_save_state(page, "Someone else changed the same field")
    with page.expect_response(lambda response: response.url.endswith("/save/") and response.ok):
        page.get_by_label("Short description", exact=True).fill("Latency of your caches")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    expect(page.locator("#f-overview-title-field")).to_contain_text("Theirs")
    expect(page.get_by_label("Tile title", exact=True)).to_have_value("Mine")
    document = scene.section().document
    assert (document["title"], document["short_description"]) == ("Theirs", "Latency of your caches")
    page.get_by_role("button", name="Keep mine").click()
    expect_save_state(page, SAVED)
    assert scene.section().document["title"] == "Mine"


def test_corrected_field_does_not_overwrite_what_others_saved_meanwhile(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    page.get_by_label("Tile title", exact=True).fill("x" * 600)
    expect_save_state(page, "Not saved. Correct the marked field")
    change(scene, scene.member(Role.EDITOR), title="Theirs")
    with page.expect_response(lambda response: response.url.endswith("/save/") and response.ok):
        page.get_by_label("Short description", exact=True).fill("Latency of your caches")

    page.get_by_label("Tile title", exact=True).fill("Mine")

    expect_save_state(page, "Someone else changed the same field")
    expect(page.locator("#f-overview-title-field")).to_contain_text("Theirs")
    assert scene.section().document["title"] == "Theirs"


def test_rows_that_both_changed_are_decided_cell_by_cell(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    change(scene, scene.editor, resources=[{"key": name, "url": f"https://{name}.example"} for name in "ab"])
    page.reload()
    links = page.locator("[data-field=resources]").get_by_label("URL")
    theirs = [{"key": name, "url": f"https://{name}.theirs.example"} for name in "ab"]
    change(scene, scene.member(Role.EDITOR), resources=theirs)

    links.first.fill("https://a.mine.example")
    page.locator("#f-overview-resources-a-url-field").get_by_role("button", name="Keep mine").click()

    expect(links.last).to_have_value("https://b.theirs.example")
    expect_save_state(page, SAVED)
    urls = [row["url"] for row in scene.section().document["resources"]]
    assert urls == ["https://a.mine.example", "https://b.theirs.example"]


def test_row_that_others_removed_is_said_where_it_was(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    change(scene, scene.editor, resources=[{"key": "a", "url": "https://a.example"}])
    page.reload()
    change(scene, scene.member(Role.EDITOR), resources=[])

    page.locator("[data-field=resources]").get_by_label("URL").fill("https://a.mine.example")

    question = page.locator("[data-field=resources] [data-conflict]")
    expect(question).to_contain_text("Their version: empty or removed")


def test_what_others_change_meanwhile_appears(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    change(scene, scene.member(Role.EDITOR), vendor_name="Northquay Inc.")

    fill_and_save(page, "Tile title", "Mine")

    expect(page.get_by_label("Vendor name", exact=True)).to_have_value("Northquay Inc.")
    expect(page.get_by_label("Tile title", exact=True)).to_have_value("Mine")


def test_fields_are_drawn_before_the_checks_have_run(
    wizard: BrowserPage, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, runs, sent = wizard.page, list[object](), list[str]()
    monkeypatch.setattr(instant, "run_checks", lambda *given, **more: runs.append(given) or run_checks(*given, **more))
    page.on("request", lambda request: sent.append(request.url))
    change(scene, scene.member(Role.EDITOR), vendor_name="Northquay Inc.")

    route, response = delayed_response(page, "**/fields/", lambda: fill_and_save(page, "Tile title", "Mine"))
    early = [url for url in sent if "/findings/" in url]
    without_checks = len(runs)
    with page.expect_response("**/findings/overview/*"):
        route.fulfill(response=response)

    expect(page.get_by_label("Vendor name", exact=True)).to_have_value("Northquay Inc.")
    assert (early, without_checks, len(runs)) == ([], 0, 1)


def test_late_drawing_does_not_bring_an_older_text_back(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    change(scene, scene.member(Role.EDITOR), vendor_name="Northquay Inc.")
    route, response = delayed_response(page, "**/fields/*", lambda: fill_and_save(page, "Tile title", "Mine"))
    fill_and_save(page, "Tile title", "Mine two")

    route.fulfill(response=response)
    expect(page.get_by_label("Vendor name", exact=True)).to_have_value("Northquay Inc.")

    expect(page.get_by_label("Tile title", exact=True)).to_have_value("Mine two")
    fill_and_save(page, "Tile title", "Mine three")
    assert scene.section().document["title"] == "Mine three"


def change(scene: Scene, person: Person, **changes: object) -> None:
    save_section(
        revision_id=scene.revision.pk,
        key="overview",
        version=None,
        changes=changes,
        by=actor_of(person),
        now=NOW,
    )


def test_markdown_is_shown_as_customers_read_it(wizard: BrowserPage) -> None:
    page = wizard.page
    area = page.get_by_role("textbox", name="Overview", exact=True)
    area.fill("A **cache** <script>alert(1)</script>")

    page.locator("[data-field=overview_md]").get_by_role("button", name="Preview").click()

    shown = page.locator("#f-overview-overview_md-rendered")
    expect(shown.locator("strong")).to_have_text("cache")
    expect(shown.locator("script")).to_have_count(0)


def test_keyboard_alone_fills_and_goes_on(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    keyboard.walk_to(wizard, page.locator("#f-overview-title"))
    page.keyboard.press("Control+A")
    page.keyboard.type("Keys only")
    keyboard.walk_to(wizard, page.locator("#f-overview-categories"))
    page.keyboard.type("cach")
    with page.expect_response(
        lambda response: response.url.endswith("/save/") and "cach" in str(response.request.post_data).lower()
    ):
        page.keyboard.press("Enter")
    expect_save_state(page, SAVED)

    next_link = page.get_by_role("link", name="Next: Configuration Method")
    next_link.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/configuration/#start")
    document = scene.section().document
    assert document["title"] == "Keys only"
    assert "Caching" in document["categories"]


MOST_SHIFT = 0.02


def test_every_step_is_light_and_fits_every_width(
    browser_page: BrowserPage, data_dir: Path, transactional_db: None
) -> None:
    scene = ready_scene()
    sign_in(browser_page, scene.editor)
    asked: list[str] = []
    browser_page.page.on("request", lambda request: asked.append(request.url))

    faults = []
    for step in STEPS:
        asked.clear()
        browser_page.open(scene.url("step", step.key))
        steps.wait_until_settled(browser_page)
        # Without pictures of the listing, and without the parts of style sheets and scripts, which production bundles.
        light = [url for url in asked if not re.search(r"/files/|/(css|js)/[\w-]+/", url)]
        assert len(light) <= 27, (step.key, light)
        assert layout_shift(browser_page) < MOST_SHIFT, step.key
        widths = (WIDE_PX, NARROW_PX, NARROWEST_PX)
        faults += [(step.key, fault) for width in widths for fault in scrolling(browser_page, width)]

    assert faults == []


def test_without_scripts_the_form_is_saved_and_goes_on(
    new_browser_page: Callable[..., BrowserPage], scene: Scene
) -> None:
    browser = new_browser_page(java_script_enabled=False)
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "overview"))
    page = browser.page

    page.get_by_label("Tile title", exact=True).fill("No scripts")
    page.get_by_role("button", name="Save and continue").click()

    page.wait_for_url("**/configuration/#start")
    assert scene.section().document["title"] == "No scripts"
