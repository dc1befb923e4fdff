"""How long the web server waits for clients."""

import socket
import struct
from types import SimpleNamespace

import pytest

from portal.gunicorn import when_ready


@pytest.mark.parametrize("direction", [socket.SO_RCVTIMEO, socket.SO_SNDTIMEO])
def test_a_client_that_neither_sends_nor_reads_is_given_up(direction: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))  # type: ignore[arg-type]
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as connection:
            seconds, _micros = struct.unpack("ll", connection.getsockopt(socket.SOL_SOCKET, direction, 16))
    assert 0 < seconds < 60
