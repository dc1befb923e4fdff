"""A lead edits the calendar of the team and stops its due dates; the partner sees why."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from common.actor import TeamRole
from reviews.models import Incident
from reviews.queries.calendars import calendar_of
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import DOCS, InReview, in_review, reviewer_for, today

pytestmark = pytest.mark.browser
REASON = "Our review tools are down."


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> InReview:
    return in_review(now=today() - timedelta(days=1))


def test_lead_edits_the_calendar_and_stops_due_dates(
    scene: InReview, new_browser_page: Callable[..., BrowserPage]
) -> None:
    lead, partner = new_browser_page(), new_browser_page()
    sign_in(lead, Person.objects.get(pk=reviewer_for(DOCS, role=TeamRole.LEAD, name="Ada Byron").id))
    sign_in(partner, Person.objects.get(pk=scene.owner.id))
    page = lead.page

    lead.open("/queue/")
    page.get_by_role("link", name="Calendars").click()
    monday = page.get_by_label("Monday")
    monday.fill("17:00-09:00")
    monday.press("Enter")
    expect(page.get_by_text("The end must be after the start").first).to_be_visible()
    monday.fill("09:00-17:00")
    page.get_by_role("button", name="Save new version").click()
    expect(page.get_by_text("Version 1 was saved.").first).to_be_visible()
    assert calendar_of(DOCS).hours[1] == (540, 1020)

    lead.open("/queue/incidents/")
    page.get_by_label("Reason").fill(REASON)
    page.get_by_label("Reason").press("Enter")
    expect(page.get_by_text("Due dates are stopped.").first).to_be_visible()
    partner.open(scene.revision.listing.get_absolute_url())
    expect(partner.page.get_by_text(REASON).first).to_be_visible()

    page.get_by_role("button", name="End incident: Documentation").click()
    expect(page.get_by_text("The incident has ended.").first).to_be_visible()
    assert Incident.objects.get().ended_at
    partner.page.reload()
    expect(partner.page.get_by_text(REASON)).to_have_count(0)
    lead.faults[:] = [fault for fault in lead.faults if "422" not in fault]
