"""Scripted HTTP responses that a portal does not give on request, and a clock that does not wait."""

from collections.abc import Callable, Mapping, Sequence

import httpx
import pytest

from tilekit.commands.submit import portal as portal_module
from tilekit.commands.submit.attempts import Attempts
from tilekit.commands.submit.credentials import Credentials, KeyCredentials
from tilekit.commands.submit.portal import PortalClient
from tilekit.commands.submit.timing import Clock

BASE = "https://portal.example"
KEY = KeyCredentials(tenant="harbour", client_id="robot", secret="not to be seen")
Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Script:
    """Responds to each request with the next step; records requests and pauses."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = list(steps)
        self.requests: list[httpx.Request] = []
        self.pauses: list[float] = []
        self.seconds = 0.0

    def respond(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, httpx.Response) else step(request)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds

    def portal(
        self,
        monkeypatch: pytest.MonkeyPatch,
        who: Credentials | None = None,
        *,
        patience: float = 60,
        listing: str = "",
    ) -> PortalClient:
        """The client of a portal with these responses."""
        client = httpx.Client(base_url=BASE, transport=httpx.MockTransport(self.respond))
        monkeypatch.setattr(portal_module, "new_http", lambda _base: client)
        clock = Clock(now=lambda: self.seconds, sleep=self.sleep)
        return PortalClient(BASE, who, attempts=Attempts(patience=patience, clock=clock), listing=listing)


def token(seconds: int = 3600) -> httpx.Response:  # as the portal writes it
    return httpx.Response(200, json={"access_token": f"token of {seconds} s", "expires_in": str(seconds)})


def json_response(body: object, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


def error_response(
    status: int, code: str, message: str = "No.", headers: Mapping[str, str] | None = None
) -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": code, "message": message}}, headers=headers or {})
