"""The whole process in a real browser: from a real folder to a live tile, with a separate browser for each person."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.demo import DemoPeople, create_demo_people
from accounts.models import Team
from listings.models import Listing, Revision, Submission
from listings.states.revision_states import RevisionState
from portal.demo.assets import monitor
from portal.demo.field_values import FIELD_VALUES, OAUTH_REASON
from portal.demo.load import grant_demo_sandbox
from portal.demo.pictures import screenshot, wordmark
from reviews.models import Decision, Thread, ThreadState, Verdict
from reviews.teams import digests_read, documents_read
from sandboxes.models import Installation, SignOff, TileActivation
from sandboxes.sign_off_checklist import CHECKLIST, open_items
from tests.browser import steps
from tests.browser.axe import assert_clean
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.shared import SMALL
from validation.models import RunState

pytestmark = pytest.mark.browser
FOLDER = SMALL / "launchdarkly"
TITLE = "LaunchDarkly"
QUESTION = "Which permission does the API key need? Say it in the steps."
REPLY = "It may only send events; the first step says so now."
TABS = ("Overview", "Configuration", "Data Collected", "Monitoring Resources", "Support", "Release Notes")
REVIEWERS = {"design": Team.PRODUCT_DESIGN, "docs": Team.DOCUMENTATION, "ecosystems": Team.ECOSYSTEMS}
RunJobs = Callable[[], int]
NewPage = Callable[..., BrowserPage]


@pytest.fixture
def people(transactional_db: None, data_dir: Path) -> DemoPeople:
    """Everybody in the demo, and a sandbox org of the partner."""
    now = timezone.now()
    demo_people = create_demo_people(steps.PASSWORD, now)
    grant_demo_sandbox(demo_people.harbour, owner="partner", people=demo_people, now=now)
    return demo_people


@pytest.fixture
def enter(people: DemoPeople, new_browser_page: NewPage) -> Callable[[str], BrowserPage]:
    """Call it with a login; returns the browser of this person, signed in."""

    def one(login: str) -> BrowserPage:
        browser = new_browser_page()
        sign_in(browser, people.people[login])
        browser.open("/")
        return browser

    return one


@pytest.mark.slow
def test_real_listing_goes_from_its_folder_to_a_live_tile(
    enter: Callable[[str], BrowserPage], new_browser_page: NewPage, run_jobs: RunJobs
) -> None:
    partner, engineering = enter("partner"), enter("engineering")
    brings_folder(partner)
    meets_findings(partner)
    names_its_own_vendor(partner)
    mends_overview(partner)
    gets_an_exception(partner, enter("ecosystems"))
    mends_the_rest(partner)
    first = submits(partner, run_jobs)

    asks_for_a_change(engineering, first)
    sees_it_at_the_field(partner)
    replies_and_corrects(partner)
    second = submits(partner, run_jobs)
    assert second.digest != first.digest

    resolves_the_question(engineering)
    approves(engineering, second, Team.ENGINEERING)
    for login, team in REVIEWERS.items():
        approves(enter(login), second, team)
    admin = enter("admin")
    enables(admin, second)
    signs_off(partner, second)
    publishes(admin, second)
    visits(new_browser_page())


def state() -> str:
    """The state of the only listing."""
    return Revision.objects.get().state


def brings_folder(partner: BrowserPage) -> None:
    steps.import_zip(partner, FOLDER)

    listing = Listing.objects.get()
    assert (listing.name, listing.route, state()) == (TITLE, "integrations", RevisionState.DRAFT)


def meets_findings(partner: BrowserPage) -> None:
    """Read the findings at their fields, and on the last step, which links to the fields."""
    steps.wait_until_settled(partner)
    media = steps.field(partner, "overview.media")
    expect(media.locator("[data-sev=blocker]")).to_contain_text("IM-002")
    assert_clean(partner)

    steps.open_step(partner, "Review & Submit")
    expect(partner.page.get_by_role("button", name="Submit for review")).to_have_attribute("aria-disabled", "true")
    partner.page.locator("#remaining-tasks").get_by_role("link", name="Overview › Media carousel", exact=True).click()
    partner.page.wait_for_url("**/overview/#f-overview-media-field")
    expect(media.locator(":focus")).to_have_count(1)


def names_its_own_vendor(partner: BrowserPage) -> None:
    """The folder names another company: use the organisation instead."""
    vendor = steps.field(partner, "overview.vendor_name")
    expect(vendor.locator("[data-sev=blocker]")).to_contain_text("MF-059")
    steps.press(partner, "Use Demo Harbour (demo-harbour)")

    expect(vendor.locator("[data-sev=blocker]")).to_have_count(0)
    expect(partner.page.get_by_label("Vendor name")).to_have_value("Demo Harbour")


def mends_overview(partner: BrowserPage) -> None:
    """Upload a logo and an image, enter a caption and tick a checkbox."""
    steps.wait_until_settled(partner)
    steps.upload(partner, "f-overview-logo_light", name="wordmark.svg", content=wordmark(TITLE))
    steps.upload(partner, "f-overview-media-drop", name="flags.png", content=screenshot())
    media = steps.field(partner, "overview.media")
    media.get_by_label("Caption").last.fill("Feature flags beside the errors that they cause")
    steps.tick(partner, "Permission to use the logo")
    steps.wait_until_settled(partner)

    expect(media.locator("[data-sev=blocker]")).to_have_count(0)
    expect(partner.page.locator("#preview-stage")).to_contain_text("Feature flags beside the errors")


def gets_an_exception(partner: BrowserPage, ecosystems: BrowserPage) -> None:
    """Choose the API without OAuth, and request the exception, which the Ecosystems team grants from its queue."""
    steps.open_step(partner, "Configuration Method")
    steps.tick(partner, "API without OAuth, by exception")
    steps.tick(partner, "Product is generally available", "Works in every region")
    steps.wait_until_settled(partner)
    steps.follow(partner, partner.page.get_by_role("link", name="Request an exception"))
    partner.page.get_by_label("Why you can't use OAuth").fill(OAUTH_REASON)
    plan = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Port 8125"}
    partner.page.get_by_label("Files").set_input_files([plan])
    steps.press(partner, "Send request")

    steps.open_page(ecosystems, "Queue")
    steps.follow(ecosystems, ecosystems.page.get_by_role("link", name="Requests 1"))
    steps.follow(ecosystems, ecosystems.page.get_by_role("link", name=TITLE))
    assert_clean(ecosystems)
    expect(ecosystems.page.get_by_role("link", name="plan.txt")).to_be_visible()
    form = ecosystems.page.locator("form").filter(has_text="Grant exception")
    form.locator("summary").click()
    form.get_by_label("Reason").fill("Customers host the product.")
    steps.follow(ecosystems, form.get_by_role("button", name="Grant exception"))
    expect(ecosystems.page.get_by_text("The exception was granted.")).to_be_visible()

    partner.page.reload()
    steps.follow(partner, partner.page.get_by_role("link", name="Continue with the listing"))
    expect(steps.field(partner, "configuration.code_type")).to_contain_text("Granted")


def mends_the_rest(partner: BrowserPage) -> None:
    """Complete every other step that requires something."""
    steps.open_step(partner, "Setup & Uninstall")
    steps.fill(partner, "Uninstallation instructions", str(FIELD_VALUES["setup.uninstall_md"]))
    steps.wait_until_settled(partner)
    steps.open_step(partner, "Data")
    steps.wait_until_settled(partner)
    steps.open_step(partner, "Content")
    silent = monitor(TITLE, "launchdarkly")
    steps.upload(partner, "f-content-monitors-drop", name="launchdarkly_silent.json", content=silent)
    partner.page.get_by_role("button", name="Use “launchdarkly_silent”").click()
    steps.wait_until_settled(partner)
    steps.wait_until_settled(partner)
    steps.open_step(partner, "Support")
    steps.fill(partner, "Maintainer e-mail (internal)", "integrations@harbour.example")
    steps.wait_until_settled(partner)
    steps.open_step(partner, "Release Notes")
    steps.wait_until_settled(partner)
    declares(partner, "Content is accurate and your own", "Tested in your sandbox org")


def declares(partner: BrowserPage, *labels: str) -> None:
    steps.open_step(partner, "Review & Submit")
    steps.tick(partner, *labels)
    steps.wait_until_settled(partner)


def submits(partner: BrowserPage, run_jobs: RunJobs) -> Submission:
    """Submit the listing. The checks pass, and each team for this listing gets a review of exactly this submission."""
    steps.hand_in(partner, run_jobs)
    assert_clean(partner)

    submission = Submission.objects.latest("submission_number")
    assert state() == RevisionState.IN_REVIEW
    assert submission.runs.get().state == RunState.PASSED
    assert {review.submission for review in submission.revision.reviews.all()} == {submission}
    assert submission.revision.reviews.count() == len(REVIEWERS) + 1
    return submission


def asks_for_a_change(engineering: BrowserPage, submission: Submission) -> None:
    """Engineering claims the review from the queue, comments on a field and requests changes."""
    steps.open_page(engineering, "Queue")
    engineering.page.get_by_role("button", name=f"Claim review {TITLE}").click()
    expect(engineering.page.get_by_role("button", name=f"Release claim {TITLE}")).to_be_visible()
    steps.open_review(engineering, TITLE)
    steps.follow(engineering, engineering.page.get_by_role("link", name="Setup & Uninstall"))
    steps.comment(engineering, "setup.setup_md", QUESTION)
    assert_clean(engineering)
    steps.fill(engineering, "Note to the partner", "Nearly there.")
    steps.press(engineering, "Request changes")

    decision = Decision.objects.get()
    assert (state(), decision.verdict) == (RevisionState.CHANGES_REQUESTED, Verdict.REQUEST_CHANGES)
    assert decision.submission == submission


def sees_it_at_the_field(partner: BrowserPage) -> None:
    """Go from home to the listing's page and to the step, and find the comment at the field."""
    steps.open_page(partner, "Home")
    steps.open_page(partner, "Listings")
    steps.follow(partner, partner.page.get_by_role("link", name=TITLE, exact=True))
    expect(partner.page.locator("#threads")).to_contain_text(QUESTION)
    steps.follow(partner, partner.page.get_by_role("link", name="Continue in the wizard"))
    steps.open_step(partner, "Setup & Uninstall")
    assert_clean(partner)
    steps.field(partner, "setup.setup_md").get_by_role("link", name="1 comment").click()
    partner.page.wait_for_url("**/#thread-*")


def replies_and_corrects(partner: BrowserPage) -> None:
    """Reply in the thread at the field, correct the field there, and declare again that the content is accurate."""
    field = steps.field(partner, "setup.setup_md")
    field.get_by_label("Your reply").fill(REPLY)
    field.get_by_role("button", name="Send reply").click()
    expect(field.locator(".thread")).to_contain_text(REPLY)
    assert Thread.objects.get().state == ThreadState.ANSWERED

    setup = partner.page.get_by_label("Setup instructions", exact=True)
    setup.fill(setup.input_value().replace("1. Update", "1. Make an API key that may send events.\n1. Update"))
    steps.wait_until_settled(partner)
    declares(partner, "Content is accurate and your own")


def resolves_the_question(engineering: BrowserPage) -> None:
    """Follow the link of the reason against approving, and resolve the blocking comment there."""
    steps.open_review(engineering, TITLE)
    panel = engineering.page.get_by_role("region", name="Decision", exact=True)
    steps.follow(engineering, panel.get_by_role("link", name="is not resolved yet"))
    engineering.page.locator(".thread").get_by_role("button", name="Resolve").click()
    expect(engineering.page.locator(".thread")).to_contain_text("Resolved")


def approves(reviewer: BrowserPage, submission: Submission, team: str) -> None:
    """Approve the review. The approval is for the submission that was reviewed."""
    steps.open_review(reviewer, TITLE)
    steps.press(reviewer, "Approve")
    expect(reviewer.page.get_by_text("Done: You approved this submission.")).to_be_visible()

    decision = Decision.objects.filter(review__team=team).latest("at")
    assert (decision.verdict, decision.submission) == (Verdict.APPROVE, submission)
    assert decision.reads == digests_read(team, documents_read(submission))


def enables(admin: BrowserPage, submission: Submission) -> None:
    """Select the cell of the matrix, read the preview, and enable the tile in the partner's sandbox org."""
    assert state() == RevisionState.APPROVED
    assert Thread.objects.get().state == ThreadState.RESOLVED
    steps.open_page(admin, "Sandboxes")
    steps.follow(admin, admin.page.get_by_role("table").get_by_role("link", name="Enable"))
    expect(admin.page.locator("#rehearsal")).to_contain_text("will see the tile")
    steps.press(admin, "Enable tile")

    assert state() == RevisionState.IN_SANDBOX
    assert TileActivation.objects.get().submission == submission


def signs_off(partner: BrowserPage, submission: Submission) -> None:
    """Look at the tile, try the installation, and sign off exactly this version."""
    steps.open_page(partner, "Sandboxes")
    steps.follow(partner, partner.page.get_by_role("link", name=TITLE, exact=True))
    expect(partner.page.locator("#tile-side")).to_contain_text("You viewed this tile on")
    steps.press(partner, "Record test installation")
    expect(partner.page.locator("#install")).to_contain_text("1 dashboard and 1 monitor template")
    for item in open_items(submission):
        steps.tick(partner, str(CHECKLIST[item][1]))
    steps.press(partner, "Sign off tile")
    assert_clean(partner)

    signed = SignOff.objects.get()
    assert state() == RevisionState.SIGNED_OFF
    assert (signed.digest, signed.terms_digest) == (submission.digest, submission.terms_digest)
    assert Installation.objects.get().removed_at is None


def publishes(admin: BrowserPage, submission: Submission) -> None:
    """Read what will change, confirm the password and publish the tile, which everybody then sees."""
    steps.open_page(admin, "Releases")
    steps.follow(admin, admin.page.get_by_role("link", name=f"{TITLE} 1.0.0"))
    expect(admin.page.locator("#rehearsal")).to_contain_text("A new tile appears in the public catalogue")
    steps.press(admin, "Publish tile now")
    steps.fill(admin, "Your password", steps.PASSWORD)
    steps.press(admin, "Continue")
    assert_clean(admin)

    listing = Listing.objects.get()
    assert state() == RevisionState.PUBLISHED
    assert listing.live_release is not None
    assert listing.live_release.submission == submission


def visits(visitor: BrowserPage) -> None:
    """Search for the tile without an account, and read every tab."""
    visitor.open("/")
    steps.open_page(visitor, "Catalogue")
    visitor.page.get_by_role("searchbox").fill("feature releases")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/catalogue/?q=*")
    steps.follow(visitor, visitor.page.get_by_role("article").get_by_role("link", name=TITLE))
    visitor.page.wait_for_url("**/catalogue/launchdarkly/")
    for tab in TABS:
        link = visitor.page.get_by_role("main").locator("nav.tabs").get_by_role("link", name=tab)
        link.click()
        expect(link).to_have_attribute("aria-current", "page")
        steps.wait_until_settled(visitor)
    expect(visitor.page.get_by_role("main")).to_contain_text("LaunchDarkly dashboard widget")
