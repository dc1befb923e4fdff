"""Signing in without the form, and what every page must be free of."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
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


def axe_faults(browser: BrowserPage) -> Sequence[str]:
    """What axe finds on the page that is open: rule and element."""
    found = Axe().run(browser.page).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
