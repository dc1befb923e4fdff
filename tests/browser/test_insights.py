"""A lead reads and filters the numbers of Insights, and a partner those of the own listings on a phone."""

import csv
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Person
from common.actor import TeamRole
from insights.models import MonthCounts, RevisionCounts
from insights.page.filters import InsightFilter
from tests.browser.axe import NARROW_PX, px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import InReview, in_review, reviewer_for, today

pytestmark = pytest.mark.browser
DOCS = "documentation"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> InReview:
    """A listing with numbers of the last months."""
    scene = in_review(now=today())
    for number, month in enumerate(InsightFilter().months(timezone.localdate()), start=1):
        _store(month, number, scene)
    return scene


def _store(month: date, number: int, scene: InReview) -> None:
    """In the first month, the median is 5 hours; it grows by 5 hours with each month."""
    hours = {str(5 * number): 9, str(12 * number): 2}
    of_listing = {
        "response": hours,
        "response_days": {"0": 6, "1": 5},
        "approval": {str(24 * number): 4},
        "live": {str(48 * number): 3},
        "submissions": {"1": 2, "3": 1},
        "finding": {"MD-047": 4, "IM-014": 2},
    }
    of_team = {"response": hours, "approved": {str(scene.team(DOCS).id): 3}, "return_place": {"setup": 2}}
    for team, counts in (("", of_listing), (DOCS, of_team)):
        kind = {"month": month, "team": team, "route": "integrations", "kind": "agent", "counts": counts}
        MonthCounts.objects.create(**kind)
        RevisionCounts.objects.create(**kind, revision_id=scene.revision_id)


def test_lead_filters_the_numbers_and_downloads_a_table(
    scene: InReview, new_browser_page: Callable[..., BrowserPage]
) -> None:
    browser = new_browser_page()
    lead = reviewer_for(DOCS, role=TeamRole.LEAD, name="Ada Byron")
    sign_in(browser, Person.objects.get(pk=lead.id))
    page = browser.page
    browser.open("/queue/")
    page.locator("summary", has_text="AB").click()
    page.get_by_role("link", name="Insights").click()
    response = page.get_by_role("region", name="Time to the first decision")
    expect(response.get_by_role("img", name="Time to the first decision")).to_be_visible()
    expect(response.get_by_role("row", name="Whole period")).to_contain_text("132")
    response.get_by_text("How this is counted").click()
    expect(response).to_contain_text("The median is a value that half of them don't exceed")

    page.get_by_label("Rows").select_option(label="By team")
    expect(response.get_by_role("row", name="Documentation")).to_contain_text("132")
    expect(response.get_by_role("img")).to_have_count(0)
    page.get_by_label("Team", exact=True).focus()
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile(r"\?team=documentation&by=team$"))
    expect(response.get_by_role("row", name="Engineering")).to_have_count(0)
    people = page.get_by_role("region", name="Load of people")
    expect(people.get_by_role("row", name="Documentation Documentation")).to_contain_text("36")

    with page.expect_download() as download:
        response.get_by_role("link", name="Download CSV").click()
    lines = list(csv.reader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    assert lines[0] == ["Team", "Decisions", "Median (hours)", "90th percentile (hours)", "Business days"]
    assert lines[1][:2] == ["Documentation", "132"]


def test_partner_reads_the_own_numbers_on_a_phone(
    scene: InReview, new_browser_page: Callable[..., BrowserPage]
) -> None:
    browser = new_browser_page(viewport={"width": NARROW_PX, "height": 800})
    sign_in(browser, Person.objects.get(pk=scene.owner.id))
    page = browser.page
    browser.open("/organisation/acme/")
    page.get_by_role("navigation", name="Organisation").get_by_role("link", name="Insights").click()

    live = page.get_by_role("region", name="Time until live")
    expect(live.get_by_role("img", name="Time until live")).to_be_visible()
    expect(page.get_by_text("Load of")).to_have_count(0)
    expect(page.get_by_label("Team", exact=True)).to_have_count(0)
    assert px_too_wide(browser) == 0
    page.get_by_label("Rows").select_option(label="By listing")
    expect(live.get_by_role("row", name=scene.revision.listing.name)).to_contain_text("36")
    page.get_by_role("region", name="Most frequent findings").get_by_role("link", name="MD-047").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("MD-047")
