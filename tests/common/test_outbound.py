"""Requests go only to public addresses, whatever their host name is."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import httpx
import pytest

from common.outbound import AddressRefused, NameUnknown, outbound_client
from tests.serving import serving


class StatusHandler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = int(self.path.strip("/") or 200)
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", "http://169.254.169.254/latest/meta-data")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class names it so
        """Log nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a web server on this machine."""
    with serving(HTTPServer(("127.0.0.1", 0), StatusHandler)) as listener:
        yield f"http://127.0.0.1:{listener.server_port}"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "017700000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "168.63.129.16",
        "0.0.0.0",  # noqa: S104 an address to refuse
        "224.0.0.1",
        "255.255.255.255",
        "[fe80::1]",
        "[fc00::1]",
        "[fec0::1]",
        "[2002:7f00:1::]",
        "[64:ff9b::7f00:1]",
        "[ff02::1]",
    ],
)
def test_addresses_of_this_network_are_refused(host: str) -> None:
    with outbound_client(seconds=2) as client, pytest.raises(AddressRefused):
        client.get(f"http://{host}:8000/")


def test_a_name_with_one_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.216.34", "192.168.0.10")]

    with monkeypatch.context() as names, outbound_client(seconds=2) as client:
        names.setattr(socket, "getaddrinfo", lambda *args, **options: rows)
        with pytest.raises(AddressRefused):
            client.get("http://rebinding.example/")


def test_a_name_that_changes_its_address_is_connected_only_after_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection uses the checked address. Each further request is checked again."""
    answers, connected = ["192.0.66.2", "127.0.0.1"], []

    def refuse(address: tuple[str, int], *_args: object, **_options: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    with monkeypatch.context() as names, outbound_client(seconds=2) as client:
        names.setattr(socket, "getaddrinfo", lambda *_args, **_options: [(0, 0, 0, "", (answers.pop(0), 80))])
        names.setattr(socket, "create_connection", refuse)
        with pytest.raises(httpx.ConnectError):
            client.get("http://rebinding.example/")
        with pytest.raises(AddressRefused):
            client.get("http://rebinding.example/")
    assert (answers, connected) == ([], ["192.0.66.2"])


def test_a_name_that_nobody_knows_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **options: object) -> object:
        raise socket.gaierror

    with monkeypatch.context() as names, outbound_client(seconds=2) as client:
        names.setattr(socket, "getaddrinfo", unknown)
        with pytest.raises(NameUnknown):
            client.get("http://nobody.example/")


def test_the_switch_for_tests_reaches_this_machine_and_follows_no_redirect(server: str) -> None:
    with outbound_client(seconds=5, allow_loopback=True) as client:
        assert client.get(server).status_code == 200
        assert client.get(f"{server}/302").status_code == 302
        with pytest.raises(AddressRefused):
            client.get("http://10.0.0.1/")


def test_no_proxy_of_this_machine_is_used(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server)

    with outbound_client(seconds=2) as client, pytest.raises(httpx.RequestError):
        client.get("http://10.0.0.1/")


def dripping(connection: socket.socket) -> None:
    """A response that arrives byte by byte, so that no single wait is long."""
    with connection, suppress(OSError):
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Slow: yes\r\n\r\n":
            connection.sendall(bytes([byte]))
            time.sleep(0.05)


def test_a_total_time_limit_ends_a_slow_response() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=lambda: dripping(listener.accept()[0]), daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with outbound_client(seconds=5, total=0.3, allow_loopback=True) as client, pytest.raises(httpx.ReadTimeout):
            client.get(address)
    thread.join()


def test_a_look_up_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()

    with monkeypatch.context() as names, outbound_client(seconds=5, total=0.1) as client:
        names.setattr(socket, "getaddrinfo", lambda *args, **options: over.wait(20) and [])
        with pytest.raises(NameUnknown):
            client.get("http://silent.example/")
    assert not over.is_set()
    over.set()
