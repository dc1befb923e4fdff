"""A partner tries the sign-in of a service on their own machine, from the wizard to the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_clean, load_axe_with_pages
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, make_scene
from tests.trials.scene import configure_oauth
from tilekit.commands.oauth.service import Service, service_of
from tilekit.commands.oauth.sign_in import OAuthClientSettings
from trials.models import Trial
from trials.queries import sign_in_of

pytestmark = pytest.mark.browser
_STEPS = (
    "Authorisation request", "Consent", "Token request", "Test call: api_keys_write", "Test call: metrics_read",
    "Refresh", "Revocation",
)  # fmt: skip


@pytest.fixture
def scene(transactional_db: None, data_dir: object) -> Scene:
    scene = make_scene()
    configure_oauth(scene)
    return scene


@contextmanager
def running(service: Service) -> Iterator[Service]:
    """The partner's service in a thread, until its sign-in has ended."""
    with service:
        thread = Thread(target=service.serve_one_sign_in, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            service.is_complete = bool(service.is_complete)
            thread.join(timeout=30)


def created_client(page: Page, portal: str) -> OAuthClientSettings:
    """The credentials that the page shows once."""
    page.get_by_role("button", name="Create test client").click()
    secret = page.locator("#test-secret").inner_text()
    client_id = page.locator("#test-client-id").inner_text()
    return OAuthClientSettings(portal=portal, client_id=client_id, secret=secret)


def start_trial_of(page: Page, service: Service) -> Page:
    """Start a trial in the EU region. Returns the tab in which the onboarding address was opened."""
    page.get_by_label("Region").select_option("EU")
    page.get_by_text("A service on my machine").click()
    page.get_by_label("Address on your machine").fill(service.onboarding_url)
    page.get_by_role("button", name="Start trial").click()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Open onboarding address").click()
    return popup.value


def test_partner_walks_the_whole_flow(browser_page: BrowserPage, scene: Scene) -> None:
    load_axe_with_pages(browser_page)
    sign_in(browser_page, scene.editor)
    page = browser_page.page
    browser_page.open(scene.url("step", "configuration"))
    page.get_by_role("link", name="Try it").click()
    settings = created_client(page, browser_page.address)
    expect(page.locator("#test-secret")).to_have_css("overflow-wrap", "anywhere")  # it is wider than its card
    with running(service_of(settings, 0)) as service:
        tab = start_trial_of(page, service)
        expect(tab.get_by_role("heading", name="Northquay Cache requests access")).to_be_visible()
        expect(tab.get_by_text("Create an API key")).to_be_visible()
        assert_clean(BrowserPage(page=tab, context=browser_page.context, address=browser_page.address))
        tab.get_by_role("button", name="Authorise").click()
        expect(tab.get_by_text("Every step worked.")).to_be_visible()

    log = page.locator("#trial-log")
    expect(log.get_by_role("heading", level=4)).to_have_text([f"{n}. {step}" for n, step in enumerate(_STEPS, start=1)])
    expect(log.get_by_text("Accepted", exact=True)).to_have_count(len(_STEPS))
    expect(log.get_by_text("done", exact=True)).to_have_count(len(_STEPS))
    assert_clean(browser_page)
    sign_in_facts = sign_in_of(scene.revision.listing_id)
    assert sign_in_facts is not None
    assert (sign_in_facts.used_pkce, sign_in_facts.scopes) == (True, {"api_keys_write", "metrics_read"})


def test_canceled_consent_reaches_the_service(browser_page: BrowserPage, scene: Scene) -> None:
    sign_in(browser_page, scene.editor)
    page = browser_page.page
    browser_page.open(f"/listings/{scene.revision.listing_id}/oauth-trial/")
    with running(service_of(created_client(page, browser_page.address), 0)) as service:
        tab = start_trial_of(page, service)
        tab.get_by_role("button", name="Cancel").click()
        expect(tab.get_by_text("A step failed.")).to_be_visible()

    expect(page.get_by_text("You canceled. Your service receives error=access_denied")).to_be_visible()
    assert Trial.objects.get().region == "eu"
