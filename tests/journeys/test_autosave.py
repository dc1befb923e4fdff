"""Autosave in the wizard: the order of saves, two tabs, a lost connection, and closing the tab."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from threading import Event

import pytest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from playwright.sync_api import Dialog, Page, Route, expect

from listings.actions import save_section
from studio.wizard.views.save import SaveView
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, make_scene
from tilekit.core.field import Json

pytestmark = pytest.mark.browser
SAVED = "All changes saved"
TITLE, TEXT = "Tile title", "Short description"
SAVES = "**/overview/save/"
PLACE_OF_STEP = "document.querySelector('.wizard').offsetTop"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return make_scene()


@pytest.fixture
def wizard(browser_page: BrowserPage, scene: Scene) -> Iterator[BrowserPage]:
    """A person on the first step."""
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    yield browser_page
    # Chromium reports the lost connection and the 409 response, which these tests cause.
    expected = re.compile(r"\b409\b|ERR_INTERNET_DISCONNECTED")
    browser_page.faults[:] = [fault for fault in browser_page.faults if not expected.search(fault)]


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Queue[object]:
    """The changes of each save, as soon as the portal has responded to it."""
    saves: Queue[object] = Queue()

    def post(view: SaveView, request: HttpRequest, **names: object) -> HttpResponse:
        response = original(view, request, **names)
        saves.put(json.loads(request.body)["changes"])
        return response

    original = SaveView.post
    monkeypatch.setattr(SaveView, "post", post)
    return saves


def paste(page: Page, label: str, text: str) -> None:
    """Click the label of a field and replace its text."""
    page.get_by_text(label, exact=True).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def expect_save_state(page: Page, text: str) -> None:
    expect(page.locator("[data-autosave]").first).to_contain_text(text)


def stop_clock(page: Page) -> None:
    """Load the page again with a clock that only the test moves, so that no timer sends an edit."""
    page.clock.install()
    page.reload()
    page.clock.pause_at("2040-01-01")


def go_offline(wizard: BrowserPage) -> None:
    """Lose the connection after the first move of the mouse, with which autosave arrives."""
    wizard.page.mouse.move(300, 300)
    wizard.page.wait_for_function("() => document.getElementById('form-overview').earlyEvents === undefined")
    wizard.context.set_offline(offline=True)


def close(page: Page) -> None:
    """Close the tab like a person, so that the page is asked first."""
    page.close(run_before_unload=True)


def test_edits_of_one_moment_are_sent_together(wizard: BrowserPage, stored: Queue[object]) -> None:
    page = wizard.page
    stop_clock(page)

    paste(page, TITLE, "Northquay")
    page.keyboard.type(" Cache")
    paste(page, TEXT, "Latency of your caches")
    expect_save_state(page, "Saving")
    with page.expect_response(SAVES):
        page.clock.run_for(1000)

    expect_save_state(page, SAVED)
    assert list(stored.queue) == [{"title": "Northquay Cache", "short_description": "Latency of your caches"}]


def test_edits_during_a_save_wait_for_its_response(wizard: BrowserPage, scene: Scene, stored: Queue[object]) -> None:
    page = wizard.page
    stop_clock(page)
    routes: list[Route] = []
    page.route(SAVES, lambda route: routes.extend([route]))
    paste(page, TITLE, "One")
    expect_save_state(page, "Saving")
    with page.expect_request(SAVES):
        page.clock.run_for(1000)

    paste(page, TITLE, "Two")
    paste(page, TEXT, "Latency of your caches")
    page.clock.run_for(5000)
    page.title()  # the browser reports routes before it responds to this
    assert len(routes) == 1
    form = page.locator("[data-save-url]")
    version = form.get_attribute("data-version") or ""
    routes[0].continue_()
    expect(form).not_to_have_attribute("data-version", version)
    expect_save_state(page, "Saving")
    with page.expect_request(SAVES):
        page.clock.run_for(1000)
    page.title()
    routes[1].continue_()

    expect_save_state(page, SAVED)
    assert list(stored.queue) == [{"title": "One"}, {"title": "Two", "short_description": "Latency of your caches"}]
    assert scene.section().document["title"] == "Two"


def test_two_tabs_change_different_rows_without_a_question(browser_page: BrowserPage, scene: Scene) -> None:
    rows: list[Json] = [{"key": "a", "caption": "One"}, {"key": "b", "caption": "Two"}]
    save_section(
        revision_id=scene.revision.pk, key="overview", version=None, changes={"media": rows}, by=scene.actor,
        now=timezone.now(),
    )  # fmt: skip
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    first, second = browser_page.page, browser_page.context.new_page()
    second.goto(first.url)

    paste(second, TITLE, "Acme Queue")
    expect_save_state(second, SAVED)
    first.get_by_label("Caption").first.fill("First")
    expect_save_state(first, SAVED)
    second.get_by_label("Caption").last.fill("Second")
    expect_save_state(second, SAVED)

    expect(second.get_by_label("Caption").first).to_have_value("First")
    assert [row["caption"] for row in scene.section().document["media"]] == ["First", "Second"]


def test_two_tabs_keep_both_texts_until_one_is_chosen(wizard: BrowserPage, scene: Scene) -> None:
    first, second = wizard.page, wizard.context.new_page()
    second.goto(first.url)
    paste(first, TITLE, "First tab")
    expect_save_state(first, SAVED)

    paste(second, TITLE, "Second tab")
    expect_save_state(second, "Someone else changed the same field")
    field = second.locator("#f-overview-title-field")
    expect(field).to_contain_text("Their version: First tab")
    assert scene.section().document["title"] == "First tab"

    field.get_by_role("button", name="Keep mine").click()
    expect_save_state(second, SAVED)
    paste(first, TEXT, "Latency of your caches")
    expect(first.get_by_label(TITLE, exact=True)).to_have_value("Second tab")
    expect_save_state(first, SAVED)
    document = scene.section().document
    assert (document["title"], document["short_description"]) == ("Second tab", "Latency of your caches")


def test_edits_made_offline_are_sent_when_the_connection_is_back(
    wizard: BrowserPage, scene: Scene, stored: Queue[object]
) -> None:
    page = wizard.page
    page.set_viewport_size({"width": 390, "height": 800})
    stop_clock(page)
    go_offline(wizard)
    paste(page, TITLE, "One")
    page.clock.run_for(1000)
    expect_save_state(page, "Offline. 1 edit on this page isn't saved yet.")
    paste(page, TITLE, "Two")
    paste(page, TEXT, "Latency of your caches")
    page.clock.run_for(1000)
    expect_save_state(page, "Offline. 2 edits on this page aren't saved yet.")
    place = page.evaluate(PLACE_OF_STEP)

    wizard.context.set_offline(offline=False)

    expect_save_state(page, SAVED)
    page.locator("[data-autosave] [data-text]").first.evaluate("text => (text.textContent = 'Saving')")
    assert page.evaluate(PLACE_OF_STEP) == place  # a shorter text doesn't move the page
    assert list(stored.queue) == [{"title": "Two", "short_description": "Latency of your caches"}]
    assert scene.section().document["title"] == "Two"


def test_closing_the_tab_at_once_saves_what_was_typed(wizard: BrowserPage, scene: Scene, stored: Queue[object]) -> None:
    page = wizard.page
    stop_clock(page)
    paste(page, TITLE, "Last words")
    expect_save_state(page, "Saving")

    close(page)

    assert stored.get(timeout=60) == {"title": "Last words"}
    assert scene.section().document["title"] == "Last words"


@pytest.mark.parametrize("is_stored", [True, False], ids=["stored first", "stored last"])
def test_closing_the_tab_during_a_save_keeps_what_was_typed_since(
    wizard: BrowserPage, scene: Scene, stored: Queue[object], monkeypatch: pytest.MonkeyPatch, *, is_stored: bool
) -> None:
    page, started, is_closed, ended = wizard.page, Event(), Event(), Event()
    post = SaveView.post

    def slow_post(view: SaveView, request: HttpRequest, **names: object) -> HttpResponse:
        try:
            response = post(view, request, **names) if is_stored else None
            started.set()
            is_closed.wait(60)
            return response or post(view, request, **names)
        finally:
            ended.set()

    monkeypatch.setattr(SaveView, "post", slow_post)
    paste(page, TITLE, "One")
    assert started.wait(60)
    assert not is_stored or stored.get(timeout=60) == {"title": "One"}
    monkeypatch.setattr(SaveView, "post", post)
    paste(page, TITLE, "Two")

    close(page)

    assert stored.get(timeout=60) == {"title": "Two"}
    is_closed.set()
    assert ended.wait(60)
    assert scene.section().document["title"] == "Two"


def dialog_of(page: Page, act: Callable[[Page], None]) -> Dialog:
    with page.expect_event("dialog") as event:
        act(page)
    return event.value


def test_tab_with_edits_that_cannot_be_sent_asks_before_it_closes(wizard: BrowserPage, scene: Scene) -> None:
    page, dialogs = wizard.page, list[Dialog]()
    page.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss()))
    go_offline(wizard)
    paste(page, TITLE, "Kept")
    expect_save_state(page, "Offline. 1 edit")

    assert dialog_of(page, close).type == "beforeunload"
    expect(page.get_by_label(TITLE, exact=True)).to_have_value("Kept")
    wizard.context.set_offline(offline=False)
    expect_save_state(page, SAVED)
    with page.expect_event("close"):
        close(page)

    assert len(dialogs) == 1
    assert scene.section().document["title"] == "Kept"
