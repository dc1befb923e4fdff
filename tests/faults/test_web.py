"""Limits of a web process."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.faults.conftest import free_port, instance_in
from tests.faults.instance import Instance, end_connections
from tests.migrated import Migrated

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults"), pytest.mark.sqlite_is_enough]
UNFINISHED = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


def _status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as response:
            return int(response.status)
    except urllib.error.HTTPError as response:
        return response.code
    except OSError:  # refused, reset, timed out
        return 0


def _start(instance: Instance, port: int, *process: str) -> None:
    instance.environ.update(PORT=str(port), WEB_THREADS="2")
    instance.start(*(process or ("portal.process", "web")))
    instance.eventually(lambda: _status(port, "/health/live") == 200, "the web process answers")


@pytest.fixture(scope="module")
def web(migrated: Migrated, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A web process without a worker, for all tests that don't stop it. Its environment contains its port."""
    with instance_in(tmp_path_factory.mktemp("web"), migrated) as instance:
        del instance.environ["STATIC_DIR"]  # this one collects its static files itself
        instance.manage("prepare")
        _start(instance, free_port())
        yield instance


@pytest.fixture
def web_port(web: Instance) -> int:
    return int(web.environ["PORT"])


def test_web_does_not_start_without_static_files_of_its_version(instance: Instance, port: int) -> None:
    instance.environ.update(PORT=str(port))
    del instance.environ["STATIC_DIR"]

    process = instance.start("portal.process", "web")

    assert process.wait(timeout=120) == 1
    assert "Run manage.py prepare on this machine." in instance.log()


def test_clients_that_stop_in_the_middle_do_not_stop_others(instance: Instance, port: int) -> None:
    _start(instance, port, "tests.faults.web_with_short_limit")
    with ExitStack() as stack:
        for _ in range(2):
            stalled = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            stalled.sendall(UNFINISHED)

        assert _status(port, "/health/live") == 200


def test_a_large_body_that_is_refused_ends_its_connection_visibly(web_port: int) -> None:
    """A client that reuses connections must not send its next request on one that is being closed."""
    body = bytes(3_000_000)
    for _ in range(3):
        with httpx.Client(base_url=f"http://127.0.0.1:{web_port}", timeout=60) as client:
            refused = client.post("/api/v1/nothing", content=body)
            assert (refused.status_code, refused.headers["Connection"]) == (404, "close")
            assert client.get("/health/live").status_code == 200
            small = client.post("/api/v1/nothing", content=b"x")
            assert small.headers["Connection"] == "keep-alive"


SURFACES = {
    "v1": "/api/v1/listings",
    "tokens": "/acme/oauth2/token",
    "ingestion": "/v1.0/ingestion/products",
    "publishers": "/api/publishers/acme/offers",
    "configure": "/rp/product-ingestion/product",
    "uploads": "/file/0190d8f0-0000-7000-8000-000000000001",
}
LONG = "x" * 10_000


def _answer(port: int, head: str) -> tuple[int, dict[str, str], str]:
    """The status, headers and body of the response to a request with this head."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(f"{head}\r\nHost: localhost\r\n\r\n".encode())
        response = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    first, *lines = response.partition("\r\n\r\n")[0].split("\r\n")
    return int(first.split()[1]), dict(line.split(": ", 1) for line in lines), response.partition("\r\n\r\n")[2]


def test_requests_that_cannot_be_read_get_errors_of_their_api(web_port: int) -> None:
    heads = {
        414: "GET {path}?filter=" + LONG + " HTTP/1.1",
        431: "GET {path} HTTP/1.1\r\nX-Long: " + LONG,
        400: "GET {path} HTTP/1.1\r\nX-Broken",
        501: "POST {path} HTTP/1.1\r\nTransfer-Encoding: unknown",
    }
    codes = {414: "uri-too-long", 431: "header-fields-too-large", 400: "bad-request", 501: "internal-error"}
    for status, head in heads.items():
        answers = {name: _answer(web_port, head.format(path=path)) for name, path in SURFACES.items()}
        assert {name: answer[0] for name, answer in answers.items()} == dict.fromkeys(SURFACES, status)
        assert all(headers["Connection"] == "close" and headers["X-Request-ID"] for _, headers, _ in answers.values())
        bodies = {name: body for name, (_, _, body) in answers.items()}
        assert json.loads(bodies["v1"])["error"]["code"] == codes[status]
        assert json.loads(bodies["tokens"])["error"] in {"invalid_request", "server_error"}
        assert json.loads(bodies["ingestion"]).startswith(f"ICH50{status} - ")
        assert json.loads(bodies["publishers"])["error"].keys() == {"code", "message"}
        assert json.loads(bodies["configure"]).keys() >= {"code", "message", "details"}
        assert "<Code>" in bodies["uploads"]
        assert _answer(web_port, head.format(path="/catalogue/"))[1]["Content-Type"] == "text/html"

    assert _answer(web_port, f"GET /{LONG} HTTP/1.1")[0] == 414
    assert _answer(web_port, "GET /api/v1/listings HTTP/1.1" + "\r\nX-Many: x" * 200)[0] == 431


def test_pages_work_while_no_worker_runs_and_readiness_says_so(web_port: int) -> None:
    assert _status(web_port, "/accounts/login/") == 200
    assert _status(web_port, "/health/ready") == 503


def test_requests_succeed_after_the_database_was_restarted(instance: Instance, port: int) -> None:
    address = instance.environ.get("DATABASE_URL")
    if not address:
        pytest.skip("SQLite has no server that could be restarted")
    instance.manage("prepare")
    _start(instance, port)
    assert _status(port, "/accounts/login/") == 200
    assert _status(port, "/health/ready") == 503  # queries the database; no worker is running

    assert end_connections(address) >= 1

    assert _checks(port)["database"] == {"ok": True}


def _checks(port: int) -> dict[str, dict[str, object]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=60) as response:
            body = response.read()
    except urllib.error.HTTPError as response:
        body = response.read()
    return json.loads(body)["checks"]


def test_each_request_leaves_one_line_with_its_id_and_without_its_query(web: Instance, web_port: int) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{web_port}/health/live?token=hidden", headers={"X-Request-ID": "from-the-proxy-0001"}
    )
    urllib.request.urlopen(request, timeout=30).close()

    lines = [json.loads(line) for line in web.log().splitlines() if "from-the-proxy-0001" in line]
    assert [(line["event"], line["route"], line["status"]) for line in lines] == [("request", "/health/live", 200)]
    assert "hidden" not in web.log()


def test_stopped_process_answers_what_it_accepted_and_refuses_the_rest(instance: Instance, port: int) -> None:
    """While a request is not answered, the kernel would accept connections that are never read, and then reset."""
    _start(instance, port)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as waiting:
        waiting.sendall(b"GET /health/live HTTP/1.1\r\n")
        instance.processes[-1].terminate()
        instance.eventually(lambda: not _connects(port), "it refuses connections")
        waiting.sendall(b"Host: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert waiting.recv(12) == b"HTTP/1.1 200"


def _connects(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True
