"""An independent client of our own API, which uses none of our code."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx

_PATIENCE_SECONDS = 120  # long enough for a busy machine
Json = dict[str, Any]


class Program:
    """A client with a token; refused calls raise."""

    def __init__(self, base: str, *, tenant: str, client: str, secret: str) -> None:
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret, "resource": "slipway"}
        token = httpx.post(f"{base}/{tenant}/oauth2/token", data=form).raise_for_status().json()["access_token"]
        self.http = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Send a request to a path under /api/v1, or to a URL from another response."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith("/") else f"/api/v1/{path}"
        return self.http.request(method, address, json=body, headers=named)

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Json:
        response = self.send(method, path, body, **headers)
        assert response.is_success, f"{response.status_code} {method} {path}: {response.text[:2000]}"
        return dict(response.json())

    def until(self, path: str, wanted: Callable[[Json], object], what: str) -> Json:
        """Repeat a request until the response meets the condition."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while not wanted(body := self.call("GET", path)):
            assert time.monotonic() < end, f"still not {what}: {body}"
            time.sleep(0.1)
        return body

    def reaches(self, submission: str, outcome: str) -> Json:
        """The submission once it has this outcome."""
        return self.until(submission, lambda submission: submission["outcome"] == outcome, outcome)

    def finished(self, job: Json) -> Json:
        """The result of a job once it is done."""
        ended = self.until(job["links"]["self"], lambda job: job["state"] not in {"queued", "running"}, "finished")
        assert ended["state"] == "done", ended
        return dict(ended["result"])
