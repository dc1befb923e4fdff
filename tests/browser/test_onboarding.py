"""An owner sets up access for a program: application, key, copying, rotation, removal; with clicks, taps and typing."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Route, expect

from accounts.models import Application, ApplicationKey
from common.actor import Role
from tests.accounts.factories import (
    PASSWORD,
    key_that_works,
    make_application,
    make_member,
    make_organisation,
    owner_of,
)
from tests.browser.axe import WIDTHS
from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "data_dir")]
CLIPBOARD = "() => navigator.clipboard.readText()"


class Hand:
    """Input of one person: a mouse on wide screens, touch on narrow ones."""

    def __init__(self, browser: BrowserPage, *, is_finger: bool) -> None:
        self.browser, self.page = browser, browser.page
        self._press = Locator.tap if is_finger else Locator.click

    def press(self, target: Locator) -> None:
        self._press(target)

    def follow(self, role: str, name: str) -> None:
        with self.page.expect_navigation():
            self.press(self.page.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]  # a role
        wait_until_settled(self.browser)

    def choose(self, word: str) -> None:
        self.press(self.page.locator("label").filter(has_text=re.compile(rf"^\s*{word}")))
        expect(self.page.get_by_label(re.compile(rf"^\s*{word}"))).to_be_checked()

    def copy(self, name: str) -> str:
        self.press(self.page.get_by_role("button", name=f"Copy {name}"))
        expect(self.page.locator(".copy").filter(has_text=name).get_by_role("status")).to_have_text("Copied")
        text: str = self.page.evaluate(CLIPBOARD)
        return text


@pytest.fixture(params=WIDTHS)
def hand(request: pytest.FixtureRequest, new_browser_page: Callable[..., BrowserPage]) -> Hand:
    """An owner on the page Users."""
    is_finger = request.param == 390
    browser = new_browser_page(has_touch=is_finger, viewport={"width": request.param, "height": 800})
    browser.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(browser, make_member(make_organisation(), Role.OWNER))
    browser.open("/organisation/northquay/")
    hand = Hand(browser, is_finger=is_finger)
    hand.follow("link", "Users")
    return hand


def test_owner_onboards_a_program_rotates_its_key_and_removes_it(hand: Hand) -> None:
    page = hand.page
    add_application(hand, "Developer")
    expect(page.get_by_role("status").filter(has_text="was added")).to_be_visible()

    secret = create_key(hand, "Old")
    tenant_id, client_id = hand.copy("Tenant ID"), hand.copy("Client ID")
    application = Application.objects.get()
    assert (tenant_id, client_id) == (str(application.organisation_id), str(application.client_id))
    key = key_that_works(application.client_id, secret, timezone.now())
    assert key is not None
    assert key.label == "Old"

    hand.follow("link", "Back to Release pipeline")
    create_key(hand, "New")

    page.reload()  # sends the form again
    wait_until_settled(hand.browser)
    expect(page.get_by_role("alert")).to_contain_text("already been created")
    expect(page.locator("#create-key")).to_have_attribute("aria-disabled", "true")
    revoke(hand, "Old")
    hand.follow("button", "Revoke key")

    assert list(ApplicationKey.objects.filter(revoked_at=None).values_list("label", flat=True)) == ["New"]
    hand.follow("link", "Change role")
    hand.choose("Reader")
    hand.follow("button", "Change role")
    assert Application.objects.get().role == Role.VIEWER
    hand.follow("link", "Remove application")
    hand.follow("button", "Remove application")
    expect(page.locator("#applications")).to_contain_text("No applications yet.")
    assert not ApplicationKey.objects.filter(revoked_at=None).exists()


def test_second_click_does_not_take_the_key_away(hand: Hand) -> None:
    page = hand.page
    add_application(hand, "Manager")
    hand.follow("link", "Create key")

    waiting: list[Route] = []
    page.route("**/keys/new/", lambda route: waiting.append(route))  # noqa: PLW0108 Playwright takes no built-in
    box = page.get_by_role("button", name="Create key").bounding_box()
    assert box
    at = (box["x"] + 9, box["y"] + 9)
    with page.expect_request("**/keys/new/"):
        page.mouse.click(*at)  # a plain mouse click, because a click of Playwright would wait for the page to load
    page.mouse.click(*at)
    for route in waiting:
        route.continue_()

    expect(page.locator("#secret")).to_be_visible()
    assert len(waiting) == 1
    assert ApplicationKey.objects.count() == 1


def test_value_is_copied_by_keyboard_and_without_a_clipboard(browser_page: BrowserPage) -> None:
    page, organisation = browser_page.page, make_organisation()
    application = make_application(organisation, owner_of(organisation))
    browser_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(browser_page, application.created_by)
    # As over plain HTTP, where browsers provide no clipboard API.
    page.add_init_script("navigator.clipboard.writeText = undefined")
    browser_page.open(application.get_absolute_url())

    page.get_by_role("button", name="Copy Client ID").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".copy").filter(has_text="Client ID").get_by_role("status")).to_have_text("Copied")
    assert page.evaluate(CLIPBOARD) == str(application.client_id)


def add_application(hand: Hand, role: str) -> None:
    """Start at the page Users and enter the password; ends on the application's page."""
    hand.follow("link", "Add application")
    hand.page.get_by_label("Your password").fill(PASSWORD)
    hand.follow("button", "Continue")
    hand.page.get_by_label("Name").fill("Release pipeline")
    hand.choose(role)
    hand.follow("button", "Add application")


def create_key(hand: Hand, label: str) -> str:
    """Ends on the page that shows the key; returns the key, as copied."""
    hand.follow("link", "Create key")
    hand.page.get_by_label("Label").fill(label)
    hand.choose("90 days")
    hand.follow("button", "Create key")
    return hand.copy("Key")


def revoke(hand: Hand, label: str) -> None:
    line = hand.page.locator("#keys .line").filter(has_text=label)
    with hand.page.expect_navigation():
        hand.press(line.get_by_role("link"))
    wait_until_settled(hand.browser)
