"""Probes of URLs on a server of this machine, with the setting that allows it."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.common.test_outbound import server as web_server
from tests.tilekit.checks.files.test_oauth import GOOD, with_client
from tests.tilekit.listing import README, listing
from tilekit.checks.external_addresses import external_addresses
from validation.probes import MAX_ADDRESSES, probe_urls

pytestmark = pytest.mark.sqlite_is_enough
server = web_server


@pytest.fixture
def silent() -> Iterator[str]:
    """The URL of a server that accepts connections and never responds."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_an_address_says_what_is_wrong_with_it(server: str) -> None:
    gone = f"http://127.0.0.1:{closed_port()}/"

    outcomes = probe_urls(
        [f"{server}/200", f"{server}/302", f"{server}/404", f"{server}/500", gone], allow_loopback=True
    )

    assert outcomes == {
        f"{server}/200": "",
        f"{server}/302": "",
        f"{server}/404": "404",
        f"{server}/500": "500",
        gone: "no response",
    }


def test_addresses_inside_are_not_asked(server: str) -> None:
    odd = ["http://[", "http://10.0.0.1/", server]

    assert probe_urls(odd) == {
        "http://[": "host name not found",
        "http://10.0.0.1/": "not a public address",
        server: "not a public address",
    }


def test_one_that_says_nothing_holds_nobody_up(server: str, silent: str) -> None:
    outcomes = probe_urls([silent, f"{server}/200"], allow_loopback=True, seconds=1)

    assert outcomes == {f"{server}/200": ""}


def test_so_many_addresses_are_asked_and_each_once(server: str) -> None:
    many = [f"{server}/200?{number}" for number in range(MAX_ADDRESSES + 5)]

    assert len(probe_urls(["", *many[:2], *many], allow_loopback=True)) == MAX_ADDRESSES


def test_the_addresses_of_a_listing_are_those_that_checks_ask_for() -> None:
    readme = README.replace("https://acme.example.org\n", "http://acme.example.org/start\n")
    bundle = listing(
        readme=readme, manifest={"/tile/resources": [{"url": "https://docs.acme.example", "resource_type": "blog"}]}
    )

    assert external_addresses(bundle) == [
        "https://acme.example.org",
        "https://docs.acme.example",
        "http://acme.example.org/start",
        "https://acme.example.org/start",
        "https://github.com/acme/widget/blob/main/metadata.csv",
    ]
    assert "https://app.acme.example/connect" in external_addresses(with_client(GOOD))
    assert external_addresses(listing(files={"manifest.json": "{", "README.md": b"\xff"})) == []


def test_no_process_loads_an_http_client_to_start() -> None:
    asked = "import django, sys; django.setup(); import portal.urls; print('httpx' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["False"]
