"""A reviewer suggests changes of a field, a row and a file; the partner accepts, declines, and compares."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from accounts.models import Person
from listings.actions import attach_file
from listings.content.bundles import bundle_of_revision
from listings.models import Section, SectionVersion
from reviews.models import CommentDraft
from tests.browser.axe import faults_on_every_width
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.files.samples import SVG
from tests.reviews.scene import DOCS, METRICS, InReview, in_review, today

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> InReview:
    return in_review(now=today() - timedelta(days=1))


def signed_in(new_browser_page: Callable[..., BrowserPage], person_id: object) -> BrowserPage:
    browser = new_browser_page()
    sign_in(browser, Person.objects.get(pk=person_id))
    return browser


def send(form: Locator, body: str) -> None:
    form.get_by_label("Comment", exact=True).fill(body)
    form.get_by_role("button", name="Add comment").press("Enter")


def metrics(scene: InReview) -> str:
    return bundle_of_revision(scene.revision).files[METRICS].decode()


def suggest_three(reviewer: BrowserPage, scene: InReview) -> None:
    """Suggest a change of a field, a row and a file, in which the first attempt is refused."""
    page, url = reviewer.page, f"/reviews/{scene.review(DOCS).pk}/"
    row = scene.submission.documents["overview"]["media"][0]["key"]
    reviewer.open(f"{url}?view=content&section=overview")

    page.locator("#f-overview-short_description-field").get_by_role("link", name="Add comment").click()
    form = page.locator("form#comment")
    form.get_by_text("Suggest a change").press("Enter")
    form.get_by_label("Short description").fill("Watch every queue")
    send(form, "Say what it is for.")
    expect(page.get_by_text("Suggested change").first).to_be_visible()

    page.locator(f"#f-overview-media-{row}-field .row-head").get_by_role("link", name="Add comment").click()
    form.get_by_text("Suggest a change").click()
    form.get_by_label("Caption").fill("Depth of each queue")
    send(form, "A caption, not a title.")
    expect(page.get_by_text("Depth of each queue").first).to_be_visible()

    reviewer.open(f"{url}?view=files&file={METRICS}")
    page.locator("#file .card-head").get_by_role("link", name="Add comment").click()
    form.get_by_text("Suggest a change").click()
    form.get_by_label("Text of the file").fill('metric_name,"broken')
    send(form, "Wrong type.")
    expect(form.get_by_role("group").or_(form).first).to_contain_text("The suggestion is invalid")
    expect(form.get_by_label("Text of the file")).to_be_focused()
    form.get_by_label("Text of the file").fill(metrics(scene).replace("gauge", "count", 1))
    send(form, "Wrong type.")
    expect(page.locator(".thread .diff").first).to_be_visible()
    reviewer.faults[:] = [fault for fault in reviewer.faults if "422" not in fault]


def test_suggestions_are_accepted_declined_and_compared(
    scene: InReview, new_browser_page: Callable[..., BrowserPage]
) -> None:
    reviewer, partner = (signed_in(new_browser_page, by.id) for by in (scene.team(DOCS), scene.owner))
    suggest_three(reviewer, scene)
    assert CommentDraft.objects.count() == 3
    assert faults_on_every_width(reviewer) == []

    scene.send_back(DOCS, now=today())
    text = metrics(scene)
    page, number = partner.page, scene.revision.number
    partner.open(f"/listings/{scene.revision.listing_id}/")
    expect(page.get_by_role("button", name="Accept all 3 suggestions")).to_be_visible()
    thread = page.locator(".thread").filter(has_text="Say what it is for.")
    thread.get_by_role("button", name="Accept suggestion").press("Enter")
    expect(page.get_by_text("The suggested change was saved in your draft.")).to_be_visible()
    page.locator(".thread").filter(has_text="A caption").get_by_role("button", name="Decline suggestion").click()
    expect(page.locator(".thread").filter(has_text="A caption")).to_contain_text("Declined by")
    overview = Section.objects.get(revision=scene.revision_id, key="overview")
    assert overview.document["short_description"] == "Watch every queue"
    entry = SectionVersion.objects.filter(section=overview).latest("version")
    assert entry.suggested_by == scene.team(DOCS).id

    other = scene.revision.sections.get(key="data").document["metadata_csv"]["name"]
    replace_metrics(scene, text.replace("gauge", "rate", 1), name=other)
    page.locator(".thread").filter(has_text="Wrong type.").get_by_role("button", name="Accept suggestion").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare a suggestion")
    expect(page.get_by_role("heading", name="Your change since then")).to_be_visible()
    assert faults_on_every_width(partner) == []
    page.get_by_role("button", name="Replace my version").click()
    expect(page.locator(".thread").filter(has_text="Wrong type.")).to_contain_text("Accepted by")
    assert metrics(scene) == text.replace("gauge", "count", 1)
    partner.open(f"/listings/{scene.revision.listing_id}/revisions/{number}/sections/overview/history/")
    expect(page.get_by_text(re.compile("Suggestion by .*, accepted"))).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_what_is_typed_in_a_step_stays_when_a_suggestion_is_accepted(
    scene: InReview, new_browser_page: Callable[..., BrowserPage], has_scripts: bool
) -> None:
    scene.comment(DOCS, path="overview.title", suggestion="Acme Queue", now=today())
    scene.send_back(DOCS, now=today())
    partner = new_browser_page(java_script_enabled=has_scripts)
    sign_in(partner, Person.objects.get(pk=scene.owner.id))
    page = partner.page
    partner.open(f"/listings/{scene.revision.listing_id}/steps/overview/")

    page.get_by_label("Short description").fill("Typed just now")
    page.get_by_role("button", name="Accept suggestion").click()

    expect(page.get_by_text("The suggested change was saved in your draft.")).to_be_visible()
    expect(page.get_by_label("Short description")).to_have_value("Typed just now")
    expect(page.locator("#f-overview-title")).to_have_value("Acme Queue")


def replace_metrics(scene: InReview, text: str, *, name: str) -> None:
    file = {"path": "data.metadata_csv", "name": name, "content": text.encode()}
    attach_file(revision_id=scene.revision_id, **file, by=scene.owner, now=today())


def test_suggested_logo_is_accepted(scene: InReview, new_browser_page: Callable[..., BrowserPage]) -> None:
    reviewer, partner = (signed_in(new_browser_page, by.id) for by in (scene.team(DOCS), scene.owner))
    page = reviewer.page
    reviewer.open(f"/reviews/{scene.review(DOCS).pk}/?view=content&section=overview")
    page.locator("#f-overview-logo_light-field").get_by_role("link", name="Add comment").click()
    form = page.locator("form#comment")
    form.get_by_text("Suggest a change").click()
    logo = {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": SVG}
    form.locator("input[type=file]").set_input_files(logo)  # type: ignore[arg-type]
    form.get_by_label("Comment", exact=True).fill("Use the wordmark of your site.")
    page.reload()  # the text was stored, the file must be chosen again
    expect(form.get_by_label("Comment", exact=True)).to_have_value("Use the wordmark of your site.")
    form.get_by_text("Suggest a change").click()
    form.locator("input[type=file]").set_input_files(logo)  # type: ignore[arg-type]
    form.get_by_role("button", name="Add comment").click()
    expect(page.locator(".thread figure").last).to_contain_text("logo.svg")
    assert faults_on_every_width(reviewer) == []

    scene.send_back(DOCS, now=today())
    partner.open(f"/listings/{scene.revision.listing_id}/")
    partner.page.get_by_role("button", name="Accept suggestion").click()
    expect(partner.page.get_by_text("The suggested change was saved in your draft.")).to_be_visible()
    assert faults_on_every_width(partner) == []
    section = Section.objects.get(revision=scene.revision_id, key="overview")
    assert section.document["logo_light"]["size"] == len(SVG)
    assert SectionVersion.objects.filter(section=section).latest("version").suggested_by == scene.team(DOCS).id
