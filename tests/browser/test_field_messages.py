"""Messages at fields after a save, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import make_scene

pytestmark = pytest.mark.browser


def test_finding_about_a_field_that_is_not_drawn_yet_waits(browser_page: BrowserPage, data_dir: Path) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    page = browser_page.page
    browser_page.open(scene.url("step", "configuration"))
    # The response with the new fields is delayed, so their findings arrive first.
    page.route("**/configuration/fields/", lambda route: route.fulfill(status=204))

    with page.expect_response("**/findings/configuration/*") as reported:
        steps.tick(browser_page, "Agent check")
    steps.wait_until_settled(browser_page)

    assert "f-configuration-pull_request_url-findings" in reported.value.text()
    expect(page.get_by_label("Code pull request")).to_have_count(0)
    assert browser_page.faults == []
    page.unroute("**/configuration/fields/")
    page.reload()
    expect(steps.field(browser_page, "configuration.pull_request_url")).to_contain_text("To fill in")


def test_marks_of_empty_fields_contain_no_invisible_links(browser_page: BrowserPage, data_dir: Path) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    page = browser_page.page

    browser_page.open(scene.url("step", "overview"))
    mark = steps.field(browser_page, "overview.short_description").locator(".finding")
    expect(mark).to_be_visible()
    first_visit = mark.locator("a:visible").count()
    browser_page.open(scene.url("step", "support"))
    browser_page.open(scene.url("step", "overview"))

    assert first_visit == 0
    expect(mark.get_by_role("link", name="MF-012")).to_be_visible()
    assert page.locator("a.finding-code:visible").count() > 1
