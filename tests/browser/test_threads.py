"""Comments at their fields and checks on demand, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from reviews.models import Comment, Thread
from tests.browser.axe import NARROW_PX, WIDE_PX, assert_clean, px_too_wide
from tests.browser.people import sign_in
from tests.browser.steps import follow, tick
from tests.chromium import BrowserPage
from tests.files import samples
from tests.reviews.scene import InReview, in_review
from tests.studio.scene import make_scene, ready_scene

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> InReview:
    return in_review()


def step(scene: InReview, key: str) -> str:
    return f"/listings/{scene.revision.listing_id}/revisions/{scene.revision.number}/{key}/"


def test_reply_is_sent_at_the_field_while_the_field_is_edited(browser_page: BrowserPage, scene: InReview) -> None:
    thread = scene.comment(is_blocking=True)
    scene.send_back()
    sign_in(browser_page, Person.objects.get(pk=scene.owner.id))
    browser_page.open(step(scene, "overview"))
    page, field = browser_page.page, browser_page.page.locator("#f-overview-title-field")
    task = page.locator(".task[aria-current]")
    expect(task).to_contain_text("1 open comment, which needs your reply")
    assert_clean(browser_page)

    field.get_by_role("button", name="Send reply").click()
    expect(field).to_contain_text("Write between 1 and 5000 characters.")
    field.get_by_label("Your reply").fill("It is the product's name.")
    page.get_by_label("Tile title", exact=True).fill("Acme Widget Two")
    field.get_by_role("button", name="Send reply").click()

    expect(field.locator(".comment").nth(1)).to_contain_text("It is the product's name.")
    expect(field.get_by_label("Your reply")).to_have_value("")
    expect(task).not_to_contain_text("needs your reply")
    expect(page.get_by_label("Tile title", exact=True)).to_have_value("Acme Widget Two")
    assert Comment.objects.filter(thread=thread, is_partner=True).count() == 1
    scene.revision.sections.get(key="overview", document__title="Acme Widget Two")
    browser_page.faults[:] = [fault for fault in browser_page.faults if not re.search(r"\b422\b", fault)]
    assert browser_page.faults == []


def test_text_typed_into_a_reply_outlives_new_fields(browser_page: BrowserPage, scene: InReview) -> None:
    scene.comment("engineering", path="configuration.code_type")
    scene.send_back("engineering")
    sign_in(browser_page, Person.objects.get(pk=scene.owner.id))
    browser_page.open(step(scene, "configuration"))
    box = browser_page.page.get_by_label("Your reply")
    box.fill("We have no host to run an Agent on.")

    with browser_page.page.expect_response("**/configuration/fields/"):
        tick(browser_page, "Tile only: no code and no data")

    expect(box).to_have_value("We have no host to run an Agent on.")


def test_other_typed_replies_outlive_a_sent_one(browser_page: BrowserPage, scene: InReview) -> None:
    for path in ("overview.title", "setup.setup_md"):
        scene.comment(path=path)
    scene.send_back()
    sign_in(browser_page, Person.objects.get(pk=scene.owner.id))
    browser_page.open(f"/listings/{scene.revision.listing_id}/")
    page = browser_page.page
    first, second = (page.locator(".thread").filter(has_text=place) for place in ("Tile title", "Setup instructions"))
    second.get_by_label("Your reply").fill("We wrote new steps.")
    page.get_by_label("Ask the reviewers a question").fill("When do you decide?")
    first.get_by_label("Your reply").fill("It is the product's name.")

    first.get_by_role("button", name="Send reply").click()

    expect(first.locator(".comment").nth(1)).to_contain_text("It is the product's name.")
    expect(first.get_by_label("Your reply")).to_have_value("")
    expect(second.get_by_label("Your reply")).to_have_value("We wrote new steps.")
    expect(page.get_by_label("Ask the reviewers a question")).to_have_value("When do you decide?")


def test_comments_fit_a_phone(browser_page: BrowserPage, scene: InReview) -> None:
    file = scene.submission.documents["data"]["metadata_csv"]["name"]
    scene.comment("engineering", path="", file=file, line=3, is_blocking=True, body="Is it a rate? " * 30)
    sign_in(browser_page, Person.objects.get(pk=scene.owner.id))
    browser_page.page.set_viewport_size({"width": 390, "height": 800})

    browser_page.open(step(scene, "data"))

    assert px_too_wide(browser_page) == 0


def test_enter_in_a_line_presses_no_button_of_a_row(browser_page: BrowserPage, data_dir: Path) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "release_notes"))
    rows = browser_page.page.locator("[data-field=entries] .row-item")
    count = rows.count()

    with browser_page.page.expect_response("**/save/"):
        rows.first.get_by_label("Version").fill("1.2.0")
        rows.first.get_by_label("Version").press("Enter")

    assert rows.count() == count
    expect(rows.first.get_by_label("Version")).to_have_value("1.2.0")


def test_draft_is_checked_and_what_was_found_arrives(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path, run_jobs: Callable[[], int]
) -> None:
    scene = ready_scene(**{"images/overview.png": samples.png(width=1600, height=900)[:-200]})
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "review"))
    page = browser_page.page

    page.get_by_role("button", name="Run checks").click()
    expect(page.locator("#progress")).to_contain_text("Waiting to start.")
    page.get_by_label("Note to reviewers").fill("Typed meanwhile")
    run_jobs()

    expect(page.locator("#progress")).to_contain_text("1 blocker.")
    expect(page.locator("#remaining-tasks")).to_contain_text("IM-012")
    expect(page.get_by_label("Note to reviewers")).to_have_value("Typed meanwhile")
    assert_clean(browser_page)
    # A truncated image has no smaller copy, so the page shows a sentence instead.
    assert all("404" in fault for fault in browser_page.faults)
    browser_page.faults.clear()


def test_finding_in_a_file_leads_to_its_highlighted_line(browser_page: BrowserPage, data_dir: Path) -> None:
    scene = ready_scene()
    sign_in(browser_page, scene.editor)
    page = browser_page.page
    for width in (NARROW_PX, WIDE_PX):
        page.set_viewport_size({"width": width, "height": 800})
        browser_page.open(scene.url("step", "review"))

        link = page.get_by_role("link", name=re.compile(r"\.json, line \d+")).first
        place = link.inner_text()
        link.click()

        [number] = re.findall(r"line (\d+)", place)
        target = page.locator(f"#line-{number}")
        expect(target).to_be_in_viewport()
        expect(target.locator(".finding").first).to_be_visible()
        assert target.evaluate("line => line.matches(':target')")
        assert px_too_wide(browser_page) == 0


def test_partner_resolves_a_comment_and_both_sides_reopen_it(browser_page: BrowserPage, scene: InReview) -> None:
    thread, docs, page = scene.comment(body="Shorter, please."), scene.team("documentation"), browser_page.page
    home, box = f"/listings/{scene.revision.listing_id}/", page.locator(f"#thread-{thread.pk}")
    scene.send_back()

    sign_in(browser_page, Person.objects.get(pk=scene.owner.id))
    browser_page.open(step(scene, "overview"))
    follow(browser_page, box.get_by_role("button", name="Resolve comment"))
    expect(page.get_by_text("The comment is resolved.")).to_be_visible()
    browser_page.open(home)
    page.get_by_text("1 resolved comment").click()
    expect(box).to_contain_text("resolved by")
    follow(browser_page, box.get_by_role("button", name="Reopen comment"))
    expect(box).to_contain_text("reopened by")
    follow(browser_page, box.get_by_role("button", name="Resolve comment"))

    sign_in(browser_page, Person.objects.get(pk=docs.id))
    browser_page.open(f"/reviews/{scene.review('documentation').pk}/?view=threads")
    page.get_by_text("1 resolved thread").click()
    follow(browser_page, box.get_by_role("button", name="Reopen thread"))
    assert_clean(browser_page)
    follow(browser_page, box.get_by_role("button", name="Make blocking"))
    expect(box).to_contain_text("Must")
    follow(browser_page, box.get_by_role("button", name="Resolve thread"))

    sign_in(browser_page, Person.objects.get(pk=scene.owner.id))
    browser_page.open(home)
    page.get_by_text("1 resolved comment").click()
    box.get_by_text("Reopen this comment").click()
    assert_clean(browser_page)
    assert px_too_wide(browser_page) == 0
    follow(browser_page, box.get_by_role("button", name="Reopen comment"))
    expect(box).to_contain_text("Write between 1 and 5000 characters.")
    box.get_by_label("Reason for reopening the comment").fill("It is a fixed name.")
    follow(browser_page, box.get_by_role("button", name="Reopen comment"))
    expect(box).to_contain_text("It is a fixed name.")
    expect(box.get_by_role("button", name="Resolve comment")).to_be_visible()
    assert not Thread.objects.get().is_blocking
    browser_page.faults[:] = [fault for fault in browser_page.faults if not re.search(r"\b422\b", fault)]
    assert browser_page.faults == []
