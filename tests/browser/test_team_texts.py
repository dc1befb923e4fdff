"""A lead edits the texts of the team, and a reviewer ticks the checklist and uses a saved reply."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Person
from common.actor import TeamRole
from reviews.models import ChecklistTick, Decision, TextsKind
from reviews.queries.team_texts import current_texts
from tests.browser.people import sign_in
from tests.browser.steps import tick
from tests.chromium import BrowserPage
from tests.reviews.scene import InReview, in_review, reviewer_for, today

pytestmark = pytest.mark.browser
DOCS = "documentation"
URL = f"/queue/{DOCS}/checklist/"
STEPS = "Steps are numbered and in order"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> InReview:
    return in_review(now=today() - timedelta(days=1))


@pytest.fixture
def lead(scene: InReview, new_browser_page: Callable[..., BrowserPage]) -> BrowserPage:
    browser = new_browser_page()
    actor = reviewer_for(DOCS, role=TeamRole.LEAD, name="Ada Byron")
    sign_in(browser, Person.objects.get(pk=actor.id))
    return browser


@pytest.fixture
def docs(scene: InReview, new_browser_page: Callable[..., BrowserPage]) -> BrowserPage:
    browser = new_browser_page()
    sign_in(browser, Person.objects.get(pk=scene.team(DOCS).id))
    return browser


def row(page: Page, title: str) -> Locator:
    """The row of an item, by the title that it had when the page was loaded."""
    return page.locator(".row-item").filter(has=page.locator(".row-title", has_text=title))


def test_lead_edits_the_list_and_the_reviewer_needs_the_required_tick(
    scene: InReview, lead: BrowserPage, docs: BrowserPage
) -> None:
    page = lead.page
    lead.open("/queue/")
    page.get_by_role("navigation", name="Checklists and saved replies").get_by_role("link").click()
    row(page, STEPS).get_by_text("Required: without this tick").click()
    row(page, "The first paragraph").get_by_role("button", name=re.compile("^Move down")).click()
    row(page, "Captions describe").get_by_role("button", name=re.compile("^Remove:")).click()
    page.get_by_role("button", name="Add an item").click()
    page.keyboard.type("{partner} answers questions")
    page.get_by_role("button", name="Save new version").click()
    expect(page.get_by_text("Version 1 was saved.")).to_be_visible()
    items = current_texts(TextsKind.CHECKLIST, DOCS).items
    assert [item.key for item in items[:2]] == ["steps", "first-paragraph"]
    assert "captions" not in {item.key for item in items}
    assert items[-1].text == {"en": "{partner} answers questions"}

    page = docs.page
    docs.open(f"/reviews/{scene.review(DOCS).pk}/?view=threads")
    page.get_by_label("Note to the partner").fill("Well written.")
    decision = page.locator("#decide")
    expect(decision.get_by_role("button", name="Approve")).to_have_attribute("aria-disabled", "true")
    decision.get_by_role("link", name=re.compile("Required by the checklist")).click()
    expect(page.locator("#checklist-steps")).to_be_in_viewport()
    tick(docs, STEPS)
    expect(page.locator("#checklist")).to_contain_text("Ticked by Documentation")
    expect(page.get_by_role("region", name="Next step")).to_contain_text("You can approve.")
    assert ChecklistTick.objects.get().item_key == "steps"
    expect(page.get_by_label("Note to the partner")).to_have_value("Well written.")
    decision.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("You approved this submission.").first).to_be_visible()
    assert Decision.objects.get().note == "Well written."


def test_stale_list_is_kept_and_the_list_is_edited_with_the_keyboard(lead: BrowserPage, scene: InReview) -> None:
    page = lead.page
    lead.open(URL)
    other = page.context.new_page()
    other.goto(page.url)
    row(other, STEPS).get_by_label("Text (English)").fill("Steps are short")
    other.get_by_role("button", name="Save new version").click()
    expect(other.get_by_text("Version 1 was saved.")).to_be_visible()
    other.close()

    field = row(page, STEPS).get_by_label("Text (English)")
    field.fill("Steps work")
    field.press("Alt+ArrowUp")
    page.get_by_role("button", name="Save new version").press("Enter")

    expect(page.get_by_text("Ada Byron saved version 1")).to_be_visible()
    expect(page.locator("#conflict")).to_contain_text("short")
    expect(page.get_by_label("Text (English)").first).to_have_value("Steps work")
    page.get_by_role("button", name="Save new version").press("Enter")
    expect(page.get_by_text("Version 2 was saved.")).to_be_visible()
    page.get_by_role("link", name="Versions").click()
    page.get_by_role("button", name="Restore version 0").click()
    expect(page.get_by_text("Version 0 was restored as version 3.")).to_be_visible()
    expect(page.get_by_label("Text (English)").nth(1)).to_have_value(re.compile(STEPS))
    lead.faults[:] = [fault for fault in lead.faults if "409" not in fault]


def test_unknown_variable_is_refused_at_its_field(lead: BrowserPage, scene: InReview) -> None:
    page = lead.page
    lead.open(URL)

    row(page, STEPS).get_by_label("Text (English)").fill("Ask {person}")
    page.get_by_role("button", name="Save new version").click()

    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").click()
    expect(page.get_by_label("Text (English)").nth(1)).to_have_value("Ask {person}")
    expect(page.locator("#items-steps-text_en-findings")).to_contain_text("You can use {listing}, {partner} and {team}")
    lead.faults[:] = [fault for fault in lead.faults if "422" not in fault]


def test_reply_with_variables_is_suggested_at_its_section(
    scene: InReview, lead: BrowserPage, docs: BrowserPage
) -> None:
    page = lead.page
    lead.open(f"/queue/{DOCS}/replies/")
    reply = row(page, "Number the steps")
    reply.get_by_label("Text (English)").fill("{partner}, please number the steps in {section}.")
    page.get_by_role("button", name="Save new version").click()
    expect(page.get_by_text("Version 1 was saved.")).to_be_visible()

    page = docs.page
    docs.open(f"/reviews/{scene.review(DOCS).pk}/?view=content&section=setup")
    field = page.locator("#f-setup-setup_md-field")
    field.get_by_role("link", name="Add comment on Setup").click()
    replies = page.locator("#comment").get_by_label("Saved reply")
    expect(replies.locator("optgroup").first).to_have_attribute("label", "Suggested here")
    replies.select_option("Number the steps")
    name = scene.revision.listing.organisation.name
    expect(page.locator("#comment-body")).to_have_value(f"{name}, please number the steps in Setup & Uninstall.")
