"""Signing in without the form."""

from django.test import Client

from accounts.models import Person
from tests.chromium import BrowserPage


def sign_in(browser: BrowserPage, person: Person) -> None:
    """The browser as that of a person who signed in before."""
    client = Client()
    client.force_login(person)
    browser.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": browser.address}]
    )
