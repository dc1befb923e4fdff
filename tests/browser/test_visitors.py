"""Visitors without a cookie: the switches and the sign-in form work by mouse, by keyboard and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.factories import PASSWORD, make_member, make_organisation
from tests.browser.people import sign_in
from tests.chromium import BrowserPage

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("data_dir")]
WIDTHS = [{"width": 1280, "height": 800}, {"width": 390, "height": 800}]
OpenPage = Callable[..., BrowserPage]


def open_menu(page: Page) -> None:
    page.get_by_label(re.compile("Appearance and language")).click()


@pytest.mark.parametrize("viewport", WIDTHS, ids=lambda size: str(size["width"]))
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_switches_work_for_a_visitor(new_browser_page: OpenPage, viewport: dict[str, int], *, scripts: bool) -> None:
    browser = new_browser_page(viewport=viewport, java_script_enabled=scripts)
    page = browser.page
    browser.open("/catalogue/")
    assert browser.context.cookies() == []

    open_menu(page)
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert [cookie["name"] for cookie in browser.context.cookies()] == ["theme"]
    browser.open("/catalogue/")  # the copy in the browser's cache is that of a visitor without a cookie
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    open_menu(page)
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page).to_have_url(f"{browser.address}/catalogue/")


def test_switches_work_by_keyboard(browser_page: BrowserPage) -> None:
    page = browser_page.page
    browser_page.open("/")

    page.get_by_label("Appearance and language").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="日本語").focus()
    page.keyboard.press("Enter")

    expect(page.locator("html")).to_have_attribute("lang", "ja")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_visitor_signs_in_and_out(new_browser_page: OpenPage, *, scripts: bool) -> None:
    person = make_member(make_organisation("Northquay"))
    browser = new_browser_page(java_script_enabled=scripts)
    page = browser.page
    browser.open("/")
    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    assert browser.context.cookies() == []

    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label(f"Account menu for {person.name}")).to_be_visible()

    page.get_by_label(f"Account menu for {person.name}").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    browser.open("/")
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("viewport", WIDTHS, ids=lambda size: str(size["width"]))
def test_language_of_a_person_becomes_their_preference(new_browser_page: OpenPage, viewport: dict[str, int]) -> None:
    person = make_member(make_organisation("Northquay"))
    browser = new_browser_page(viewport=viewport)
    sign_in(browser, person)
    browser.open("/profile/")

    open_menu(browser.page)
    browser.page.get_by_role("button", name="Français").click()

    expect(browser.page.locator("html")).to_have_attribute("lang", "fr")
    expect(browser.page.locator("#id_language")).to_have_value("fr")
    cookies = {cookie["name"]: cookie["value"] for cookie in browser.context.cookies()}
    assert cookies["django_language"] == "fr"  # for the pages after signing out
