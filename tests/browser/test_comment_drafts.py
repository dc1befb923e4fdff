"""Reading a listing with many findings and requesting changes takes few interactions and page loads."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Request, expect

from accounts.models import Person
from listings.states.revision_states import RevisionState
from notices.models import Notice
from reviews.models import Comment, CommentDraft, Thread
from tests.browser.axe import faults_on_every_width
from tests.browser.interactions import CountedHand
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.reviews.scene import DOCS, InReview, in_review, today
from validation.models import Run, RunFinding

pytestmark = pytest.mark.browser
VIEWS = ("Files", "Findings")  # what the sections do not show
PLACES = (
    "overview.title",
    "overview.short_description",
    "setup.setup_md",
    "support.support_email",
    "data.metadata_csv",
)
MOST_INTERACTIONS, MOST_LOADS = 20, 8


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> InReview:
    """A listing in review with 61 findings of several checks."""
    scene = in_review(now=today())
    run = Run.objects.filter(submission=scene.submission).latest("created_at")
    for number in range(61):
        code = f"{('OV', 'RM', 'SU', 'MD')[number % 4]}-{number % 12 + 1:03d}"
        severity = ("warning", "advice")[number % 12 > 4]
        values = {"path": PLACES[number % 4], "message": f"Problem {number}.", "fingerprint": f"{number:016d}"}
        RunFinding.objects.create(run=run, code=code, severity=severity, **values)
    return scene


class CountedLoads:
    """Counts the pages that the browser loads: the navigations of its document, also those that a script starts."""

    def __init__(self, browser: BrowserPage) -> None:
        self.urls: list[str] = []
        browser.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.is_navigation_request() and request.method == "GET":
            self.urls.append(request.url)


def test_changes_are_requested_with_few_clicks_and_page_loads(browser_page: BrowserPage, scene: InReview) -> None:
    page, hand = browser_page.page, CountedHand(browser_page)
    sign_in(browser_page, Person.objects.get(pk=scene.team(DOCS).id))
    loads = CountedLoads(browser_page)

    browser_page.open(f"/reviews/{scene.review(DOCS).pk}/")
    hand.done.append("open the review")
    sections = page.get_by_role("navigation", name="Sections").get_by_role("link")
    for number in range(sections.count()):
        hand.click(page.get_by_role("button", name="Mark as read"), "Mark as read")
        expect(sections.get_by_label("read by you")).to_have_count(number + 1)
    views = page.get_by_role("navigation", name="Review views")
    for name in VIEWS:
        with page.expect_navigation():
            views.get_by_role("link", name=name).click()
        hand.done.append(f"click {name}")
    assert page.locator("[id^='pick-0']").count() == 61
    for row in page.locator("#findings details.places").all():
        if not page.locator("[id^='pick-0']:visible").count():
            hand.click(row.locator("summary"), "row")
    for box in page.locator("[id^='pick-0']:visible").all()[:5]:
        hand.click(box, "finding")
    page.get_by_label("Priority", exact=True).select_option("must")
    hand.done.append("choose the priority")
    hand.click(page.get_by_role("button", name="Add comments"), "Add comments")
    expect(page.locator("#decision-drafts")).to_contain_text("5 comments are sent with your decision")
    expect(page.locator("#findings input:checked")).to_have_count(0)
    assert faults_on_every_width(browser_page) == []
    hand.follow("button", "Request changes")

    expect(page.get_by_text("Done: You requested changes.")).to_be_visible()
    hand.assert_at_most(MOST_INTERACTIONS)
    assert len(loads.urls) <= MOST_LOADS, loads.urls
    assert scene.revision.state == RevisionState.CHANGES_REQUESTED
    assert Thread.objects.filter(is_blocking=True).count() == Comment.objects.count() == 5
    assert not CommentDraft.objects.exists()
    assert Notice.objects.filter(person_id=scene.owner.id).count() == len({"checks passed", "changes requested"})


def test_comment_is_edited_sent_and_deleted_at_its_place(browser_page: BrowserPage, scene: InReview) -> None:
    page = browser_page.page
    sign_in(browser_page, Person.objects.get(pk=scene.team(DOCS).id))
    browser_page.open(f"/reviews/{scene.review(DOCS).pk}/?view=content&section=setup")
    field, note = page.locator("#f-setup-setup_md-field"), page.get_by_label("Note to the partner")
    note.fill("Almost there.")

    for body in ("Which role?", "Which key?"):
        field.get_by_role("link", name="Add comment on Setup").click()
        field.get_by_label("Comment", exact=True).fill(body)
        page.keyboard.press("Tab")
        field.get_by_role("button", name="Add comment").click()
        expect(field.locator("[id^=draft-]", has_text=body)).to_be_focused()
    first, second = (field.locator("[id^=draft-]", has_text=body) for body in ("Which role?", "Which key?"))
    first.get_by_role("link", name="Edit").click()
    first.get_by_label("Comment", exact=True).fill("Which admin?")
    first.get_by_role("button", name="Save comment").click()
    changed = field.locator("[id^=draft-]", has_text="Which admin?")
    expect(changed).to_be_visible()
    second.get_by_role("button", name="Delete").click()
    expect(second).to_have_count(0)
    assert faults_on_every_width(browser_page) == []
    changed.get_by_role("button", name="Send now").click()

    expect(field.locator("[id^=thread-]")).to_contain_text("Which admin?")
    expect(field.locator("[id^=thread-]")).to_be_focused()
    expect(page.locator("#decision-drafts")).not_to_contain_text("sent with your decision")
    expect(note).to_have_value("Almost there.")
    assert (Comment.objects.get().body, CommentDraft.objects.count()) == ("Which admin?", 0)


def test_findings_become_comments_and_changes_are_requested_without_a_mouse(
    browser_page: BrowserPage, scene: InReview
) -> None:
    page, keys = browser_page.page, browser_page.page.keyboard
    scene.comment(DOCS, body="Which unit?", now=today())
    RunFinding.objects.filter(fingerprint__gt=f"{1:016d}").delete()
    sign_in(browser_page, Person.objects.get(pk=scene.team(DOCS).id))
    browser_page.open(f"/reviews/{scene.review(DOCS).pk}/?view=findings")

    keys.press("?")
    for text in ("Go to the next or previous item", "Select finding", "Add comments on the selected findings"):
        expect(page.locator("#shortcuts")).to_contain_text(text)
    keys.press("Escape")
    keys.press("j")
    keys.press("x")
    expect(page.locator("[name=pick]").first).to_be_checked()
    keys.press("a")
    expect(page.locator("#decision-drafts li")).to_have_count(1)
    keys.press("j")  # the new comment
    expect(page.locator("article[data-selected=true]")).to_contain_text("Problem 0.")
    for number in (1, 0):
        keys.press("x")  # the finding that it is about
        expect(page.locator("[name=pick]:checked")).to_have_count(number)
    keys.press("j")
    keys.press("m")
    expect(page.get_by_label("Comment", exact=True)).to_be_focused()
    press_tab_to(page.get_by_role("button", name="Add comment", exact=True))
    keys.press("Enter")
    expect(page.locator("#decision-drafts li")).to_have_count(2)

    browser_page.open(f"/reviews/{scene.review(DOCS).pk}/?view=threads")
    for _ in range(3):
        keys.press("j")
    expect(page.locator("article[data-selected=true]")).to_contain_text("Which unit?")
    keys.press("d")
    press_tab_to(page.get_by_label("Note to the partner"))
    keys.type("See the comments.")
    press_tab_to(page.get_by_role("button", name="Request changes"))
    keys.press("Enter")

    expect(page.get_by_text("Done: You requested changes.")).to_be_visible()
    assert Thread.objects.count() == 3


def press_tab_to(control: Locator) -> None:
    """Press Tab until the control has the focus."""
    for _ in range(40):
        if control.evaluate("(element) => element === document.activeElement"):
            return
        control.page.keyboard.press("Tab")
    raise AssertionError
