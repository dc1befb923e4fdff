"""Signs people in without the form."""

from django.test import Client
from django.urls import reverse

from accounts.models import Person
from tests.chromium import BrowserPage


def sign_in(browser: BrowserPage, person: Person, *, typed: str = "", time_zone: str = "UTC") -> None:
    """Sign the person in. If typed is given, it is the password that they entered just now.

    Without a time zone, the first page asks the browser for it.
    """
    Person.objects.filter(pk=person.pk).update(time_zone=time_zone)
    client = Client()
    client.force_login(person)
    if typed:
        client.post(reverse("account_reauthenticate"), {"password": typed})
    browser.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": browser.address}]
    )
