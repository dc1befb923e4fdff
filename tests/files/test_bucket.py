"""The real S3 client against servers that respond as in an outage."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.base import ContentFile
from pytest_django import Settings

from common.external_service import ExternalService, ServiceUnavailable
from files import bucket, store
from files.bucket import Bucket
from files.errors import FileNotReadable, FileNotStored
from files.models import Blob
from tests.files.s3_server import s3_server
from tests.serving import serving

pytestmark = pytest.mark.sqlite_is_enough
STATUS_OF = {"/parts/lost": 404, "/parts/forbidden": 403, "/parts/broken": 500}
USES: dict[str, Callable[[Bucket, str], object]] = {
    "open": lambda storage, name: storage.open(name),
    "save": lambda storage, name: storage.save(name, ContentFile(b"kelp")),
    "delete": lambda storage, name: storage.delete(name),
    "exists": lambda storage, name: storage.exists(name),
    "listdir": lambda storage, name: storage.listdir(name),
}


class BucketHandler(BaseHTTPRequestHandler):
    """A server that refuses files with certain names and has all others."""

    def _respond(self) -> None:
        status = STATUS_OF.get(self.path.partition("?")[0], 200)
        body = b"kelp" if status == 200 else b""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"kelp"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET = do_PUT = do_DELETE = _respond  # noqa: N815 as the server wants it

    def log_message(self, *_: object) -> None:
        """Log nothing, because the tests report failures."""


@pytest.fixture(autouse=True)
def _all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "_service", ExternalService(*bucket._service._failures))


@pytest.fixture
def endpoint() -> Iterator[str]:
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), BucketHandler)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def nowhere() -> str:
    """The URL of a stopped server."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def bucket_at(endpoint_url: str) -> Bucket:
    keys = {"access_key": "key", "secret_key": "secret", "region_name": "eu-west-3"}
    return Bucket(bucket_name="parts", endpoint_url=endpoint_url, **keys)


@pytest.mark.parametrize("use", USES)
def test_a_bucket_that_does_not_answer_is_away(use: str, nowhere: str) -> None:
    with pytest.raises(ServiceUnavailable):
        USES[use](bucket_at(nowhere), "name")


@pytest.fixture
def hanging() -> Iterator[socket.socket]:
    """A server that accepts connections and never responds. It doesn't read what it gets."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def connections_to(server: socket.socket) -> int:
    """The number of connections to a server that have not been counted yet."""
    server.setblocking(False)
    count = 0
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            count += 1
    return count


def seconds_of_a_try() -> float:
    """The longest time that a request can wait for a bucket."""
    settings = bucket_at("http://127.0.0.1").client_config
    return float(settings.connect_timeout + settings.read_timeout)


SLOW_USES = {
    **USES,
    "save a large file": lambda storage, name: storage.save(name, ContentFile(bytes(7_000_000))),
    "save in parts": lambda storage, name: storage.save(name, ContentFile(bytes(20_000_000))),
}


@pytest.mark.parametrize("use", SLOW_USES)
def test_a_bucket_that_hangs_is_soon_away(use: str, hanging: socket.socket) -> None:
    """An upload that a server stops reading is sent once more, because the connection may have been an old one."""
    with pytest.raises(ServiceUnavailable):
        SLOW_USES[use](bucket_at(f"http://127.0.0.1:{hanging.getsockname()[1]}"), "name")

    assert connections_to(hanging) == (2 if use == "save a large file" else 1)
    assert seconds_of_a_try() < 2


def test_a_download_that_stalls_is_not_tried_again() -> None:
    with s3_server() as server:
        server.objects["name"] = b"kelp"
        server.stalls_downloads = True
        storage = bucket_at(f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(ServiceUnavailable):
            storage.open("name")

    assert server.requests.count("GET") == 1


def test_a_server_error_is_retried_at_once() -> None:
    with s3_server() as server:
        server.server_errors = 1
        storage = bucket_at(f"http://127.0.0.1:{server.server_port}")
        storage.save("name", ContentFile(b"kelp"))
        assert (server.objects, server.requests) == ({"name": b"kelp"}, ["PUT", "PUT"])

        server.server_errors = 2
        with pytest.raises(OSError, match="InternalError"):
            storage.save("other", ContentFile(b"kelp"))


def test_nobody_waits_again_for_a_bucket_that_is_away(nowhere: str, endpoint: str) -> None:
    with pytest.raises(ServiceUnavailable):
        bucket_at(nowhere).exists("name")

    with pytest.raises(ServiceUnavailable):
        bucket_at(endpoint).exists("name")


def test_a_file_that_is_refused_or_lost_is_no_outage(endpoint: str) -> None:
    storage = bucket_at(endpoint)
    for name, fault in {"lost": FileNotFoundError, "forbidden": OSError, "broken": OSError}.items():
        with pytest.raises(fault) as caught:
            storage.open(name)
        assert not isinstance(caught.value, ServiceUnavailable)

    with storage.open("there") as stored:
        assert stored.read() == b"kelp"


def test_uploads_and_files_say_so(nowhere: str, settings: Settings) -> None:
    options = {"bucket_name": "parts", "endpoint_url": nowhere, "access_key": "key", "secret_key": "secret"}
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "files.bucket.Bucket", "OPTIONS": options}}

    with pytest.raises(FileNotStored):
        store.write("name", ContentFile(b"kelp"), shown_name="kelp.txt")
    with pytest.raises(FileNotReadable):
        store.open_blob(Blob(media_type="text/plain"))
