"""Signing in through the identity provider of an organisation in a browser, under the security policy of all pages."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django import Settings

from accounts.models import Person, ProviderIdentity
from tests.accounts.company_provider import running_provider
from tests.accounts.factories import PASSWORD, make_member, make_organisation
from tests.accounts.test_company_sign_in import ADA, make_provider
from tests.accounts.test_staff_sign_in import use_staff_provider
from tests.browser.axe import WIDTHS, faults_on_every_width, load_axe_with_pages
from tests.browser.people import sign_in
from tests.chromium import BrowserPage

pytestmark = pytest.mark.browser


def test_address_leads_to_the_provider_and_back(
    transactional_db: None, new_browser_page: Callable[..., BrowserPage], settings: Settings
) -> None:
    browser = new_browser_page()
    page = browser.page
    settings.DEMO_MODE, settings.PUBLIC_URL = True, browser.address
    load_axe_with_pages(browser)
    with running_provider() as provider:
        make_provider(provider, make_organisation())
        browser.open("/accounts/login/?next=/notices/")
        page.get_by_label("E-mail address").fill(ADA)
        page.get_by_label("Password").focus()
        expect(page.get_by_role("button", name="Continue with Northquay")).to_be_visible()
        assert faults_on_every_width(browser) == []

        page.get_by_role("button", name="Continue with Northquay").click()

        page.wait_for_url(f"{browser.address}/notices/")
        assert Person.objects.filter(email=ADA).exists()


def test_account_with_the_address_is_connected_after_proof(
    transactional_db: None, new_browser_page: Callable[..., BrowserPage], settings: Settings
) -> None:
    browser = new_browser_page()
    page = browser.page
    settings.DEMO_MODE, settings.PUBLIC_URL = True, browser.address
    load_axe_with_pages(browser)
    with running_provider() as provider:
        row = make_provider(provider, make_organisation())
        person = make_member(row.organisation, login="ada")
        person.emailaddress_set.update(email=ADA)
        Person.objects.filter(pk=person.pk).update(email=ADA)
        browser.open("/accounts/login/")
        page.get_by_label("E-mail address").fill(ADA)
        page.get_by_label("Password").focus()

        page.get_by_role("button", name="Continue with Northquay").click()

        page.wait_for_url("**/sign-in/company/link/")
        expect(page.get_by_text("already exists")).to_be_visible()
        assert faults_on_every_width(browser) == []
        page.get_by_role("button", name="Send me an e-mail").click()
        expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
        assert faults_on_every_width(browser) == []


def test_password_of_a_member_who_must_use_the_provider_leads_to_it(
    transactional_db: None, new_browser_page: Callable[..., BrowserPage], settings: Settings
) -> None:
    browser = new_browser_page()
    page = browser.page
    settings.DEMO_MODE, settings.PUBLIC_URL = True, browser.address
    load_axe_with_pages(browser)
    with running_provider() as provider:
        organisation = make_organisation()
        owner = make_member(organisation, login="olga")
        row = make_provider(provider, organisation, is_required=True, recovery_owner=owner)
        person = make_member(organisation, login="ada")
        person.emailaddress_set.update(email=ADA)
        Person.objects.filter(pk=person.pk).update(email=ADA)
        ProviderIdentity.objects.create(
            organisation=row.organisation, issuer=row.issuer, subject="ada-at-northquay", person=person
        )
        browser.open("/accounts/login/?next=/notices/")
        page.get_by_label("E-mail address").fill(ADA)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Sign in with your organisation")).to_be_visible()
        browser.faults.clear()  # Chromium reports the status 403
        assert faults_on_every_width(browser) == []

        page.get_by_role("button", name="Continue with Northquay").click()

        page.wait_for_url(f"{browser.address}/notices/")


def test_staff_sign_in_with_the_button_of_the_platform(
    transactional_db: None, new_browser_page: Callable[..., BrowserPage], settings: Settings
) -> None:
    browser = new_browser_page()
    page = browser.page
    settings.PUBLIC_URL = browser.address
    load_axe_with_pages(browser)
    with running_provider() as provider:
        use_staff_provider(settings, provider)
        provider.answer.claims["groups"] = ["admins"]
        browser.open("/accounts/login/?next=/teams/")
        assert faults_on_every_width(browser) == []

        page.get_by_role("button", name="Sign in as staff of Datadog").click()

        page.wait_for_url(f"{browser.address}/teams/")
        expect(page.get_by_role("heading", name="Teams")).to_be_visible()
        expect(page.get_by_role("link", name="Grace Hopper")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_verified_domain_is_removed_after_its_consequence_was_shown(
    transactional_db: None, new_browser_page: Callable[..., BrowserPage], width: int
) -> None:
    browser = new_browser_page(viewport={"width": width, "height": 800})
    page = browser.page
    load_axe_with_pages(browser)
    organisation = make_organisation()
    with running_provider() as provider:
        row = make_provider(provider, organisation)
    sign_in(browser, make_member(organisation, login="olga"), typed=PASSWORD)
    browser.open(reverse("accounts:company-sign-in", args=[organisation.slug]))

    page.locator("summary", has_text="Remove").click()

    expect(page.get_by_text("the provider is turned off")).to_be_in_viewport()
    assert faults_on_every_width(browser) == []
    page.get_by_role("button", name="Remove domain").click()
    expect(page.get_by_text("The domain was removed.")).to_be_visible()
    row.refresh_from_db()
    assert not row.is_enabled
