"""A partner disputes a finding in the wizard, and one answer closes it for everybody; waivers and dates of checks."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Person
from common.actor import TeamRole
from tests.browser.axe import assert_clean
from tests.browser.people import sign_in
from tests.browser.steps import follow
from tests.chromium import BrowserPage
from tests.listings.scene import staff
from tests.reviews.scene import reviewer_for
from tests.validation.scene import owner, ready
from tests.validation.test_disputes import same_dispute
from tests.validation.test_waivers import OLD, metrics
from validation.models import DisputeState, FindingDispute, Waiver

pytestmark = pytest.mark.browser


def test_partner_disputes_and_a_lead_answers_for_everybody(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    partner, lead = owner(), reviewer_for("engineering", role=TeamRole.LEAD)
    revision, page = ready(partner, **{"metadata.csv": metrics(OLD)}), browser_page.page

    sign_in(browser_page, Person.objects.get(pk=partner.id))
    browser_page.open(f"/listings/{revision.listing_id}/revisions/{revision.number}/review/")
    follow(browser_page, page.get_by_role("link", name="This is wrong MD-016").first)
    expect(page.get_by_role("heading", name="This finding is wrong")).to_be_visible()
    page.get_by_label("Why the finding is wrong").fill("Our type is valid.")
    page.keyboard.press("Tab")
    page.keyboard.type("Accept it.")
    follow(browser_page, page.get_by_role("button", name="Send dispute"))
    expect(page.get_by_text("nonsense").first).to_be_visible()
    first = FindingDispute.objects.get()
    browser_page.open(f"/listings/{revision.listing_id}/revisions/{revision.number}/review/")
    assert_clean(browser_page)
    follow(browser_page, page.get_by_role("link", name="Disputed MD-016").first)
    expect(page).to_have_url(re.compile(first.get_absolute_url()))
    same_dispute(first, name="Tide")
    sign_in(browser_page, Person.objects.get(pk=lead.id))
    browser_page.open("/checks/")
    follow(browser_page, page.get_by_role("link", name="Disputed findings"))
    expect(page.get_by_text("1 other open dispute about this message").first).to_be_visible()
    follow(browser_page, page.get_by_role("link", name="MD-016").first)
    page.get_by_text("Uphold dispute").first.click()
    form = page.locator("#uphold")
    expect(form.get_by_label("All 2 open disputes about this message")).to_be_checked()
    form.get_by_label("Answer", exact=True).fill("The check was too strict.")
    follow(browser_page, form.get_by_role("button", name="Uphold dispute"))
    expect(page.get_by_role("link", name="Download test case")).to_be_visible()
    assert set(FindingDispute.objects.values_list("state", flat=True)) == {DisputeState.UPHELD}

    sign_in(browser_page, Person.objects.get(pk=partner.id))
    browser_page.open(first.get_absolute_url())
    expect(page.get_by_text("The check was too strict.").first).to_be_visible()
    browser_page.open(f"/listings/{revision.listing_id}/revisions/{revision.number}/review/")
    expect(page.get_by_role("link", name="This is wrong MD-016")).to_have_count(0)


def test_blocker_with_a_date_and_a_waiver_that_is_not_needed(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    partner, admin = owner(), staff(is_admin=True)
    revision, page = ready(partner, **{"metadata.csv": metrics(OLD)}), browser_page.page
    given = {"code": "MD-016", "reason": "Agreed.", "by": admin.id, "at": timezone.now()}
    Waiver.objects.create(
        listing=revision.listing, fingerprint="gone", origin="gone", unneeded_since=timezone.now(), **given
    )
    day = (timezone.now() + timedelta(days=60)).date()

    sign_in(browser_page, Person.objects.get(pk=admin.id))
    browser_page.open("/checks/waivers/")
    follow(browser_page, page.get_by_role("link", name="No longer needed"))
    expect(page.get_by_text("Agreed.")).to_be_visible()
    browser_page.open("/checks/MD-016/")
    page.get_by_label("Enforce from").fill(day.isoformat())
    follow(browser_page, page.get_by_role("button", name="Change mode"))
    expect(page.get_by_text("MD-016 is now set to “Warn”, and to “Enforce” from")).to_be_visible()
    expect(page.get_by_text("Until then, findings are at most warnings.")).to_be_visible()

    sign_in(browser_page, Person.objects.get(pk=partner.id))
    browser_page.open(f"/listings/{revision.listing_id}/revisions/{revision.number}/review/")
    expect(page.get_by_text("This will be a blocker from").first).to_be_visible()
    browser_page.open("/checks/changes/")
    expect(page.get_by_text("Until then, findings are at most warnings.")).to_be_visible()
    expect(page.get_by_role("link", name="Acme Widget")).to_be_visible()
