"""A partner's server on this machine, which receives deliveries and responds as the test configures."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from msgspec import Struct

from tests.serving import serving

ResponseStatus = int | Callable[[BaseHTTPRequestHandler], None]


class Received(Struct, frozen=True, kw_only=True):
    path: str
    headers: dict[str, str]
    body: str

    @property
    def event(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.body)
        return body


class Receiver:
    """Records requests. Responds with `responses` in order, then with `usual`; events in `refused` get 500."""

    def __init__(self, url: str) -> None:
        self.url, self.requests = url, list[Received]()
        self.responses, self.refused = list[ResponseStatus](), set[str]()
        self.usual: ResponseStatus = 204

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0))).decode()
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.requests.append(Received(path=handler.path, headers=headers, body=body))
        response = self.responses.pop(0) if self.responses else self.usual
        if self.refused and self.requests[-1].event["type"] in self.refused:
            response = 500
        if callable(response):
            response(handler)
            return
        handler.send_response(response)
        if 300 <= response < 400:
            handler.send_header("Location", f"{self.url}/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    @property
    def types(self) -> list[str]:
        return [request.event["type"] for request in self.requests]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A server that runs inside the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.take(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 name of the base class
            """Log nothing."""

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        server.daemon_threads = True
        receiver = Receiver(f"http://127.0.0.1:{server.server_port}")
        yield receiver
