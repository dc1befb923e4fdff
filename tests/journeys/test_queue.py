"""The review queue as a lead and as a reviewer work it, with mouse and keyboard, on wide and narrow screens."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from common.actor import Actor, TeamRole
from reviews.actions import claim_review
from reviews.models import Claim, Decision, Review, SavedFilter
from tests.browser.axe import NARROW_PX, WIDE_PX, WIDTHS, assert_clean, faults_on_every_width, px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import InReview, copies_of, in_review, reviewer_for, today

pytestmark = pytest.mark.browser
DOCS = "documentation"
ROWS = "tr[data-keys-item]"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> InReview:
    """Three listings in review, one with a comment."""
    scene = in_review(now=today())
    copies_of(scene, ["Northquay Vector", "Saltbox Backup"])
    scene.comment(DOCS, now=today())
    return scene


def open_queue(browser: BrowserPage, person: Actor, *, width: int) -> None:
    sign_in(browser, Person.objects.get(pk=person.id))
    browser.page.set_viewport_size({"width": width, "height": 900})
    browser.open("/queue/")


@pytest.mark.parametrize("width", WIDTHS)
def test_lead_sorts_saves_a_filter_and_assigns_with_the_mouse(
    browser_page: BrowserPage, scene: InReview, width: int
) -> None:
    lead, member = reviewer_for(DOCS, "engineering", role=TeamRole.LEAD, name="Lea Lind"), scene.team(DOCS)
    engineer = scene.team("engineering")
    page = browser_page.page
    open_queue(browser_page, lead, width=width)
    expect(page.locator(ROWS)).to_have_count(3)
    expect(page.locator(ROWS).first.locator(".queue-teams li")).to_have_count(4)
    assert px_too_wide(browser_page) == 0

    if width == WIDE_PX:
        page.get_by_role("columnheader", name="Threads").get_by_role("link").click()
        expect(page.get_by_role("columnheader", name="Threads")).to_have_attribute("aria-sort", "descending")
        assert faults_on_every_width(browser_page) == []
    else:
        page.get_by_label("Order", exact=True).select_option("-threads")
    expect(page).to_have_url(re.compile(r"sort=-threads"))
    expect(page.locator(f"{ROWS} th a").first).to_have_text("Acme Widget")

    page.get_by_role("link", name="Save filter").click()
    page.get_by_label("Name", exact=True).fill("Busiest first")
    page.get_by_label("Visible to").select_option(DOCS)
    page.get_by_role("button", name="Save filter").click()
    expect(page.get_by_role("link", name="Busiest first Documentation")).to_have_attribute("aria-current", "true")
    assert SavedFilter.objects.get().team == DOCS

    page.get_by_label("Select all on this page").check()
    for box in page.locator(f"{ROWS} input[type=checkbox]").all():
        expect(box).to_be_checked()
    page.locator(f"{ROWS} input[type=checkbox]").nth(2).uncheck()
    expect(page.get_by_label("Select all on this page")).not_to_be_checked()
    page.get_by_role("button", name="Assign reviews").click()
    page.get_by_label("Colleague").select_option(str(member.id))
    page.get_by_role("button", name="Assign reviews").click()

    expect(page.get_by_text("2 reviews were assigned: Documentation")).to_be_visible()
    expect(page.get_by_text("Not changed: Engineering")).to_contain_text("is not a reviewer for the team Engineering")
    assert px_too_wide(browser_page) == 0
    page.get_by_label("Colleague").select_option(str(engineer.id))
    page.get_by_role("button", name="Assign reviews").click()
    expect(page.get_by_text("2 reviews were assigned: Engineering")).to_be_visible()
    holders = set(Claim.objects.values_list("review__team", "person"))
    assert holders == {(DOCS, member.id), ("engineering", engineer.id)}


@pytest.mark.parametrize("width", WIDTHS)
def test_reviewer_claims_and_decides_one_after_the_other_with_the_keyboard(
    browser_page: BrowserPage, scene: InReview, width: int
) -> None:
    page = browser_page.page
    open_queue(browser_page, scene.team(DOCS), width=width)
    assert px_too_wide(browser_page) == 0
    if width == NARROW_PX:
        row = page.locator(ROWS).first
        starts = [
            place.evaluate("place => place.getBoundingClientRect().x")
            for place in (row.get_by_role("button", name="Claim review"), row.locator(".pill").first)
        ]
        assert starts[0] == starts[1]

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("button", name="Claim reviews").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You claimed 2 reviews.")).to_be_visible()
    assert Claim.objects.filter(released_at=None).count() == 2

    page.wait_for_load_state()  # the keys work once the scripts have run
    page.keyboard.press("j")
    name = page.locator("tr[aria-selected=true] th a").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    Claim.objects.update(active_at=today().replace(year=2020), expires_at=today())
    with page.expect_response(lambda response: response.url.endswith("/see/")):
        page.keyboard.press("Tab")
    page.reload()
    assert {claim.active_at.year for claim in Claim.objects.all()} == {2020}

    page.get_by_label("Note to the partner").fill("Please add a screenshot.")
    page.get_by_role("button", name="Request changes").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".banner").first).to_contain_text("You requested changes.")
    page.locator(".banner").get_by_role("link", name="Next review").press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(name)
    assert Decision.objects.count() == 1


def test_lead_releases_claims_of_colleagues_in_the_queue_and_on_the_review(
    browser_page: BrowserPage, scene: InReview
) -> None:
    lead, member = reviewer_for(DOCS, role=TeamRole.LEAD), scene.team(DOCS)
    rows = list(Review.objects.filter(team=DOCS).order_by("pk"))
    for review in rows[1:]:
        claim_review(review_id=review.pk, by=member, now=today())
    page = browser_page.page
    open_queue(browser_page, lead, width=WIDE_PX)
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="Release claims").click()
    expect(page.get_by_text(f"You released {len(rows) - 1} claims.")).to_be_visible()
    expect(page.get_by_text("Not changed: Documentation")).to_contain_text("Nobody has claimed this review.")
    assert not Claim.objects.filter(released_at=None).exists()

    claim_review(review_id=rows[0].pk, by=member, now=today())
    browser_page.open(f"/reviews/{rows[0].pk}/")
    page.get_by_role("button", name="Release claim").click()
    expect(page.get_by_role("button", name="Claim review")).to_be_visible()
    assert not Claim.objects.filter(released_at=None).exists()
    assert_clean(browser_page)


def test_lead_rejects_a_listing_and_goes_to_the_next_review(browser_page: BrowserPage, scene: InReview) -> None:
    page, lead = browser_page.page, reviewer_for(DOCS, role=TeamRole.LEAD)
    open_queue(browser_page, lead, width=WIDE_PX)
    browser_page.open(f"/reviews/{scene.review(DOCS).pk}/")
    page.locator("summary", has_text="Reject listing").click()
    page.get_by_role("radio").first.check()
    page.get_by_label("Explanation for the partner").fill("This listing is a duplicate of another one.")
    page.get_by_role("button", name="Reject listing").click()

    expect(page.locator(".banner").first).to_contain_text("The listing was rejected.")
    page.locator(".banner").get_by_role("link", name="Next review").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Acme Widget")
