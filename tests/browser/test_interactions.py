"""How much people must do from signing up, or after an import, until a listing without blockers is submitted."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.models import AgreementKind, Organisation
from common.actor import Role
from listings.models import Submission
from tests.accounts.factories import make_agreement, make_member, make_organisation
from tests.browser.interactions import CountedHand
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.tilekit.listing import LOGO, METADATA, base_files, png
from tests.validation.scene import MONITOR, give_sandbox, ready_package
from tilekit.scaffold.archive import zip_of_files
from validation.models import RunState

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "data_dir")]
DROP = "Drop files here, or choose them"
SHORT = "Monitor queue depth and consumers of Acme Widget"
OVERVIEW = "Acme Widget moves messages between services. This listing shows what it does and how to get it."
SETUP = "Get Acme Widget in two steps.\n\n1. Sign up on the Acme Widget home page.\n2. Invite your team."
HELP = "Write to us; somebody answers on every working day."


CLIENT: dict[str, Any] = {
    "name": "Acme Widget",
    "description": "Sends the metrics and logs of your queues.",
    "client_role": "integration",
    "onboarding_url": "https://app.acme.example.org/connect",
    "redirect_uris": ["https://app.acme.example.org/oauth/callback"],
    "scopes": ["api_keys_write"],
}
PIPELINE = """\
id: acme-widget
metric_id: acme-widget
backend_only: false
facets: []
pipeline:
  type: pipeline
  name: Acme Widget
  enabled: true
  filter:
    query: source:acme-widget
  processors:
    - type: grok-parser
      name: Parse the depth of a queue
      enabled: true
      source: message
      samples:
        - 2026-03-02T08:15:01Z WARN orders has 95
      grok:
        supportRules: ''
        matchRules: |
          depth %{date("yyyy-MM-dd'T'HH:mm:ss'Z'"):date} %{word:level} %{word:queue} has %{integer:depth}
    - type: date-remapper
      name: Define date as the official date of the log
      enabled: true
      sources:
        - date
    - type: status-remapper
      name: Define level as the official status of the log
      enabled: true
      sources:
        - level
"""
LOGS = "2026-03-02T08:15:01Z WARN orders has 95\n2026-03-02T08:16:44Z INFO bills has 0\n"
# What a partner has without a README, an OAuth file and tests of the pipeline.
API_FILES = {
    "acme_widget.svg": LOGO.encode(),
    "queue_overview.png": png(),
    "metadata.csv": METADATA.encode(),
    "acme_widget_overview.json": base_files()["assets/dashboards/acme_widget_overview.json"],
    "acme_widget_depth.json": json.dumps(MONITOR).encode(),
    "acme-widget.yaml": PIPELINE.encode(),
    "queues.log": LOGS.encode(),
}


@pytest.fixture
def hand(browser_page: BrowserPage) -> CountedHand:
    make_agreement(AgreementKind.PROGRAMME)
    return CountedHand(browser_page)


def test_tile_only_listing_takes_at_most_40(hand: CountedHand, run_jobs: Callable[[], int]) -> None:
    signs_up(hand, run_jobs)
    hand.choose(DROP, {"acme_widget.svg": LOGO.encode(), "queue_overview.png": png()})
    hand.fill("Listing name", "Acme Widget")
    hand.follow("button", "Create draft")
    describes(hand)
    hand.pick("overview.supported_os", "Linux")
    hand.fill("Overview", OVERVIEW)
    hand.follow("link", "Next: Configuration Method")
    hand.tick("configuration.code_type", "Tile only: no code and no data")
    hand.follow("link", "Next: Setup & Uninstall")
    hand.fill("Setup instructions", SETUP)
    hand.follow("link", "Support")
    hand.fill("Support e-mail", "support@acme.example")
    hand.fill("Support details", HELP)
    hand.follow("link", "Review & Submit")
    hand.tick("submission.attest_accuracy")
    submits(hand, run_jobs)

    hand.assert_at_most(40)


def test_api_listing_takes_at_most_45(hand: CountedHand, run_jobs: Callable[[], int]) -> None:
    signs_up(hand, run_jobs)
    hand.choose(DROP, API_FILES)
    hand.click(hand.page.get_by_text("API with OAuth: your service calls the public API"), "API with OAuth")
    hand.fill("Support e-mail", "support@acme.example.org")
    hand.follow("button", "Create draft")
    describes(hand)
    hand.fill("Overview", OVERVIEW)
    hand.follow("link", "Next: Configuration Method")
    hand.fill("Onboarding URL", CLIENT["onboarding_url"])
    hand.fill("Redirect URIs", CLIENT["redirect_uris"][0])
    hand.tick("configuration.ga_attested")
    hand.tick("configuration.all_sites_attested")
    hand.follow("link", "Review & Submit")
    requests_sandbox(hand)
    for name in ("attest_accuracy", "attest_sandbox_test", "attest_no_test_urls"):
        hand.tick(f"submission.{name}")
    submits(hand, run_jobs)

    hand.assert_at_most(45)


def test_imported_listing_takes_at_most_12_more(
    hand: CountedHand, run_jobs: Callable[[], int], browser_page: BrowserPage
) -> None:
    organisation = make_organisation("Acme")
    sign_in(browser_page, make_member(organisation, Role.OWNER))
    give_sandbox(organisation)
    browser_page.open("/listings/new/")
    hand.choose(DROP, {"acme_widget.zip": zip_of_files(whole_folder(), "acme_widget")})
    hand.follow("button", "Create draft")
    hand.done.clear()

    hand.tick("overview.logo_rights")
    hand.follow("link", "Next: Configuration Method")
    hand.tick("configuration.ga_attested")
    hand.tick("configuration.all_sites_attested")
    hand.follow("link", "Review & Submit")
    for name in ("attest_accuracy", "attest_sandbox_test", "attest_no_test_urls"):
        hand.tick(f"submission.{name}")
    submits(hand, run_jobs)

    hand.assert_at_most(12)


def whole_folder() -> dict[str, bytes]:
    """The folder of an API listing with OAuth, metrics, a dashboard and a monitor."""
    package = ready_package()
    manifest = json.loads(package.base["manifest.json"])
    manifest["assets"]["oauth"] = "assets/oauth_clients.json"
    files = {path: package.files[path] for path in package.files}
    client = json.dumps({"integration": CLIENT}).encode()
    return {
        **package.base,
        **files,
        "manifest.json": json.dumps(manifest).encode(),
        "assets/oauth_clients.json": client,
    }


def requests_sandbox(hand: CountedHand) -> None:
    """Request the sandbox org in which the listing is tested; an admin grants it meanwhile."""
    review = hand.page.url
    hand.follow("link", "Request a sandbox org")
    hand.fill("Purpose", "Testing the OAuth flow and the dashboards of Acme Widget.")
    hand.follow("button", "Request sandbox org")
    give_sandbox(Organisation.objects.get())
    hand.page.goto(review)
    hand.done.append("open the review again")


def signs_up(hand: CountedHand, run_jobs: Callable[[], int]) -> None:
    """Create an account and an organisation, and open the page of a new listing."""
    hand.browser.open("/accounts/signup/")
    hand.fill("Your name", "Ada Byron")
    hand.fill("E-mail address", "ada@acme.example")
    hand.fill("Password", "eleven quiet harbours")
    hand.follow("button", "Create account")
    run_jobs()
    hand.open_mail(re.findall(r"http://[^/]+(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))[0])
    hand.follow("button", "Confirm address")
    hand.follow("link", "Create organisation")
    hand.fill("Vendor name", "Acme")
    hand.fill("Vendor URL", "https://acme.example")
    hand.follow("button", "Create organisation")
    hand.follow("link", "New listing")


def describes(hand: CountedHand) -> None:
    """What no file says about the tile."""
    hand.fill("Short description", SHORT)
    hand.pick("overview.categories", "Cloud")
    hand.tick("overview.logo_rights")
    hand.tick("overview.display_on_public_website", "No")


def submits(hand: CountedHand, run_jobs: Callable[[], int]) -> None:
    hand.follow("button", "Accept")
    hand.follow("button", "Submit for review")
    run_jobs()
    expect(hand.page.locator("#progress")).to_contain_text("The checks found no blockers.")
    assert Submission.objects.get().runs.get().state == RunState.PASSED
