"""The database becomes unavailable while somebody types: no typed text is lost."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Organisation
from tests.accounts.factories import make_person
from tests.browser import steps
from tests.browser.axe import WIDTHS
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.outage import database_outage
from tests.sandboxes.scene import live_listing, partner, sandbox
from tests.shared import SMALL
from tests.studio.scene import make_scene, ready_scene

pytestmark = pytest.mark.browser


def _forget_outage(browser: BrowserPage) -> None:
    """Remove the expected error responses of the outage."""
    browser.faults[:] = [fault for fault in browser.faults if "503" not in fault]


def test_edits_of_the_wizard_wait_and_are_saved_when_the_database_is_back(
    browser_page: BrowserPage, data_dir: Path
) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))

    with database_outage():
        steps.fill(browser_page, "Short description", "Kelp for ferries")
        expect(browser_page.page.locator("[data-autosave]").first).to_contain_text("Not saved yet")
    steps.wait_until_settled(browser_page)

    assert scene.section().document["short_description"] == "Kelp for ferries"
    _forget_outage(browser_page)


def test_images_that_fail_are_replaced_by_a_sentence(browser_page: BrowserPage, data_dir: Path) -> None:
    acme = partner("Northquay")
    sandbox(acme)
    live_listing(acme, folder=SMALL / "launchdarkly")
    page = browser_page.page
    page.route("**/media/**", lambda route: route.abort())
    page.route("**/files/**", lambda route: route.fulfill(status=503))
    browser_page.open("/catalogue/")
    page.get_by_role("link", name="LaunchDarkly").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("LaunchDarkly")

    expect(page.get_by_text("This image can't be shown right now.").filter(visible=True).first).to_be_visible()
    expect(page.locator("main img").filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("img", name="A brief overview of LaunchDarkly")).to_be_visible()
    browser_page.faults.clear()


def test_what_replaces_a_logo_can_be_seen_on_its_white_background(browser_page: BrowserPage, data_dir: Path) -> None:
    scene = ready_scene()
    sign_in(browser_page, scene.editor)
    page = browser_page.page
    page.route("**/files/**", lambda route: route.fulfill(status=503))
    page.emulate_media(color_scheme="dark")
    browser_page.open(scene.url("step", "overview"))

    schemes = "element => [element.closest('[data-on]')?.dataset.on ?? 'logo', getComputedStyle(element).colorScheme]"
    expect(page.locator("[data-on=light] .no-picture").first).to_be_visible()
    logos = page.locator(":is(.logo, [data-on=light]) .no-picture").evaluate_all(f"all => all.map({schemes})")
    assert dict(logos) == {"logo": "light", "light": "light"}
    browser_page.faults.clear()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_form_is_sent_again_from_the_page_that_kept_it(browser_page: BrowserPage, data_dir: Path, width: int) -> None:
    sign_in(browser_page, make_person("ada"))
    page = browser_page.page
    page.set_viewport_size({"width": width, "height": 800})
    browser_page.open(reverse("accounts:organisation-create"))
    page.get_by_label("Vendor name").fill("Northquay & Sons")
    page.get_by_label("Vendor URL").fill("https://northquay.example")

    with database_outage():
        page.locator("main form button.btn[data-kind=primary]").click()
        expect(page.get_by_role("heading", name="Temporarily unavailable")).to_be_visible()
    page.get_by_role("button", name="Send again").click()

    expect(page.get_by_role("heading", name="Temporarily unavailable")).to_have_count(0)
    page.wait_for_url("**/")
    assert Organisation.objects.get().name == "Northquay & Sons"
    _forget_outage(browser_page)
