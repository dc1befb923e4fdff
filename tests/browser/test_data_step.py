"""The Data step on a narrow page."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.axe import NARROW_PX
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import make_scene

pytestmark = pytest.mark.browser


def test_page_stays_in_place_while_new_fields_arrive(
    transactional_db: None, data_dir: Path, browser_page: BrowserPage
) -> None:
    """On a narrow page, the fields of the chosen data arrive while somebody ticks boxes further down."""
    scene, page = make_scene(), browser_page.page
    sign_in(browser_page, scene.editor)
    page.set_viewport_size({"width": NARROW_PX, "height": 900})
    browser_page.open(scene.url("step", "data"))
    for name in ("Metrics", "Logs", "Traces", "Events"):
        steps.field(browser_page, "data.submitted_data_types").get_by_text(name, exact=True).click()
    last = steps.field(browser_page, "data.queried_data_types").get_by_text("Events", exact=True)
    last.click()
    before = last.bounding_box()

    steps.wait_until_settled(browser_page)

    expect(steps.field(browser_page, "data.log_pipeline_yaml")).to_be_attached()
    after = last.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 150, "the box must not leave the window"
