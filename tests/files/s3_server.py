"""A small S3 server with one bucket, for tests with the real client."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlencode, urlsplit
from xml.sax.saxutils import escape

from pytest_django import Settings

from files import bucket
from portal.connections import storage_settings
from portal.environment import read_environment
from tests.serving import serving

BUCKET, ACCESS_KEY = "parts", "key"
_MISSING = {"NoSuchBucket": "The specified bucket does not exist", "NoSuchKey": "The specified key does not exist."}
_DENIED = {"InvalidAccessKeyId": "The key does not exist.", "AccessDenied": "Access Denied"}
_MESSAGES = {**_MISSING, **_DENIED, "InternalError": "We encountered an internal error."}


class S3Server(ThreadingHTTPServer):
    """Has the objects of the bucket, and the methods of all requests. Denied methods are refused.

    server_errors is the number of requests that fail next. Downloads can stall after the first byte.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _S3Handler)
        self.objects: dict[str, bytes] = {}
        self.requests: list[str] = []
        self.denied_methods: set[str] = set()
        self.server_errors = 0
        self.stalls_downloads = False

    def url(self, *, bucket: str = BUCKET, access_key: str = ACCESS_KEY) -> str:
        """The value of STORAGE_URL for this server."""
        keys = {"access_key": access_key, "secret_key": "secret", "region_name": "eu-west-3"}
        return f"s3://{bucket}?{urlencode({'endpoint_url': f'http://127.0.0.1:{self.server_port}', **keys})}"


@contextmanager
def s3_server() -> Iterator[S3Server]:
    with serving(S3Server()) as server:
        yield server


def use_storage(settings: Settings, url: str) -> None:
    """Use the storage at this STORAGE_URL, as if no call to it had failed before."""
    bucket._service._away_until = 0.0
    settings.STORAGES = {**settings.STORAGES, "default": storage_settings(read_environment({"STORAGE_URL": url}))}


class _S3Handler(BaseHTTPRequestHandler):
    server: S3Server
    protocol_version = "HTTP/1.1"

    def _respond(self) -> None:
        self.server.requests.append(self.command)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        error = self._error(bucket, key)
        if self.server.server_errors:
            self.server.server_errors -= 1
            self._send(500, _error_body("InternalError"))
        elif error:
            self._send(404 if error in _MISSING else 403, _error_body(error))
        elif key:
            self._send(*self._object(key, body))
        else:
            self._send(200, _listing(self.server.objects, **{k: v[0] for k, v in parse_qs(parts.query).items()}))

    def _error(self, bucket: str, key: str) -> str:
        if f"Credential={ACCESS_KEY}/" not in self.headers.get("Authorization", ""):
            return "InvalidAccessKeyId"
        if bucket != BUCKET:
            return "NoSuchBucket"
        if self.command in self.server.denied_methods:
            return "AccessDenied"
        is_missing = key and self.command in {"GET", "HEAD"} and key not in self.server.objects
        return "NoSuchKey" if is_missing else ""

    def _object(self, key: str, body: bytes) -> tuple[int, bytes]:
        if self.command == "PUT":
            self.server.objects[key] = body
        elif self.command == "DELETE":
            self.server.objects.pop(key, None)
            return 204, b""
        return 200, b"" if self.command == "PUT" else self.server.objects[key]

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"kelp"')
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body[:1])
        if self.command == "GET" and self.server.stalls_downloads:
            self.rfile.read(1)  # until the client gives up
        self.wfile.write(body[1:])

    do_HEAD = do_GET = do_PUT = do_DELETE = _respond  # noqa: N815 as the server wants it

    def log_message(self, *_: object) -> None:
        """Log nothing, because the tests report failures."""


def _error_body(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>{_MESSAGES[code]}</Message></Error>".encode()


def _listing(objects: dict[str, bytes], *, prefix: str = "", **_: str) -> bytes:
    """The response to a request for the objects of one folder."""
    names = [name for name in sorted(objects) if name.startswith(prefix)]
    files = [name for name in names if "/" not in name.removeprefix(prefix)]
    folders = {re.sub("/.*", "/", name.removeprefix(prefix)) for name in names} - {
        name.removeprefix(prefix) for name in files
    }
    keys = "".join(f"<Contents><Key>{escape(name)}</Key><Size>{len(objects[name])}</Size></Contents>" for name in files)
    prefixes = "".join(
        f"<CommonPrefixes><Prefix>{escape(prefix + folder)}</Prefix></CommonPrefixes>" for folder in sorted(folders)
    )
    return f"<ListBucketResult><IsTruncated>false</IsTruncated>{keys}{prefixes}</ListBucketResult>".encode()
