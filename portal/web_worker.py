"""The worker of the web server. It also formats errors of API calls that the web server can't read."""

import re
import socket
from http import HTTPStatus
from typing import TYPE_CHECKING

from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import Unreader
from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    from django.http import HttpResponse

_REQUEST_LINE = re.compile(rb"(?:[A-Z]+) (/[^\s?#]*)")
# All other errors are 400.
_STATUS_OF_ERROR: dict[type[ParseException], HTTPStatus] = {
    LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
}


class PathedRequest(Request):
    """A request that adds its path to the error if it can't be read, or the beginning of a path that is too long."""

    def __init__(self, *values: object, **more: object) -> None:
        try:
            super().__init__(*values, **more)
        except ParseException as error:
            error.path = self.path
            raise

    def read_line(self, unreader: Unreader, buf: bytearray, limit: int = 0) -> tuple[bytes, bytearray]:
        try:
            return super().read_line(unreader, buf, limit)
        except LimitRequestLine:
            match = _REQUEST_LINE.match(bytes(buf))
            self.path = match[1].decode("latin-1") if match else None
            raise


class WebWorker(ThreadWorker):
    """A worker with threads. Errors of API calls have the format of their surface.

    When it stops, it accepts what waits and then refuses connections, so that a proxy sends these requests to another
    host. gunicorn lets them wait until the last response is sent, and then resets them, which loses forms.
    """

    def init_process(self) -> None:
        """Let the parser of this process create requests that know their path."""
        RequestParser.mesg_class = PathedRequest
        super().init_process()

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 gunicorn passes it so
        """Start or stop accepting connections. A process that stops closes its listening sockets at once."""
        super().set_accept_enabled(enabled)
        if self.alive:
            return
        for listener in self.sockets:
            number = -1
            while number != self.nr_conns:
                number = self.nr_conns
                self.accept(listener)
            listener.close()
        self.sockets.clear()

    def handle_error(  # noqa: PLR0917 gunicorn passes them so
        self, req: Request | None, client: socket.socket, addr: tuple[str, int], exc: Exception
    ) -> None:
        """Send the error response. Pages get that of gunicorn."""
        response = _response_to(exc) if isinstance(exc, ParseException) else None
        if response is None:
            super().handle_error(req, client, addr, exc)
            return
        try:
            client.sendall(b"HTTP/1.1 %d %s\r\n%s" % (response.status_code, _phrase(response), response.serialize()))
        except OSError as error:
            self.log.debug("The client did not read the error response. %s", error)


def _response_to(error: ParseException) -> "HttpResponse | None":
    """The error response of the API; None for pages."""
    from api.middleware import unreadable_request_response

    status = next(
        (status for kind, status in _STATUS_OF_ERROR.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST
    )
    path = getattr(error, "path", None)
    return unreadable_request_response(path, status) if path else None


def _phrase(response: "HttpResponse") -> bytes:
    return response.reason_phrase.encode("ascii")
