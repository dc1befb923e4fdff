"""Limits of a web process."""

import json
import socket
import urllib.error
import urllib.request
from contextlib import ExitStack

import httpx
import pytest

from tests.faults.instance import Instance, end_connections

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
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


def test_clients_that_stop_in_the_middle_do_not_stop_others(instance: Instance, port: int) -> None:
    _start(instance, port, "tests.faults.web_with_short_limit")
    with ExitStack() as stack:
        for _ in range(2):
            stalled = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            stalled.sendall(UNFINISHED)

        assert _status(port, "/health/live") == 200


def test_a_large_body_that_is_refused_ends_its_connection_visibly(instance: Instance, port: int) -> None:
    """A client that reuses connections must not send its next request on one that is being closed."""
    instance.manage("prepare")
    _start(instance, port)
    body = bytes(3_000_000)
    for _ in range(3):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            refused = client.post("/api/v1/nothing", content=body)
            assert (refused.status_code, refused.headers["Connection"]) == (404, "close")
            assert client.get("/health/live").status_code == 200
            small = client.post("/api/v1/nothing", content=b"x")
            assert small.headers["Connection"] == "keep-alive"


def test_pages_work_while_no_worker_runs_and_readiness_says_so(instance: Instance, port: int) -> None:
    instance.manage("prepare")
    _start(instance, port)

    assert _status(port, "/accounts/login/") == 200
    assert _status(port, "/health/ready") == 503


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


def test_each_request_leaves_one_line_with_its_id_and_without_its_query(instance: Instance, port: int) -> None:
    _start(instance, port)
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/health/live?token=hidden", headers={"X-Request-ID": "from-the-proxy-0001"}
    )
    urllib.request.urlopen(request, timeout=30).close()

    lines = [json.loads(line) for line in instance.log().splitlines() if "from-the-proxy-0001" in line]
    assert [(line["event"], line["route"], line["status"]) for line in lines] == [("request", "/health/live", 200)]
    assert "hidden" not in instance.log()
