"""What people and scripts do with an instance: open pages, sign in, ask whether it is ready."""

from __future__ import annotations

import httpx
from msgspec import Struct

from tests.accounts.factories import PASSWORD
from tests.faults.instance import Instance

# The promise is two seconds; a busy machine gets more before a test fails.
GENEROUS_SECONDS = 10


class Browser(Struct, frozen=True, kw_only=True):
    """One person's browser at the web process of an instance."""

    client: httpx.Client

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=headers)

    def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        token = self.client.cookies.get("csrftoken", "")
        return self.client.post(path, data={**form, "csrfmiddlewaretoken": token}, headers=headers)

    def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        self.get("/accounts/login/")
        return self.post("/accounts/login/", {"login": email, "password": password})


def start_web(instance: Instance, port: int, browser: Browser) -> None:
    """Start the web process of the instance and wait until it answers."""
    instance.environ.update(PORT=str(port), WEB_THREADS="2")
    instance.start("portal.process", "web")
    instance.eventually(lambda: _lives(browser), "the web process answers")


def _lives(browser: Browser) -> bool:
    try:
        return browser.get("/health/live").status_code == 200
    except httpx.TransportError:
        return False
