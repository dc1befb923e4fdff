import socket

import pytest

from tests.conftest import NetworkBlocked

pytestmark = pytest.mark.sqlite_is_enough


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.com", 443), ("2001:db8::1", 80, 0, 0)])
def test_tests_reach_no_other_machine(address: tuple[object, ...]) -> None:
    family = socket.AF_INET6 if len(address) == 4 else socket.AF_INET

    with socket.socket(family) as link, pytest.raises(NetworkBlocked):
        link.connect(address)


def test_tests_reach_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as link:
        link.connect(server.getsockname())
