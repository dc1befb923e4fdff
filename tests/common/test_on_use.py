"""Scripts that are loaded when somebody begins to use what needs them (`js/on-use.js`)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect

from tests.chromium import BrowserPage
from tests.common import frontend_urls
from tests.common.frontend_urls import Draft

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.common.frontend_urls")]
ROWS, MARKDOWN = re.compile(r"/js/rows\.js"), re.compile(r"/js/markdown\.js")


@pytest.fixture
def form(browser_page: BrowserPage, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserPage]:
    monkeypatch.setattr(frontend_urls, "draft", Draft())
    yield browser_page
    browser_page.faults[:] = [fault for fault in browser_page.faults if "ERR_FAILED" not in fault]


def test_script_is_loaded_with_the_first_use(form: BrowserPage) -> None:
    asked: list[str] = []
    form.page.on("request", lambda request: asked.append(request.url))
    form.open("/try/")
    assert not [url for url in asked if ROWS.search(url) or MARKDOWN.search(url)]

    with form.page.expect_request(ROWS):
        form.page.get_by_label("Caption b").hover()

    assert not [url for url in asked if MARKDOWN.search(url)]


def test_first_click_waits_for_its_script(form: BrowserPage) -> None:
    held: list[Route] = []
    form.page.route(ROWS, lambda route: held.append(route))  # noqa: PLW0108 Playwright marks its handlers
    form.open("/try/")

    with form.page.expect_request(ROWS):
        form.page.get_by_role("button", name="Add a row").click()
    held[0].continue_()

    expect(form.page.locator("[data-row] input[type=text]")).to_have_count(3)


def test_button_works_without_its_script(form: BrowserPage) -> None:
    form.page.route(ROWS, lambda route: route.abort())
    form.open("/try/")

    form.page.get_by_role("button", name="Add a row").click()

    form.page.wait_for_url("**/try/?next=1")


def test_next_use_loads_a_script_that_could_not_be_loaded(form: BrowserPage) -> None:
    form.page.route(MARKDOWN, lambda route: route.abort())
    form.open("/try/")
    with form.page.expect_event("requestfailed"):
        form.page.get_by_role("button", name="Bold").click()
    form.page.unroute(MARKDOWN)

    form.page.get_by_role("button", name="Bold").click()

    expect(form.page.get_by_label("Text")).to_have_value(re.compile(r"^\*\*.*\*\*$"))
