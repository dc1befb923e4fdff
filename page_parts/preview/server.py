"""The preview server: local and read-only; serves only the tile, its images and the style sheets."""

import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from page_parts.preview.pages import PAGE_PARTS_FOLDER, Pages
from tilekit.commands.exit_codes import UsageError

HOST = "127.0.0.1"
_HTML, _TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
_MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_FILE = "/file/"


class Server(ThreadingHTTPServer):
    """Serves the pages and all files that they may request, by URL."""

    daemon_threads = True

    def __init__(self, pages: Pages, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.pages = pages
        static = PAGE_PARTS_FOLDER / "static"
        sheets = [*static.glob("css/**/*.css"), *static.glob("*.svg")]
        self.files = {f"/static/{file.relative_to(static).as_posix()}": file for file in sheets}
        self.files["/reload.js"] = PAGE_PARTS_FOLDER / "preview" / "reload.js"

    def handle_error(self, *_: object) -> None:
        """Ignore closed connections, which need no traceback."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            print(f"tilekit: {sys.exc_info()[1]!r}", file=sys.stderr)


def server_of(pages: Pages, port: int) -> Server:
    """A server on the loopback address. Port 0 chooses any free one. Raises OSError if the port is in use."""
    return Server(pages, port)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version, sys_version = "tilekit", ""

    def do_GET(self) -> None:
        kind, data = self._content() if self._is_ours() else ("", b"")
        self.send_response(HTTPStatus.OK if kind else HTTPStatus.NOT_FOUND)
        for name, value in {**_HEADERS, "Content-Type": kind or _TEXT, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Log nothing, because the terminal is for the user."""

    def _is_ours(self) -> bool:
        """Whether the host name is ours, and not another name that was pointed to this server (DNS rebinding)."""
        return self.headers.get("Host", "").partition(":")[0] in (HOST, "localhost")

    def _content(self) -> tuple[str, bytes]:
        """The content type and the bytes; an empty type if there is no such page."""
        pages = self.server.pages
        try:
            address = urlsplit(self.path)
        except ValueError:  # an invalid URL, such as http://[/
            return "", b""
        path = unquote(address.path)
        try:
            if path == "/":
                return _HTML, pages.page(dict(parse_qsl(address.query))).encode("utf-8", "replace")
            if path == "/state":
                return _TEXT, pages.state().encode()
            if path.startswith(_FILE):
                return pages.picture(path.removeprefix(_FILE)) or ("", b"")
        except (UsageError, OSError) as error:  # a file was deleted or locked while it was read
            return _TEXT, str(error).encode("utf-8", "replace")
        file = self.server.files.get(path)
        return (_MEDIA_TYPES[file.suffix], file.read_bytes()) if file else ("", b"")
