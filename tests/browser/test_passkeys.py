"""Passkeys in Chromium with a virtual authenticator: added, used to sign in and as the second factor, and removed."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Person
from audit.models import Event
from tests.accounts.factories import PASSWORD, make_person
from tests.browser.axe import faults_on_every_width, load_axe_with_pages
from tests.chromium import BrowserPage

pytestmark = pytest.mark.browser
_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """The authenticator of a browser. Passkeys need a host name, so the pages are opened at localhost."""

    def __init__(self, browser: BrowserPage) -> None:
        self.browser, self.page = browser, browser.page
        browser.address = browser.address.replace("127.0.0.1", "localhost")
        self.protocol = browser.context.new_cdp_session(browser.page)
        self.protocol.send("WebAuthn.enable")
        added = self.protocol.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})
        self.id = added["authenticatorId"]

    def verify_people(self, *, works: bool) -> None:
        self.protocol.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": works})

    def sign_in(self, person: Person) -> None:
        """Sign the person in without the form; the password was entered just now."""
        client = Client()
        client.force_login(person)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies["sessionid"].value}
        self.browser.context.add_cookies([{**cookie, "url": self.browser.address}])

    def sign_out(self) -> None:
        self.browser.context.clear_cookies()


@pytest.fixture
def device(transactional_db: None, new_browser_page: Callable[..., BrowserPage]) -> Device:
    return Device(new_browser_page())


@pytest.fixture
def ada(transactional_db: None) -> Person:
    return make_person("ada", time_zone="UTC")


def add(device: Device, name: str = "Work laptop") -> None:
    device.browser.open("/accounts/2fa/webauthn/add/")
    device.page.get_by_role("textbox", name="Name").fill(name)
    device.page.get_by_role("button", name="Add passkey").click()
    expect(device.page.get_by_text("The passkey was added.")).to_be_visible()


def test_passkey_is_added_and_signs_in_without_a_password(device: Device, ada: Person) -> None:
    page = device.page
    load_axe_with_pages(device.browser)
    device.sign_in(ada)
    device.browser.open("/accounts/2fa/webauthn/add/")
    assert faults_on_every_width(device.browser) == []
    add(device)
    device.browser.open("/accounts/2fa/")
    expect(page.get_by_text("Work laptop").first).to_be_visible()
    assert faults_on_every_width(device.browser) == []
    device.sign_out()

    device.browser.open("/accounts/login/?next=/notices/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url(f"{device.browser.address}/notices/")
    verbs = list(Event.objects.filter(actor_id=ada.pk).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["passkey.add", "recovery-codes.generate", "sign-in"]
    assert Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).last_used_at


def test_passkey_is_the_second_factor_after_the_password(device: Device, ada: Person) -> None:
    page = device.page
    load_axe_with_pages(device.browser)
    device.sign_in(ada)
    add(device)
    device.sign_out()
    device.browser.open("/accounts/login/")
    page.get_by_label("E-mail address").fill(ada.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/accounts/2fa/authenticate/")
    assert faults_on_every_width(device.browser) == []

    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url("**/organisation/")


def test_device_that_does_not_recognise_its_owner_signs_nobody_in(device: Device, ada: Person) -> None:
    device.sign_in(ada)
    add(device)
    device.sign_out()
    device.verify_people(works=False)
    device.browser.open("/accounts/login/")

    device.page.get_by_role("button", name="Sign in with a passkey").click()

    expect(device.page.get_by_text("We couldn't use the passkey. Try again, or sign in another way.")).to_be_visible()
    device.browser.open("/profile/")
    assert "/accounts/login/" in device.page.url


def test_passkey_is_renamed_and_removed(device: Device, ada: Person) -> None:
    page = device.page
    load_axe_with_pages(device.browser)
    device.sign_in(ada)
    add(device)
    device.browser.open("/accounts/2fa/")
    page.get_by_role("link", name="Rename Work laptop").click()
    assert faults_on_every_width(device.browser) == []
    page.get_by_role("textbox", name="Name").fill("Phone")
    page.get_by_role("button", name="Rename passkey").click()
    page.get_by_role("link", name="Remove Phone").click()
    assert faults_on_every_width(device.browser) == []

    page.get_by_role("button", name="Remove passkey").click()

    expect(page.get_by_text("The passkey was removed.")).to_be_visible()
    assert not Authenticator.objects.exists()
    assert "passkey.remove" in Event.objects.values_list("verb", flat=True)
