"""A reviewer moves from change to change, marks sections as read, sees a colleague, and writes a note for staff."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from reviews.models import Claim, StaffNote
from tests.browser.axe import faults_on_every_width
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import DOCS, InReview, browser_of, in_review, today

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> InReview:
    """A second submission with changes in two sections."""
    scene = in_review(now=today() - timedelta(days=14))
    scene.send_back(DOCS, now=today() - timedelta(days=12))
    row = scene.submission.documents["overview"]["media"][0]
    media = [{**row, "caption": "Depth of each queue"}]
    scene.edit(short_description="Widgets at a glance", media=media, now=today() - timedelta(days=11))
    scene.edit("setup", setup_md="1. Open the tile.\n2. Grant the role.", now=today() - timedelta(days=11))
    scene.resubmit(now=today() - timedelta(days=1))
    return scene


def test_changes_are_visited_and_sections_ticked(scene: InReview, new_browser_page: Callable[..., BrowserPage]) -> None:
    browser = new_browser_page()
    sign_in(browser, Person.objects.get(pk=scene.team(DOCS).id))
    page, review = browser.page, scene.review(DOCS)
    row = scene.submission.documents["overview"]["media"][0]["key"]
    browser_of(scene.team("engineering")).get(f"/reviews/{scene.review('engineering').pk}/")
    browser.open(f"/reviews/{review.pk}/?view=content&section=overview")

    expect(page.get_by_label("Engineering has the review by Engineering open")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#f-overview-short_description-field")).to_be_focused()
    expect(page.locator("[data-change-status]")).to_have_text("Change 1 of 2: Overview › Short description")
    page.keyboard.press("n")
    expect(page.locator(f"#f-overview-media-{row}-caption-field")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("#f-overview-short_description-field")).to_be_focused()
    page.get_by_label("New note for staff").press("n")
    expect(page.get_by_label("New note for staff")).to_have_value("n")
    page.get_by_label("New note for staff").fill("They renamed it twice.")
    page.get_by_role("button", name="Add note").press("Enter")
    expect(page.locator("#staff-notes")).to_contain_text("They renamed it twice.")

    page.wait_for_load_state()  # the keys work once the scripts have run
    page.locator("[data-opens]:visible").first.click()
    page.get_by_label("Comment", exact=True).fill("Which queue?")
    page.get_by_label("Note to the partner").fill("Almost there.")
    page.get_by_role("button", name="Mark as read").focus()
    page.keyboard.press("r")
    expect(page.get_by_role("heading", name="Configuration Method: as customers see it")).to_be_focused()
    expect(page.get_by_role("link", name="1 of", exact=False)).to_be_visible()
    expect(page.get_by_label("Note to the partner")).to_have_value("Almost there.")
    expect(page.locator("[data-draft=decide] [name=page_url]")).to_have_value(re.compile("section=configuration"))
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Overview").click()
    expect(page.get_by_role("heading", name="Overview: as customers see it")).to_be_focused()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Which queue?")
    page.go_back()
    expect(page.get_by_role("heading", name="Configuration Method: field by field")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_role("link", name="Next change").click()
    expect(page.locator("#f-setup-setup_md-field")).to_be_focused()
    assert not Claim.objects.exists()
    assert StaffNote.objects.get().by_id == scene.team(DOCS).id
    assert faults_on_every_width(browser) == []
    page.locator("#staff-notes").get_by_text("Edit note").click()
    page.get_by_role("button", name="Delete note").click()
    expect(page.locator("#staff-notes")).not_to_contain_text("They renamed it twice.")


def test_key_leads_to_a_change_and_not_to_the_reply_below_it(scene: InReview, browser_page: BrowserPage) -> None:
    scene.comment(path="setup.setup_md")
    sign_in(browser_page, Person.objects.get(pk=scene.team(DOCS).id))
    page, field = browser_page.page, browser_page.page.locator("#f-setup-setup_md-field")

    browser_page.open(f"/reviews/{scene.review(DOCS).pk}/?view=content&section=setup#f-setup-setup_md-field")
    page.wait_for_load_state()
    expect(field.get_by_label("Your reply")).to_be_visible()

    expect(field).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#f-overview-short_description-field")).to_be_focused()
    page.wait_for_load_state()
    page.keyboard.press("m")
    expect(page.locator("form#comment")).to_contain_text("Comment on Overview › Short description")
