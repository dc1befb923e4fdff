"""A new listing with code type API, filled in and submitted on a narrow page without a mouse."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.demo import DOMAIN, create_demo_people
from listings.models import Listing, Submission
from listings.states.revision_states import RevisionState
from tests.browser import keyboard, steps
from tests.browser.axe import NARROWEST_PX, assert_clean
from tests.chromium import BrowserPage
from tests.tilekit.listing import LOGO, METADATA, base_files, png
from tests.validation.scene import MONITOR, give_sandbox
from validation.models import RunState

pytestmark = pytest.mark.browser
DASHBOARD = base_files()["assets/dashboards/acme_widget_overview.json"]
SETUP = "Connect your account.\n\n1. Open the tile and install it.\n2. Choose Connect accounts and sign in to Acme."
UNINSTALL = "Access is revoked once it is uninstalled. Disable the API keys that belong to it."
OVERVIEW = "Acme Widget moves messages between services. This integration shows how deep queues are and who reads them."


@pytest.fixture
def partner(transactional_db: None, data_dir: Path, browser_page: BrowserPage) -> BrowserPage:
    give_sandbox(create_demo_people(steps.PASSWORD, timezone.now()).harbour)
    browser_page.page.set_viewport_size({"width": NARROWEST_PX, "height": 900})
    keyboard.without_mouse(browser_page)
    return browser_page


def test_listing_is_written_from_nothing_by_keyboard(partner: BrowserPage, run_jobs: Callable[[], int]) -> None:
    signs_in(partner)
    starts(partner)
    writes_overview(partner)
    describes_the_client(partner)
    explains_setup(partner)
    lists_metrics(partner)
    adds_content(partner)
    says_who_helps(partner)
    hands_in(partner, run_jobs)


def signs_in(partner: BrowserPage) -> None:
    partner.open("/accounts/login/")
    keyboard.write(partner, "E-mail address", f"editor@{DOMAIN}")
    keyboard.write(partner, "Password", steps.PASSWORD)
    partner.page.keyboard.press("Enter")
    partner.page.wait_for_url(f"{partner.address}/")


def starts(partner: BrowserPage) -> None:
    """Choose the kind of listing with the arrow keys, which changes the list of requirements."""
    page = partner.page
    keyboard.follow(partner, page.get_by_role("link", name="New listing").first)
    keyboard.walk_to(partner, page.get_by_role("radio", name="Integrations"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("#requirements")).to_contain_text("End user licence agreement")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#requirements")).not_to_contain_text("End user licence agreement")
    keyboard.write(partner, "Listing name", "Acme Widget")
    keyboard.follow(partner, page.get_by_role("button", name="Create listing"))

    assert Listing.objects.get().name == "Acme Widget"


def writes_overview(partner: BrowserPage) -> None:
    expect(partner.page.get_by_label("Tile title", exact=True)).to_have_value("Acme Widget")
    keyboard.write(partner, "Short description", "Monitor queue depth and consumers of Acme Widget")
    pick(partner, "overview.categories", "Cloud", "Metrics")
    pick(partner, "overview.supported_os", "Linux")
    keyboard.write(partner, "Overview", OVERVIEW)
    attaches(partner, "f-overview-logo_light", name="acme_widget.svg", content=LOGO.encode())
    ticks(partner, "Permission to use the logo")
    attaches(partner, "f-overview-media-drop", name="overview.png", content=png())
    caption = steps.field(partner, "overview.media").get_by_label("Caption")
    keyboard.walk_to(partner, caption, back=True)
    partner.page.keyboard.type("The overview dashboard of Acme Widget")
    public = steps.field(partner, "overview.display_on_public_website")
    expect(public.get_by_label("Yes")).not_to_be_checked()
    keyboard.toggle(partner, public.get_by_label("Yes"))
    goes_on(partner, "Configuration Method")


def describes_the_client(partner: BrowserPage) -> None:
    """Choose OAuth, fill in the fields of the client, and add a row for its scope."""
    page = partner.page
    keyboard.walk_to(partner, page.get_by_role("radio", name="Agent check"))
    page.keyboard.press("ArrowDown")
    steps.wait_until_settled(partner)
    expect(page.get_by_role("radio", name="API with OAuth")).to_be_focused()
    keyboard.write(partner, "OAuth client name", "Acme Widget")
    keyboard.write(partner, "OAuth client description", "Sends the metrics of your queues.")
    keyboard.write(partner, "Onboarding URL", "https://app.acme.example/connect")
    keyboard.write(partner, "Redirect URIs", "https://app.acme.example/oauth/callback")
    keyboard.enter(partner, page.get_by_role("button", name="Add a scope"))
    scopes = steps.field(partner, "configuration.oauth_scopes")
    expect(scopes.get_by_label("Scope", exact=True)).to_be_focused()
    page.keyboard.type("Create an API key")
    keyboard.walk_to(partner, scopes.get_by_label("Reason"))
    page.keyboard.type("Sends the metrics of the customer's queues")
    ticks(partner, "Product is generally available", "Works in every region")
    assert_clean(partner)
    goes_on(partner, "Setup & Uninstall")


def explains_setup(partner: BrowserPage) -> None:
    keyboard.write(partner, "Setup instructions", SETUP)
    keyboard.write(partner, "Uninstallation instructions", UNINSTALL)
    goes_on(partner, "Data")


def lists_metrics(partner: BrowserPage) -> None:
    submitted = steps.field(partner, "data.submitted_data_types")
    keyboard.toggle(partner, submitted.get_by_role("checkbox", name="Metrics"))
    steps.wait_until_settled(partner)
    keyboard.write(partner, "Metric prefix", "acme_widget.")
    attaches(partner, "f-data-metadata_csv", name="metadata.csv", content=METADATA.encode())
    check = steps.field(partner, "data.metric_check")
    keyboard.toggle(partner, check.get_by_role("checkbox", name="acme_widget.queue.depth"), back=True)
    goes_on(partner, "Content")


def adds_content(partner: BrowserPage) -> None:
    monitor = json.dumps(MONITOR).encode()
    attaches(partner, "f-content-dashboards-drop", name="acme_widget_overview.json", content=DASHBOARD)
    keyboard.enter(partner, partner.page.get_by_role("button", name="Use “acme_widget_overview”"))
    attaches(partner, "f-content-monitors-drop", name="acme_widget_depth.json", content=monitor)
    keyboard.enter(partner, partner.page.get_by_role("button", name="Use “acme_widget_depth”"))
    steps.wait_until_settled(partner)
    goes_on(partner, "Support")


def says_who_helps(partner: BrowserPage) -> None:
    keyboard.write(partner, "Support e-mail", "support@acme.example.org")
    keyboard.write(partner, "Support details", "Write to us; somebody answers on every working day.")
    keyboard.write(partner, "Maintainer e-mail (internal)", "integrations@acme.example.org")
    goes_on(partner, "Release Notes")
    goes_on(partner, "Review & Submit")


def hands_in(partner: BrowserPage, run_jobs: Callable[[], int]) -> None:
    ticks(partner, "Content is accurate and your own", "Tested in your sandbox org", "No test URLs in the OAuth client")
    steps.wait_until_settled(partner)
    keyboard.follow(partner, partner.page.get_by_role("button", name="Submit for review"))
    run_jobs()
    expect(partner.page.locator("#progress")).to_contain_text("The checks found no blockers.")

    submission = Submission.objects.get()
    assert submission.revision.state == RevisionState.IN_REVIEW
    assert submission.runs.get().state == RunState.PASSED
    assert submission.documents["configuration"]["code_type"] == "api_oauth"


def pick(partner: BrowserPage, path: str, *names: str) -> None:
    """Type a search text; Enter selects the first match."""
    keyboard.walk_to(partner, steps.field(partner, path).get_by_role("combobox"))
    for name in names:
        partner.page.keyboard.type(name)
        partner.page.keyboard.press("Enter")
    partner.page.keyboard.press("Escape")


def ticks(partner: BrowserPage, *labels: str) -> None:
    for label in labels:
        keyboard.toggle(partner, partner.page.get_by_role("checkbox", name=re.compile(rf"^{re.escape(label)}")))


def attaches(partner: BrowserPage, control: str, *, name: str, content: bytes) -> None:
    """Press Tab until the input has the focus, and set its file without the system's file dialog."""
    keyboard.walk_to(partner, partner.page.locator(f"#{control}"))
    steps.upload(partner, control, name=name, content=content)


def goes_on(partner: BrowserPage, title: str) -> None:
    """Go to the next step, with everything stored."""
    steps.wait_until_settled(partner)
    keyboard.follow(partner, partner.page.get_by_role("link", name="Next", exact=True))
    expect(partner.page.get_by_role("heading", level=2, name=title, exact=True).first).to_be_attached()
