"""A person or program that sends requests to the portal again and again."""

import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from itertools import count
from threading import Event, Lock

import httpx

from bench.soak.ledger import Ledger, LedgerWrite, WriteOutcome

_RESPONSE_SECONDS = 30
_ID = re.compile(r"[0-9a-f-]{36}")
_numbers = count(1)


class Traffic:
    """The requests of all people: seconds per response, and the number of errors by kind."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.errors: Counter[str] = Counter()
        self.ledger = Ledger()
        self._lock = Lock()

    def add(self, seconds: float, error: str) -> None:
        """Record a request; may be called from any thread."""
        with self._lock:
            self.seconds.append(seconds)
            if error:
                self.errors[error] += 1


class SoakPerson:
    """Base class of people. They act until the event is set, with a pause after each act."""

    pause_seconds = (0.5, 3.0)

    def __init__(self, traffic: Traffic, *, base_url: str, cookies: dict[str, str] | None = None) -> None:
        self.traffic = traffic
        self.client = httpx.Client(base_url=base_url, timeout=_RESPONSE_SECONDS, cookies=cookies)

    def act(self) -> None:
        """Send a few requests as a person of this kind does."""
        raise NotImplementedError

    def run(self, is_over: Event) -> None:
        """Act until the event is set."""
        while not is_over.is_set():
            self.act()
            is_over.wait(random.uniform(*self.pause_seconds))

    def get(self, path: str) -> httpx.Response | None:
        """The response; None if there was none because a process was killed."""
        return self.request("GET", path)

    def read(self, paths: Sequence[str]) -> None:
        """Get one of the paths."""
        self.get(random.choice(paths))

    def request(self, method: str, path: str, **content: object) -> httpx.Response | None:
        """The response; None if there was none because a process was killed."""
        started = time.monotonic()
        try:
            response = self.client.request(method, path, **content)  # type: ignore[arg-type]  # of httpx
        except httpx.TransportError as fault:
            self.traffic.add(time.monotonic() - started, type(fault).__name__)
            Event().wait(1)
            return None
        self.traffic.add(time.monotonic() - started, _error(method, path, response))
        return response

    def post(self, path: str, form: dict[str, str]) -> httpx.Response | None:
        """The response to a form that was sent."""
        return self.request("POST", path, data=form, headers=self.csrf_headers())

    def csrf_headers(self) -> dict[str, str]:
        """The headers of a write by a person who has opened a page."""
        return {"X-CSRFToken": self.client.cookies.get("csrftoken") or ""}

    def record(self, kind: str, mark: str, response: httpx.Response | None, *, place: str = "") -> WriteOutcome:
        """Add a write to the ledger; returns its outcome."""
        outcome = outcome_of(response)
        self.traffic.ledger.add(LedgerWrite(kind=kind, mark=mark, outcome=outcome, place=place))
        return outcome


def outcome_of(response: httpx.Response | None) -> WriteOutcome:
    """What the response says about the write."""
    if response is None or response.status_code >= 500:
        return WriteOutcome.UNCLEAR
    return WriteOutcome.CONFIRMED if response.status_code < 400 else WriteOutcome.REFUSED


def new_mark() -> str:
    """A text that nothing else contains."""
    return f"Mark {next(_numbers):06d} of the soak"


def _error(method: str, path: str, response: httpx.Response) -> str:
    """The status and the path without IDs; "" if there is no error."""
    if response.status_code < 400:
        return ""
    return f"{response.status_code} {method} {_ID.sub('ID', path)}"
