"""The Data step, and what the steps show at first."""

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
    assert abs(after["y"] - before["y"]) <= 1


def test_groups_unfold_once_the_answers_need_them(
    transactional_db: None, data_dir: Path, browser_page: BrowserPage
) -> None:
    scene, page = make_scene(), browser_page.page
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "data"))
    logs, pipeline = page.locator("#group-logs"), page.get_by_label("Log pipeline", exact=True)
    expect(logs).to_contain_text("Not needed, because “Logs” isn't ticked")
    expect(pipeline).to_be_hidden()
    logs.locator("summary").click()
    expect(pipeline).to_be_visible()

    steps.field(browser_page, "data.submitted_data_types").get_by_text("Logs", exact=True).click()

    expect(logs.locator("summary")).to_have_count(0)
    expect(pipeline).to_be_visible()
    expect(page.locator("#group-metrics > summary")).to_contain_text("“Metrics” isn't ticked")


def test_empty_fields_are_only_marked_until_the_first_visit_ends(
    transactional_db: None, data_dir: Path, browser_page: BrowserPage
) -> None:
    scene, page = make_scene(), browser_page.page
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "setup"))
    finding = page.locator("#f-setup-uninstall_md-findings [data-sev=missing]")
    text = finding.locator("p")
    expect(finding).to_be_visible()
    assert (text.bounding_box() or {"width": 0})["width"] <= 1
    page.reload()
    assert (text.bounding_box() or {"width": 0})["width"] <= 1

    page.get_by_role("link", name="Next: Data").click()
    page.get_by_role("link", name="Back: Setup & Uninstall").click()

    expect(text).to_contain_text("Fill it in before you submit")
    assert (text.bounding_box() or {"width": 0})["width"] > 100


def test_next_leads_to_the_first_finding_or_field(
    transactional_db: None, data_dir: Path, browser_page: BrowserPage
) -> None:
    scene, page = make_scene(), browser_page.page
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    for label, focused in (
        ("Next: Configuration Method", "f-configuration-code_type"),
        ("Next: Setup & Uninstall", "f-setup-setup_md"),
        ("Next: Data", "f-data-submitted_data_types"),
    ):
        page.get_by_role("link", name=label).click()
        expect(page.locator(f"[id={focused}]")).to_be_focused()


def test_warning_marks_its_field_less_than_a_blocker(
    transactional_db: None, data_dir: Path, browser_page: BrowserPage
) -> None:
    scene, page = make_scene(), browser_page.page
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    field = page.get_by_label("Short description", exact=True)

    field.fill("Watch the latency of every cache. " * 4)

    expect(page.locator("#f-overview-short_description-findings [data-sev=warning]").first).to_be_visible()
    expect(field).not_to_have_attribute("aria-invalid", "true")
