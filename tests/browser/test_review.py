"""Queue and review in a real browser: keyboard, scripts, threads in both colour schemes and sizes."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from accounts.models import Person
from listings.actions import attach_file
from listings.states.revision_states import RevisionState
from reviews.actions import claim_review, reply_to_thread
from reviews.models import Claim, CommentDraft, Decision, Review, Thread, ViewedSubmission
from studio.page_urls import step_url
from tests.browser.axe import NARROW_PX, WIDE_PX, assert_clean, faults_on_every_width, px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import InReview, copies_of, in_review, reviewer_for, today
from tilekit.sections import STEPS
from validation.models import Run, RunFinding

pytestmark = pytest.mark.browser
DOCS = "documentation"


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> InReview:
    """A second submission after a request for changes, with threads of every kind; two more listings are waiting."""
    scene = in_review(now=today() - timedelta(days=14))
    copies_of(scene, ["Northquay Vector", "Saltbox Backup"])
    then = today() - timedelta(days=12)
    thread = scene.comment(DOCS, path="setup.setup_md", is_blocking=True, body="Which role?", now=then)
    scene.comment(DOCS, path="overview.short_description", suggestion="Widgets at a glance", now=then)
    scene.comment(DOCS, path="", file="metadata.csv", line=2, now=then)
    scene.comment("ecosystems", path="", is_internal=True, now=then)
    scene.approve("engineering", note="Good", now=then)
    scene.send_back(DOCS, now=then)
    reply_to_thread(thread_id=thread.pk, body="The admin.", by=scene.owner, now=then)
    scene.edit("setup", setup_md="1. Open the tile.\n2. Grant the role.", now=then)
    scene.resubmit(now=today() - timedelta(days=1))
    return scene


@pytest.fixture
def docs(browser_page: BrowserPage, scene: InReview) -> BrowserPage:
    sign_in(browser_page, Person.objects.get(pk=scene.team(DOCS).id))
    return browser_page


def review_of(scene: InReview) -> str:
    return f"/reviews/{scene.review(DOCS).pk}/"


def submit_wordmark(scene: InReview) -> None:
    """Submit the listing again with a logo that is much wider than high."""
    scene.send_back(DOCS, now=today())
    size = 'viewBox="0 0 600 36" width="600" height="36"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="M0 0h600v36z"/></svg>'.encode()
    file = {"path": "overview.logo_light", "name": "wide.svg", "content": svg}
    attach_file(revision_id=scene.revision_id, **file, by=scene.owner, now=today())
    scene.resubmit(now=today())


def test_queue_is_worked_with_the_keyboard_alone(docs: BrowserPage, scene: InReview) -> None:
    page = docs.page
    docs.open("/queue/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    selected = page.locator("tr[aria-selected=true]")
    name = selected.locator("th a").inner_text()
    expect(selected.locator("th a")).to_be_focused()
    page.keyboard.press("c")
    expect(selected.locator("div[id^=claim-]")).to_contain_text("You")
    assert Claim.objects.get(released_at=None).review.revision.listing.name == name

    page.keyboard.press("c")
    expect(selected.get_by_role("button", name="Claim review")).to_be_visible()
    assert not Claim.objects.filter(released_at=None).exists()

    selected.locator("th a").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_keys_are_listed(docs: BrowserPage) -> None:
    docs.open("/queue/")

    docs.page.keyboard.press("?")

    expect(docs.page.locator("#shortcuts")).to_contain_text("Claim or release review")


def test_filter_changes_rows_and_address(docs: BrowserPage) -> None:
    page = docs.page
    docs.open("/queue/")
    expect(page.locator("tr[data-keys-item]")).to_have_count(3)

    page.get_by_label("Listing or partner").fill("saltbox")
    page.get_by_label("Listing or partner").press("Enter")
    expect(page.locator("tr[data-keys-item]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/queue/\?q=saltbox$"))

    page.get_by_label("Catalogue section").select_option("marketplace")
    expect(page.get_by_text("No matching reviews")).to_be_visible()
    page.reload()
    expect(page.get_by_text("No matching reviews")).to_be_visible()
    page.get_by_role("link", name="Show all open reviews").click()
    expect(page.locator("tr[data-keys-item]")).to_have_count(3)


def test_claim_that_comes_late_is_said_in_a_toast(docs: BrowserPage, scene: InReview) -> None:
    docs.open("/queue/")
    review = Review.objects.get(revision=scene.revision_id, team=DOCS)
    Claim.objects.create(review=review, person_id=scene.team("engineering").id, at=today(), active_at=today())

    row = docs.page.locator("tr[data-keys-item]").filter(has_text="Acme Widget")
    row.get_by_role("button", name="Claim review").click()

    expect(docs.page.get_by_text("Engineering is working on this review")).to_be_visible()
    docs.faults[:] = [fault for fault in docs.faults if "409" not in fault]  # Chromium and htmx report the 4xx response


def test_slow_comment_form_does_not_replace_a_later_one(docs: BrowserPage, scene: InReview) -> None:
    page, held = docs.page, list[Route]()
    docs.open(f"{review_of(scene)}?view=content&section=support")
    page.route("**/*support_md*", lambda route: held.append(route))  # noqa: PLW0108

    page.get_by_role("link", name="Add comment on Support › Support details").click()
    page.get_by_role("link", name="Add comment on Support › Support e-mail").click()
    text = page.get_by_label("Comment", exact=True)
    text.fill("Please.")
    with page.expect_response("**/*support_md*"):
        held[0].continue_()

    expect(text).to_have_value("Please.")
    expect(page.locator("#comment")).to_contain_text("Support e-mail")


def test_comment_opens_in_place_and_takes_a_canned_reply(docs: BrowserPage, scene: InReview) -> None:
    page = docs.page
    docs.open(f"{review_of(scene)}?view=content&section=support")

    page.keyboard.press("j")
    page.keyboard.press("m")
    text = page.get_by_label("Comment", exact=True)
    expect(text).to_be_focused()
    page.get_by_role("link", name="Add comment on Support › Support details").click()
    expect(text).to_have_count(1)
    page.get_by_role("link", name="Add comment on Support › Support e-mail").click()
    expect(text).to_be_focused()
    text.fill("Please.")
    page.get_by_label("Saved reply").select_option("numbered")
    expect(page.locator("#comment-body")).to_have_value(
        "Please.\n\nWrite this as numbered steps, with one action per step. "
        "For each step, say where in the product to do it."
    )
    page.get_by_label("Priority").select_option("must")
    page.locator("#comment").get_by_role("button", name="Send now").click()
    expect(text).to_have_count(0)

    thread = Thread.objects.latest("opened_at")
    expect(page.locator(f"#thread-{thread.pk}")).to_contain_text("Blocking")
    assert (thread.path, thread.is_blocking) == ("support.support_email", True)
    expect(page.get_by_role("region", name="Next step")).to_contain_text("is not resolved yet")


def test_refused_decision_keeps_what_is_half_written_elsewhere(docs: BrowserPage, scene: InReview) -> None:
    thread = Thread.objects.filter(team=DOCS, path="setup.setup_md").get()
    page = docs.page
    docs.open(f"{review_of(scene)}?view=content&section=setup")
    field = page.locator("#f-setup-uninstall_md-field")
    field.get_by_role("link", name="Add comment").first.click()
    field.get_by_label("Comment", exact=True).fill("And the role?")
    field.get_by_label("Priority").select_option("must")
    reply = page.locator(f"#thread-{thread.pk}").get_by_label("Your reply")
    reply.fill("Which admin?")
    page.get_by_label("Note to the partner").fill("Say who may create keys.")
    claim_review(review_id=scene.review(DOCS).pk, by=reviewer_for(DOCS, name="Ada Byron"), now=timezone.now())

    page.get_by_role("button", name="Request changes", exact=True).click()

    expect(field.get_by_label("Comment", exact=True)).to_have_value("And the role?")  # it is opened again by then
    expect(page.get_by_text("Ada Byron is working on this review.").first).to_be_in_viewport()
    expect(page.get_by_label("Note to the partner")).to_have_value("Say who may create keys.")
    expect(field.get_by_label("Priority")).to_have_value("must")
    expect(reply).to_have_value("Which admin?")

    field.get_by_role("button", name="Add comment", exact=True).click()
    expect(field.locator(".thread")).to_contain_text("And the role?")
    expect(page.locator("#decision-drafts")).to_contain_text("1 comment is sent with your decision")
    expect(field.get_by_label("Comment", exact=True)).to_have_count(0)
    expect(reply).to_have_value("Which admin?")
    docs.faults[:] = [fault for fault in docs.faults if "409" not in fault]


def test_looking_is_noted_without_a_click(docs: BrowserPage, scene: InReview) -> None:
    ViewedSubmission.objects.all().delete()

    with docs.page.expect_response(lambda response: response.url.endswith("/see/")):
        docs.open(review_of(scene))

    assert ViewedSubmission.objects.get().submission_id == scene.submission.pk


def test_decision_says_what_it_sends_and_sends_it(docs: BrowserPage, scene: InReview) -> None:
    page = docs.page
    docs.open(review_of(scene))
    page.keyboard.press("d")
    panel = page.get_by_role("region", name="Decision", exact=True)
    expect(panel).to_contain_text("Recipients: owner")

    panel.get_by_label("Note to the partner").fill("Say who may create keys.")
    panel.get_by_role("button", name="Request changes").click()

    expect(page.get_by_text("Done: You requested changes.")).to_be_visible()
    expect(panel).to_contain_text("The listing is with")
    expect(panel.get_by_role("button", name="Approve")).to_have_count(0)
    assert scene.revision.state == RevisionState.CHANGES_REQUESTED


def test_approval_waits_for_a_blocking_comment_and_can_be_taken_back(docs: BrowserPage, scene: InReview) -> None:
    page = docs.page
    docs.open(review_of(scene))
    thread = Thread.objects.get(team=DOCS, is_blocking=True)

    page.get_by_role("region", name="Decision", exact=True).get_by_role("link", name="is not resolved yet").click()
    page.locator(f"#thread-{thread.pk}").get_by_role("button", name="Resolve").click()
    expect(page.locator(f"#thread-{thread.pk}")).to_contain_text("Resolved")
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Done: You approved this submission.")).to_be_visible()
    page.get_by_role("button", name="Withdraw approval").click()

    expect(page.get_by_text("You withdrew your approval")).to_be_visible()
    expect(page.get_by_role("button", name="Approve", exact=True)).not_to_have_attribute("aria-disabled", "true")


def test_request_for_changes_can_be_taken_back(docs: BrowserPage, scene: InReview) -> None:
    page, due_at = docs.page, scene.review(DOCS).due_at
    docs.open(review_of(scene))
    panel = page.get_by_role("region", name="Decision", exact=True)
    panel.get_by_label("Note to the partner").fill("Say who may create keys.")
    panel.get_by_role("button", name="Request changes").click()
    expect(panel).to_contain_text("You can withdraw your request until")

    panel.get_by_role("button", name="Withdraw request for changes").click()

    expect(page.get_by_text("You withdrew your request for changes. The review continues.")).to_be_visible()
    expect(panel.get_by_role("button", name="Request changes")).to_be_visible()
    assert scene.revision.state == RevisionState.IN_REVIEW
    assert scene.review(DOCS).due_at == due_at


def test_note_turns_an_approval_into_one_with_remarks(
    browser_page: BrowserPage, scene: InReview, new_browser_page: Callable[..., BrowserPage]
) -> None:
    page = browser_page.page
    sign_in(browser_page, Person.objects.get(pk=scene.team("product_design").id))
    browser_page.open(f"/reviews/{scene.review('product_design').pk}/")
    panel = page.get_by_role("region", name="Decision", exact=True)
    expect(panel.get_by_role("button", name="Approve", exact=True)).to_be_visible()

    panel.get_by_label("Note to the partner").click()
    page.keyboard.type("The second image is blurred.")
    expect(panel.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    assert faults_on_every_width(browser_page) == []
    panel.get_by_role("button", name="Approve with remarks").click()

    expect(page.get_by_text("Done: You approved this submission.")).to_be_visible()
    partner = new_browser_page()
    sign_in(partner, Person.objects.get(pk=scene.owner.id))
    partner.open(scene.revision.listing.get_absolute_url())
    remarks = partner.page.get_by_role("region", name="Comments").locator(
        ".card", has_text="The second image is blurred."
    )
    expect(remarks).to_contain_text("Approved with remarks")


def test_reviewer_learns_that_the_partner_replaced_what_they_read(
    docs: BrowserPage, scene: InReview, new_browser_page: Callable[..., BrowserPage]
) -> None:
    page, before = docs.page, scene.review(DOCS)
    Thread.objects.update(is_blocking=False)
    docs.open(review_of(scene))
    page.get_by_role("button", name="Claim review").click()
    expect(page.get_by_text("Claimed by you until")).to_be_visible()
    page.get_by_label("Note to the partner").fill("Reads well.")

    partner = (other_browser := new_browser_page()).page
    sign_in(other_browser, Person.objects.get(pk=scene.owner.id))
    other_browser.open(step_url(scene.revision, STEPS[-1].key))
    partner.get_by_role("button", name="Edit and replace").click()
    expect(partner.get_by_text("You can edit the listing now.")).to_be_visible()
    expect(partner.get_by_label("Title")).to_be_editable()
    scene.edit("setup", setup_md="1. Open the tile.\n2. Choose a region.", now=today())
    scene.resubmit(now=today())
    page.get_by_role("button", name="Approve with remarks").click()

    alert = page.get_by_role("alert").filter(has_text="The partner replaced this submission")
    expect(alert).to_contain_text("Nothing was saved.")
    expect(page.get_by_label("Note to the partner")).to_have_value("Reads well.")
    expect(page.get_by_text("Claimed by you until")).to_be_visible()
    after = scene.review(DOCS)
    moved = (after.due_at or today()) - (before.due_at or today())  # by the time in which the partner edited
    assert (after.opened_at, timedelta(0) <= moved < timedelta(minutes=5)) == (before.opened_at, True)
    assert not Decision.objects.filter(submission=scene.submission, review=after).exists()
    docs.faults.clear()  # Chromium reports the status 409
    assert faults_on_every_width(docs) == []
    alert.get_by_role("link", name="Compare both submissions").click()
    expect(page.get_by_role("main")).to_contain_text("region")


def test_threads_and_changes_are_clean_on_every_width(docs: BrowserPage, scene: InReview) -> None:
    views = ("changes", "threads", "content&section=setup&comment=setup.uninstall_md", "files&file=metadata.csv")

    faults = []
    for view in views:
        docs.open(f"{review_of(scene)}?view={view}")
        faults += faults_on_every_width(docs)

    assert faults == []


def test_wide_logo_fits_on_narrow_pages(docs: BrowserPage, scene: InReview) -> None:
    submit_wordmark(scene)
    docs.page.set_viewport_size({"width": NARROW_PX, "height": 800})

    docs.open(f"{review_of(scene)}?view=content&section=overview")

    expect(docs.page.locator(".backdrop img").first).to_be_attached()
    assert px_too_wide(docs) == 0


def test_wordmark_next_to_a_name_is_large_enough_to_read(docs: BrowserPage, scene: InReview) -> None:
    submit_wordmark(scene)

    docs.open(review_of(scene))

    logo = docs.page.locator(".page-head .logo img").bounding_box()
    assert logo
    assert logo["width"] > 2 * logo["height"]


def test_finding_in_a_file_leads_to_its_highlighted_line(browser_page: BrowserPage, scene: InReview) -> None:
    page = browser_page.page
    file, line = "assets/dashboards/acme_widget_overview.json", 40
    run = Run.objects.filter(submission=scene.submission).latest("created_at")
    place = {
        "file": file,
        "path": "content.dashboards",
        "line": line,
        "column": 5,
        "message": {"id": "Give it a title."},
    }
    RunFinding.objects.create(run=run, code="DB-008", severity="warning", fingerprint="c" * 16, **place)
    sign_in(browser_page, Person.objects.get(pk=scene.team(DOCS).id))

    for width in (NARROW_PX, WIDE_PX):
        page.set_viewport_size({"width": width, "height": 800})
        browser_page.open(f"{review_of(scene)}?view=findings")
        page.get_by_role("link", name=re.compile(f"^acme_widget_overview.json, line {line}")).click()

        target = page.locator(f"#line-{line}")
        expect(target).to_be_in_viewport()
        assert target.evaluate("line => line.matches(':target')")
        shade = "line => getComputedStyle(line).backgroundColor"
        assert target.evaluate(shade) != page.locator(f"#line-{line + 1}").evaluate(shade)
        assert px_too_wide(browser_page) == 0


def test_finding_becomes_a_comment_with_two_clicks(docs: BrowserPage, scene: InReview) -> None:
    page = docs.page
    run = Run.objects.filter(submission=scene.submission).latest("created_at")
    place = {"path": "support.support_email", "message": "Use an address of your company."}
    RunFinding.objects.create(run=run, code="SU-003", severity="warning", fingerprint="d" * 16, **place)

    for width, scheme in ((NARROW_PX, "dark"), (WIDE_PX, "light")):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        docs.open(f"{review_of(scene)}?view=findings")
        page.get_by_role("link", name="Add comment on SU-003").click()
        expect(page.get_by_label("Comment", exact=True)).to_have_value("Use an address of your company. (SU-003)")
        assert px_too_wide(docs) == 0
        page.get_by_role("button", name="Add comment", exact=True).click()
        expect(page.locator(f"#finding-{'d' * 16}").locator("..")).to_contain_text("Not sent yet")
        assert page.url.endswith("?view=findings")
    assert CommentDraft.objects.get().content["path"] == "support.support_email"


def test_findings_are_filtered_with_the_keyboard(docs: BrowserPage, scene: InReview) -> None:
    page = docs.page
    run = Run.objects.filter(submission=scene.submission).latest("created_at")
    for number in range(127):
        section = ("overview.title", "setup.setup_md")[number % 2]
        values = {"path": section, "message": f"Problem {number}.", "fingerprint": f"{number:016d}"}
        RunFinding.objects.create(run=run, code="OV-001", severity="warning", **values)
    docs.open(f"{review_of(scene)}?view=findings")

    page.keyboard.press("f")
    page.keyboard.type("problem 126.")
    page.keyboard.press("Enter")

    expect(page.locator("[id^=finding-]")).to_have_count(1)
    expect(page.locator("#findings")).to_contain_text("Problem 126.")
    assert "view=findings" in page.url
    page.reload()
    expect(page.locator("[id^=finding-]")).to_have_count(1)
    assert faults_on_every_width(docs) == []


def test_question_is_asked_with_the_mouse(docs: BrowserPage, scene: InReview) -> None:
    page = docs.page
    docs.open(f"{review_of(scene)}?view=threads")

    page.get_by_label("Comment", exact=True).fill("Is the exception agreed?")
    page.get_by_text("Reviewers only: a question.").click()
    page.get_by_role("button", name="Add comment").click()

    panel = page.get_by_role("region", name="Decision", exact=True)
    expect(panel.get_by_role("link", name="Is the exception agreed?")).to_be_visible()
    expect(panel).to_contain_text("An internal question has no answer yet.")
    assert Thread.objects.filter(is_question=True).count() == 1


# How much of its row each title fills.
_SHARES = "titles => titles.map((title) => title.clientWidth / title.parentElement.clientWidth)"


def test_widget_gets_a_comment_from_inside_its_drawing(docs: BrowserPage, scene: InReview) -> None:
    page = docs.page

    for width, scheme in ((NARROW_PX, "dark"), (WIDE_PX, "light")):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        docs.open(f"{review_of(scene)}?view=content&section=content")
        shares = page.locator(":not([data-low]) > .board-top > p").evaluate_all(_SHARES)
        assert min(shares) > 0.7
        link = page.locator(".board-action").first
        link.press("Enter")
        expect(page.get_by_label("Comment", exact=True)).to_be_focused()
        assert px_too_wide(docs) == 0
        assert_clean(docs)
    page.get_by_label("Comment", exact=True).fill("Which unit?")
    page.get_by_role("button", name="Add comment", exact=True).click()
    expect(page.get_by_text("Not sent yet").first).to_be_visible()
    assert CommentDraft.objects.get().content["file"].endswith(".json")
