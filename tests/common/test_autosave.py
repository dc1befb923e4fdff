"""Autosave in a real browser against the endpoint's contract: typed text is never lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect

from tests.chromium import BrowserPage
from tests.common import frontend_urls
from tests.common.frontend_urls import Draft

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.common.frontend_urls")]


@pytest.fixture
def draft(monkeypatch: pytest.MonkeyPatch) -> Draft:
    fresh = Draft()
    monkeypatch.setattr(frontend_urls, "draft", fresh)
    return fresh


@pytest.fixture
def form(browser_page: BrowserPage, draft: Draft) -> Iterator[BrowserPage]:
    browser_page.open("/try/")
    yield browser_page
    # The browser itself reports a 4xx response or a lost connection, which these tests cause.
    browser_page.faults[:] = [fault for fault in browser_page.faults if "Failed to load resource" not in fault]


def expect_save_state(form: BrowserPage, text: str) -> None:
    expect(form.page.locator("[data-autosave]")).to_contain_text(text)


def test_what_is_typed_is_saved_and_the_time_is_shown(form: BrowserPage, draft: Draft) -> None:
    form.page.get_by_label("Title").fill("Two")

    expect(form.page.locator("[data-autosave]")).to_have_text("All changes saved at 15:42")
    assert draft.saves == [{"title": "Two"}]
    expect(form.page.locator("#seen")).to_have_text("2")
    assert form.page.locator("#try").get_attribute("data-version") == "2"


def test_what_is_typed_before_the_script_arrives_is_saved(form: BrowserPage, draft: Draft) -> None:
    script = "**/js/autosave.js*"
    form.page.route(script, lambda route: route.abort())
    form.page.get_by_label("Title").fill("Two")
    expect_save_state(form, "Not saved yet")
    form.page.unroute(script)
    routes: list[Route] = []

    def hold(route: Route) -> None:
        routes.append(route)

    form.page.route(script, hold)

    with form.page.expect_request(script):
        form.page.get_by_label("Caption b").fill("New")
    form.page.get_by_role("button", name="Next", exact=True).click()
    form.page.get_by_label("Title").fill("Three")
    assert draft.saves == []
    routes[0].continue_()

    expect(form.page).to_have_url(f"{form.address}/try/?next=1")
    assert draft.document["title"] == "Three"
    assert draft.document["media"] == [{"key": "a", "caption": "First"}, {"key": "b", "caption": "New"}]


def test_each_kind_of_field_sends_its_value(form: BrowserPage, draft: Draft) -> None:
    form.page.get_by_text("Flag", exact=True).click()
    form.page.get_by_label("Caption a").fill("New")
    form.page.get_by_placeholder("Search 12 options").fill("option 7")
    form.page.get_by_text("Option 7", exact=True).click()

    expect_save_state(form, "All changes saved")
    expect(form.page.locator("#seen")).not_to_have_text("1")
    assert draft.document["flag"] is True
    assert draft.document["cats"] == ["o1", "o7"]
    assert draft.document["media"] == [{"key": "a", "caption": "New"}, {"key": "b", "caption": "Second"}]


def test_edits_survive_a_reload_when_the_server_is_down(form: BrowserPage, draft: Draft) -> None:
    draft.status = 503
    form.page.get_by_label("Title").fill("Kept")
    expect_save_state(form, "Not saved yet")
    draft.status = 200
    form.page.on("dialog", lambda dialog: dialog.accept())

    form.page.reload()

    expect(form.page.get_by_label("Title")).to_have_value("Kept")
    expect_save_state(form, "All changes saved")
    assert draft.document["title"] == "Kept"
    form.faults[:] = [fault for fault in form.faults if "response 503" not in fault]


def test_expired_session_keeps_the_text_and_leads_back_to_the_field(form: BrowserPage, draft: Draft) -> None:
    draft.status = 302
    form.page.get_by_label("Title").fill("Kept")

    link = form.page.get_by_role("link", name="Sign in and come back")
    expect(link).to_have_attribute("href", "/try/sign-in/?next=%2Ftry%2F%23title-field")
    link.click()
    form.page.wait_for_url("**/try/sign-in/**")
    draft.status = 200
    form.open("/try/#title-field")
    expect(form.page.get_by_label("Title")).to_be_focused()
    expect(form.page.get_by_label("Title")).to_have_value("Kept")
    expect_save_state(form, "All changes saved")
    assert draft.document["title"] == "Kept"


def test_refusal_is_said_in_the_servers_words(form: BrowserPage, draft: Draft) -> None:
    draft.status = 400
    form.page.get_by_label("Title").fill("Kept")

    expect_save_state(form, "Not now.")


def test_same_field_changed_elsewhere_lets_the_writer_choose_their_own(form: BrowserPage, draft: Draft) -> None:
    draft.save(1, {"title": "Theirs"})
    form.page.get_by_label("Title").fill("Mine")

    expect_save_state(form, "Someone else changed the same field")
    expect(form.page.locator("#title-field")).to_contain_text("Theirs")
    form.page.get_by_role("button", name="Keep mine").click()
    expect_save_state(form, "All changes saved")
    assert draft.document["title"] == "Mine"


def test_same_field_changed_elsewhere_lets_the_writer_take_theirs(form: BrowserPage, draft: Draft) -> None:
    draft.save(1, {"title": "Theirs"})
    form.page.get_by_label("Title").fill("Mine")
    form.page.get_by_role("button", name="Use theirs").click()

    expect(form.page.get_by_label("Title")).to_have_value("Theirs")
    assert draft.document["title"] == "Theirs"


def test_conflict_in_one_field_does_not_hold_the_others(form: BrowserPage, draft: Draft) -> None:
    draft.save(1, {"title": "Theirs"})
    form.page.get_by_label("Title").fill("Mine")
    expect_save_state(form, "Someone else changed the same field")
    question = form.page.locator("div[data-conflict]").element_handle()
    form.page.get_by_text("Flag", exact=True).click()

    expect(form.page.locator("#seen")).to_have_text("3")
    assert draft.document["flag"] is True
    assert draft.document["title"] == "Theirs"
    # The response to the save must not replace the buttons of the question, because somebody may be pressing one.
    assert question.evaluate("box => box.isConnected")


def test_next_waits_for_what_is_on_its_way(form: BrowserPage, draft: Draft) -> None:
    form.page.get_by_label("Title").fill("Last")
    form.page.get_by_role("button", name="Next").click()

    form.page.wait_for_url("**/try/?next=1")
    assert draft.document["title"] == "Last"


def test_leaving_at_once_sends_the_last_words(form: BrowserPage, draft: Draft) -> None:
    form.page.get_by_label("Title").fill("Last")
    form.open("/styleguide/")
    form.open("/try/")

    expect(form.page.get_by_label("Title")).to_have_value("Last")
    expect(form.page.locator("[data-autosave]")).to_have_attribute("data-state", "saved")
    assert draft.document["title"] == "Last"


def test_uploaded_file_is_saved_with_the_field(form: BrowserPage, draft: Draft) -> None:
    form.page.locator("#file").set_input_files({"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})

    expect(form.page.locator("#file-field")).to_contain_text("logo.svg")
    expect_save_state(form, "All changes saved")
    assert draft.document["file"] == {"key": "f", "name": "logo.svg", "sha256": "0" * 64, "size": 6}


def test_removed_file_is_saved_as_none(form: BrowserPage, draft: Draft) -> None:
    draft.document["file"] = {"key": "f", "name": "logo.svg", "sha256": "0" * 64, "size": 6}
    form.open("/try/")
    form.page.get_by_role("button", name="Remove logo.svg").click()

    expect_save_state(form, "All changes saved")
    assert draft.document["file"] is None


def test_findings_that_come_back_mark_the_control(form: BrowserPage, draft: Draft) -> None:
    title = form.page.get_by_label("Title")
    title.fill("Longer than ten")
    expect(form.page.locator("#title-findings")).to_contain_text("Too long.")
    expect(title).to_have_attribute("aria-invalid", "true")

    title.fill("Short")
    expect(form.page.locator("#title-findings")).not_to_contain_text("Too long.")
    assert title.get_attribute("aria-invalid") is None
