"""Signing in without the form."""

from django.test import Client
from django.urls import reverse

from accounts.models import Person
from tests.chromium import BrowserPage


def sign_in(browser: BrowserPage, person: Person, *, typed: str = "") -> None:
    """The browser as that of a person who signed in before; typed is the password where they have just typed it."""
    client = Client()
    client.force_login(person)
    if typed:
        client.post(reverse("account_reauthenticate"), {"password": typed})
    browser.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": browser.address}]
    )
