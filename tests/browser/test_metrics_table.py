"""The metrics table in a real browser: cells, findings at rows, two people at the same time."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from listings.actions import attach_file
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.listings.scene import NOW
from tests.studio.scene import Scene, make_scene

pytestmark = pytest.mark.browser
SAVED = "All changes saved"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return make_scene()


@pytest.fixture
def wizard(browser_page: BrowserPage, scene: Scene) -> Iterator[BrowserPage]:
    sign_in(browser_page, scene.editor)
    yield browser_page
    # Chromium and htmx report every 4xx response; the tests that cause one check how the page handles it.
    browser_page.faults[:] = [fault for fault in browser_page.faults if not re.search(r"\b(400|409|422)\b", fault)]


def test_metric_is_edited_in_the_table_and_said_what_is_wrong(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    with_metrics(scene)
    wizard.open(scene.url("step", "data"))
    kind = page.get_by_label("metric_type: cache.misses")

    kind.fill("guage")
    kind.press("Tab")

    region = page.locator("#findings-1")
    expect(region).to_contain_text("guage")
    expect(page.locator("[data-metric='1'] td[data-sev]")).to_have_count(1)
    kind.fill("gauge")
    kind.press("Enter")
    expect(region.locator("[data-sev=blocker]")).to_have_count(0)
    page.get_by_role("button", name="Add row").last.click()
    expect(page.locator("[data-metric]")).to_have_count(3)
    with page.expect_response(lambda response: response.url.endswith("/save/")):
        page.get_by_label("Metric prefix", exact=True).fill("cache.")
    expect(page.locator("[data-autosave]").first).to_contain_text(SAVED)
    assert scene.section("data").document["metric_prefix"] == "cache."


def test_two_people_edit_rows_of_the_same_file(wizard: BrowserPage, scene: Scene) -> None:
    page = wizard.page
    with_metrics(scene)
    wizard.open(scene.url("step", "data"))
    expect(page.get_by_label("description: cache.hits")).to_have_value("Hits")
    with_metrics(scene, METRICS.replace(b",Misses,", b",Theirs,"))

    with page.expect_response(lambda response: response.url.endswith("/metrics/") and response.status == 200):
        page.get_by_label("description: cache.hits").fill("Mine")
        page.get_by_label("description: cache.hits").press("Tab")

    expect(page.get_by_label("description: cache.misses")).to_have_value("Theirs")
    expect(page.get_by_label("description: cache.hits")).to_have_value("Mine")
    expect(page.locator("#metrics-state [name=sha256]")).to_have_value(
        re.compile(digest(METRICS.replace(b",Misses,", b",Theirs,").replace(b",Hits,", b",Mine,")))
    )


@pytest.mark.parametrize("choice, expected", [("Keep mine", "Mine"), ("Use theirs", "Theirs")])
def test_cell_that_both_changed_is_decided(wizard: BrowserPage, scene: Scene, choice: str, expected: str) -> None:
    page = wizard.page
    with_metrics(scene)
    wizard.open(scene.url("step", "data"))
    cell = page.get_by_label("description: cache.hits")
    expect(cell).to_have_value("Hits")
    with_metrics(scene, METRICS.replace(b",Hits,", b",Theirs,"))
    theirs = scene.section("data").version

    cell.fill("Mine")
    cell.press("Tab")

    asked = page.locator("[data-cell-conflict]")
    expect(asked).to_contain_text("Their version: Theirs")
    expect(cell).to_have_value("Mine")
    assert scene.section("data").version == theirs
    asked.get_by_role("button", name=choice).click()
    expect(cell).to_have_value(expected)
    expect(page.locator("#metrics-state [name=sha256]")).to_have_value(
        digest(METRICS.replace(b",Hits,", f",{expected},".encode()))
    )


METRICS = b"""metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,integration,short_name
cache.hits,gauge,,hit,second,Hits,1,Northquay Cache,hits
cache.misses,gauge,,miss,,Misses,-1,Northquay Cache,misses
"""


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def with_metrics(scene: Scene, content: bytes = METRICS) -> None:
    attach_file(
        revision_id=scene.revision.pk,
        path="data.metadata_csv",
        name="metadata.csv",
        content=content,
        by=scene.actor,
        now=NOW,
    )
