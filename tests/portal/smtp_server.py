"""A small SMTP server, for tests with the real client."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer

from tests.serving import serving

_REPLIES = {b"DATA": b"354 Go on", b"QUIT": b"221 Bye", b"EHLO": b"250-localhost\r\n250 AUTH PLAIN"}


class SmtpServer(ThreadingTCPServer):
    """Has the lines of all received e-mails. refused is the command to refuse, and refusal the response to it."""

    def __init__(self, refused: str, refusal: str) -> None:
        super().__init__(("127.0.0.1", 0), _SmtpHandler)
        self.refused, self.refusal = refused.encode(), refusal.encode()
        self.lines: list[str] = []

    @property
    def url(self) -> str:
        """The value of EMAIL_URL for this server."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def smtp_server(*, refused: str = "", refusal: str = "550 Relaying denied") -> Iterator[SmtpServer]:
    with serving(SmtpServer(refused, refusal)) as server:
        yield server


class _SmtpHandler(StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        self._reply(b"220 Ready")
        for line in self.rfile:
            command = line.split()[0].upper()
            if command == self.server.refused:
                self._reply(self.server.refusal)
                continue
            self._reply(_REPLIES.get(command, b"250 OK"))
            if command == b"DATA":
                self._receive()

    def _receive(self) -> None:
        for line in self.rfile:
            if line == b".\r\n":
                self._reply(b"250 Accepted")
                return
            self.server.lines.append(line.decode().strip())

    def _reply(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")
