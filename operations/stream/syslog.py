"""Sends events by syslog (RFC 5424): over TCP and TLS with octet counting (RFC 6587, RFC 5425), or over UDP."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import ECONNRESET, ENOTCONN
from os import strerror
from urllib.parse import urlsplit

from django.conf import settings

from audit.canonical import time_text
from audit.models import Event
from operations.stream.targets import StreamTarget

SYSLOG_SECONDS = 10
# Facility 13 (log audit), severity 6 (informational).
_PRIORITY = 13 * 8 + 6
_MAX_HOST, _MAX_VERB = 255, 32
_MAX_DATAGRAM = 60_000
_REPLY_BYTES = 4096


def syslog_message(event: Event, line: bytes) -> bytes:
    """The message of an event, whose text is its line."""
    host = (urlsplit(settings.PUBLIC_URL).hostname or "-")[:_MAX_HOST]
    return f"<{_PRIORITY}>1 {time_text(event.at)} {host} slipway - {event.verb[:_MAX_VERB]} - ".encode() + line


def send_messages(target: StreamTarget, messages: Sequence[bytes]) -> None:
    """Send the messages. Over TCP and TLS, it returns once the receiver has read all of them. Raises OSError."""
    if target.scheme == "syslog+udp":
        _send_datagrams(target, messages)
        return
    with _connected(target) as connection:
        connection.sendall(b"".join(b"%d %b" % (len(message), message) for message in messages))
        _wait_until_read(connection)


def try_connection(target: StreamTarget) -> None:
    """Connect without sending anything. Raises OSError."""
    if target.scheme == "syslog+udp":
        socket.getaddrinfo(target.host, target.port, type=socket.SOCK_DGRAM)
        return
    with _connected(target) as connection:
        _wait_until_read(connection)


@contextmanager
def _connected(target: StreamTarget) -> Iterator[socket.socket]:
    with socket.create_connection((target.host, target.port), timeout=SYSLOG_SECONDS) as plain:
        if target.scheme == "syslog+tcp":
            yield plain
            return
        context = ssl.create_default_context(cafile=target.ca or None)
        if target.cert:
            context.load_cert_chain(target.cert, target.key or None)
        with context.wrap_socket(plain, server_hostname=target.host) as encrypted:
            yield encrypted


def _wait_until_read(connection: socket.socket) -> None:
    """End our direction, and wait for the end of the other one.

    Syslog has no confirmations. But a receiver that reads the end has read everything before it, and closes. If it
    closes earlier or is killed, the kernel resets the connection, because it has data that nobody read. With TLS 1.3,
    this is also the only sign that the receiver refused our certificate.
    """
    if isinstance(connection, ssl.SSLSocket):
        with suppress(ssl.SSLEOFError, ssl.SSLZeroReturnError):  # not all receivers end TLS before the connection
            connection = connection.unwrap()
    try:
        connection.shutdown(socket.SHUT_WR)
    except OSError as fault:
        if fault.errno != ENOTCONN:
            raise
        raise ConnectionResetError(ECONNRESET, strerror(ECONNRESET)) from fault
    while connection.recv(_REPLY_BYTES):
        pass


def _send_datagrams(target: StreamTarget, messages: Sequence[bytes]) -> None:
    """One datagram for each message. A message that is too long for one is cut; no event of ours is."""
    family, _kind, _protocol, _name, address = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, socket.SOCK_DGRAM) as datagrams:
        datagrams.settimeout(SYSLOG_SECONDS)
        datagrams.connect(address)
        for message in messages:
            datagrams.send(message[:_MAX_DATAGRAM])
