"""Signs people in without the form."""

from django.test import Client
from django.urls import reverse

from accounts.models import Person
from tests.chromium import BrowserPage


def sign_in(browser: BrowserPage, person: Person, *, typed: str = "") -> None:
    """Sign the person in. If typed is given, it is the password that they entered just now."""
    client = Client()
    client.force_login(person)
    if typed:
        client.post(reverse("account_reauthenticate"), {"password": typed})
    browser.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": browser.address}]
    )
