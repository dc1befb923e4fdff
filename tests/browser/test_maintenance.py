"""Maintenance begins and ends while somebody types: no typed text is lost, and the page says until when."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Person
from common.actor import SYSTEM
from operations.maintenance.actions import end_maintenance, start_maintenance
from tests.accounts.factories import make_member, make_organisation
from tests.browser import steps
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import in_review, today
from tests.sandboxes.scene import approved, enabled_activation, sandbox
from tests.sandboxes.scene import partner as confirmed_partner
from tests.studio.scene import make_scene

pytestmark = pytest.mark.browser


def switch_on() -> None:
    now = timezone.now()
    start_maintenance(starts_at=now, until=now + timedelta(minutes=30), reason="Larger database", by=SYSTEM, now=now)


def test_what_somebody_types_during_maintenance_is_saved_afterwards(browser_page: BrowserPage, data_dir: Path) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    steps.fill(browser_page, "Short description", "Kelp")
    steps.wait_until_settled(browser_page)

    switch_on()
    steps.fill(browser_page, "Short description", "Kelp for ferries")
    status = browser_page.page.locator("[data-autosave]").first
    expect(status).to_contain_text("Nothing can be saved during maintenance. Expected end:")
    assert scene.section().document["short_description"] == "Kelp"
    browser_page.page.reload()
    banner = browser_page.page.get_by_text("Maintenance until")
    expect(banner).to_contain_text("Larger database")
    expect(browser_page.page.get_by_label("Short description")).to_have_value("Kelp for ferries")

    end_maintenance(by=SYSTEM, now=timezone.now())
    steps.wait_until_settled(browser_page)

    assert scene.section().document["short_description"] == "Kelp for ferries"
    box = browser_page.page.locator(".banner").bounding_box()
    browser_page.page.evaluate("import(window.bell.dataset.script)")  # as page.js does after a minute
    over = browser_page.page.get_by_text("Maintenance is over. You can save again.")
    expect(over).to_be_visible()
    expect(banner).to_have_count(0)
    assert browser_page.page.locator(".banner").bounding_box() == box
    browser_page.faults[:] = [fault for fault in browser_page.faults if "503" not in fault]


def test_a_page_during_maintenance_sends_nothing_that_is_refused(
    browser_page: BrowserPage, transactional_db: None
) -> None:
    person = make_member(make_organisation("Northquay"))
    sign_in(browser_page, person, time_zone="")
    switch_on()

    browser_page.open("/")
    browser_page.page.wait_for_load_state("networkidle")

    expect(browser_page.page.get_by_text("Maintenance until")).to_be_visible()
    assert browser_page.faults == []


def test_pages_that_record_views_send_nothing_that_is_refused(
    new_browser_page: Callable[..., BrowserPage], data_dir: Path, transactional_db: None
) -> None:
    scene = in_review(now=today())
    saltbox = confirmed_partner("Saltbox")
    sandbox(saltbox)
    activation = enabled_activation(approved(saltbox))
    reviewer, partner = new_browser_page(), new_browser_page()
    sign_in(reviewer, Person.objects.get(pk=scene.team("documentation").id))
    sign_in(partner, make_member(saltbox))
    switch_on()

    reviewer.open(f"/reviews/{scene.review('documentation').pk}/")
    reviewer.page.get_by_role("heading", level=1).click()
    partner.open(f"/sandboxes/tiles/{activation.pk}/")
    for browser in (reviewer, partner):
        browser.page.wait_for_load_state("networkidle")

    expect(partner.page.get_by_role("button", name="Mark tile as viewed")).to_be_visible()
    assert [*reviewer.faults, *partner.faults] == []


def test_a_form_is_sent_again_after_the_maintenance(browser_page: BrowserPage, data_dir: Path) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    page = browser_page.page
    browser_page.open("/profile/")
    switch_on()
    page.get_by_label("Your name").fill("Ada Kelp")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Temporarily unavailable")

    end_maintenance(by=SYSTEM, now=timezone.now())
    page.get_by_role("button", name="Send again").click()

    expect(page.get_by_label("Your name")).to_have_value("Ada Kelp")
    browser_page.faults[:] = [fault for fault in browser_page.faults if "503" not in fault]
