"""Answers to other requests that arrive while a file is being uploaded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser import steps
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.metrics.metrics_file import CSV
from tests.studio.scene import Scene, make_scene

pytestmark = pytest.mark.browser
UPLOADS, FINDINGS = "**/sections/data/files/*", "**/findings/data/*"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path, browser_page: BrowserPage) -> Scene:
    """The step *Data* with the metrics table, for a listing that sends metrics."""
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "data"))
    tick(browser_page, "Metrics")
    steps.wait_until_settled(browser_page)
    browser_page.page.locator("#metrics").scroll_into_view_if_needed()
    expect(browser_page.page.locator("#metrics").get_by_role("grid")).to_be_visible()
    return scene


def tick(browser: BrowserPage, name: str) -> None:
    steps.field(browser, "data.submitted_data_types").get_by_text(name, exact=True).click()


def upload(browser: BrowserPage, answer: Callable[[Route], None]) -> Locator:
    """Upload metrics; answer decides when the answer arrives. Returns the first choice that they offer."""
    browser.page.route(UPLOADS, answer)
    steps.upload(browser, "f-data-metadata_csv", name="metadata.csv", content=CSV)
    return steps.field(browser, "data.metric_check").get_by_role("checkbox", name="cache.hits")


def test_metrics_table_leaves_the_field_of_the_file(browser_page: BrowserPage, scene: Scene) -> None:
    """The findings of an earlier edit arrive when the file is already stored."""
    page, findings = browser_page.page, list[Route]()
    page.route(FINDINGS, lambda route: findings.extend([route]))
    with page.expect_request(FINDINGS):
        page.get_by_label("Metric prefix", exact=True).fill("cache.")

    def answer(route: Route) -> None:
        stored = route.fetch()
        page.unroute(FINDINGS)
        with page.expect_request("**/metrics/rows/"):  # the table has noticed the new file
            findings.pop().continue_()
        route.fulfill(response=stored)

    expect(upload(browser_page, answer)).to_be_visible()


def test_fields_are_drawn_after_the_upload(browser_page: BrowserPage, scene: Scene) -> None:
    """The fields for another choice arrive when the file is not stored yet."""
    page = browser_page.page

    def answer(route: Route) -> None:
        with page.expect_response("**/sections/data/fields/"):
            tick(browser_page, "Logs")
        route.fulfill(response=route.fetch())

    expect(upload(browser_page, answer)).to_be_visible()
    expect(page.locator("#group-logs > summary")).to_have_count(0)
    table = steps.field(browser_page, "data.metadata_csv")
    expect(table.get_by_role("link", name="metadata.csv", exact=True)).to_be_visible()
