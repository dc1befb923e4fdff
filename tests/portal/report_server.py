"""Receives error reports as Sentry does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli

from tests.serving import serving


class ReportServer(ThreadingHTTPServer):
    """Has the text of everything that was received, and the reported errors."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _ReportHandler)
        self.texts: list[str] = []

    @property
    def dsn(self) -> str:
        return f"http://public@127.0.0.1:{self.server_address[1]}/1"

    @property
    def events(self) -> list[dict[str, Any]]:
        lines = [json.loads(line) for text in self.texts for line in text.splitlines() if line]
        return [line for line in lines if "exception" in line]


class _ReportHandler(BaseHTTPRequestHandler):
    server: ReportServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Encoding"] == "br"
        self.server.texts.append(brotli.decompress(body).decode())
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def report_server() -> Iterator[ReportServer]:
    with serving(ReportServer()) as server:
        yield server
