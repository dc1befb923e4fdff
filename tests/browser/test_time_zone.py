"""A person's first page asks the browser for its time zone; later pages show and read times in it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from tests.accounts.factories import make_member, make_organisation
from tests.browser.people import sign_in
from tests.chromium import BrowserPage

pytestmark = pytest.mark.browser


def test_times_are_those_of_the_browser(transactional_db: None, new_browser_page: Callable[..., BrowserPage]) -> None:
    person, browser_page = make_member(make_organisation("Northquay")), new_browser_page(timezone_id="Asia/Tokyo")
    sign_in(browser_page, person, time_zone="")
    with browser_page.page.expect_response("**/preferences/time-zone/"):
        browser_page.open("/")

    assert Person.objects.get(pk=person.pk).time_zone == "Asia/Tokyo"
    browser_page.open("/profile/")
    expect(browser_page.page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
