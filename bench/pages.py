"""Transferred bytes of each page of the wizard when a browser opens it for the first time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from playwright.sync_api import BrowserContext, sync_playwright

from bench.measures import ROOT, Measure, print_measures
from bench.portal import largest_listing, partner_with, portal
from bench.start import free_port, wait_for, web_process
from tests.chromium import EXECUTABLE, FLAGS

if TYPE_CHECKING:
    from accounts.models import Person

# The partner's own pictures have this prefix; they are not counted.
_OWN_FILES = "/files/"
_TARGET_KB = 60


class Weight(Struct, dict=True):
    """Transferred bytes and requests of one page."""

    bytes: int = 0
    requests: int = 0
    own_requests: set[str] = field(default_factory=set)

    def sent(self, event: dict[str, Any]) -> None:
        if _OWN_FILES in event["request"]["url"]:
            self.own_requests.add(event["requestId"])

    def loaded(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self.own_requests:
            self.bytes += int(event["encodedDataLength"])
            self.requests += 1


def _weigh(context: BrowserContext, address: str) -> Weight:
    page, weight = context.new_page(), Weight()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.requestWillBeSent", weight.sent)
    session.on("Network.loadingFinished", weight.loaded)
    response = page.goto(address, wait_until="networkidle")
    assert response is not None
    assert response.status == 200, f"{address} returned {response.status}"
    page.close()
    return weight


@contextmanager
def _web(port: int) -> Iterator[str]:
    """Collect static files and start a web process with this process's database and files; yields its address."""
    environ = {**os.environ, "PORT": str(port), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], cwd=ROOT, env=environ, check=True
    )
    with web_process(environ):
        wait_for(f"http://127.0.0.1:{port}/health/live")
        yield f"http://127.0.0.1:{port}"


def _session_of(person: "Person") -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _measure(address: str) -> None:
    from tilekit.sections import STEPS

    person, revision = partner_with(largest_listing())
    session = _session_of(person)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        context = browser.new_context()
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        for step in STEPS:
            weight = _weigh(
                context, f"{address}/listings/{revision.listing_id}/revisions/{revision.number}/{step.key}/"
            )
            what = f"first load of the step {step.key}"
            note = f"{weight.requests} requests, {largest_listing().name}"
            print_measures(Measure(what=what, value=weight.bytes / 1000, unit="kB", target=_TARGET_KB, note=note))
        browser.close()


def main() -> None:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's event loop runs in this thread
    with portal(), _web(free_port()) as address:
        _measure(address)


if __name__ == "__main__":
    main()
