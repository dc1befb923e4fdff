"""Requests of people and scripts to an instance: open pages, sign in, check whether it is ready."""

from __future__ import annotations

import httpx
from msgspec import Struct

from tests.accounts.factories import PASSWORD
from tests.faults.instance import Instance

# docs/outages.md promises two seconds; a busy machine may take longer.
GENEROUS_SECONDS = 10


class Browser(Struct, frozen=True, kw_only=True):
    """The browser of one person, for the web process of an instance."""

    client: httpx.Client

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def post(self, path: str, form: dict[str, str]) -> httpx.Response:
        return self.client.post(path, data=form, headers=self._token())

    def upload(self, path: str, field: str, name: str, content: bytes) -> httpx.Response:
        """Upload a file as a field of the wizard does."""
        headers = {**self._token(), "HX-Request": "true"}
        return self.client.post(path, files={field: (name, content)}, headers=headers)

    def save(self, path: str, body: str) -> httpx.Response:
        """Save as the wizard does while somebody types."""
        return self.client.post(path, content=body, headers={**self._token(), "Content-Type": "application/json"})

    def _token(self) -> dict[str, str]:
        """The CSRF token of a person who is signed in. Forms of visitors need the origin instead."""
        origin = f"http://{self.client.base_url.netloc.decode()}"
        return {"X-CSRFToken": self.client.cookies.get("csrftoken", ""), "Origin": origin}

    def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        self.get("/accounts/login/")
        return self.post("/accounts/login/", {"login": email, "password": password})


def start_web(instance: Instance, port: int, browser: Browser) -> None:
    """Start the web process of the instance and wait until it responds."""
    instance.environ.update(PORT=str(port), WEB_THREADS="2")
    instance.start("portal.process", "web")
    instance.eventually(lambda: _lives(browser), "the web process answers")


def _lives(browser: Browser) -> bool:
    try:
        return browser.get("/health/live").status_code == 200
    except httpx.TransportError:
        return False
