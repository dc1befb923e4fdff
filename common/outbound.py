"""Sends HTTP requests to URLs that people entered, but never to private IP addresses.

A host name is resolved once. The request is only sent if all its addresses are public, and the connection uses one of
the checked addresses. Redirects are not followed, and no proxy or password of this machine is used.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from ipaddress import ip_address
from typing import Any

import httpcore
import httpx
from httpcore import SOCKET_OPTION

from tilekit.ip_addresses import IpAddress, is_public


class AddressRefused(httpx.RequestError):
    """The host name resolves to an address that is not public."""


class NameUnknown(httpx.ConnectError):
    """The host name can't be resolved."""


def outbound_client(*, seconds: float, total: float | None = None, allow_loopback: bool = False) -> httpx.Client:
    """A client for external URLs. allow_loopback is for tests and the demo, which send requests to this machine.

    seconds is the limit of each step (connecting, one read, one write). total is the limit of a whole connection,
    including name resolution, so that a server that sends a byte now and then also times out. Calls raise
    AddressRefused, NameUnknown and httpx's errors.
    """
    transport = httpx.HTTPTransport(verify=_certificates(), trust_env=False)
    # httpx has no public API for it. The test of rejected addresses fails if this stops working.
    transport._pool._network_backend = _PublicOnlyBackend(allow_loopback=allow_loopback, total=total)  # noqa: SLF001 see above
    return httpx.Client(transport=transport, timeout=seconds, follow_redirects=False, trust_env=False)


@cache
def _certificates() -> ssl.SSLContext:
    """The trusted certificates. Loading them is slow, so all clients of a process share them."""
    return httpx.create_ssl_context(trust_env=False)


class _PublicOnlyBackend(httpcore.NetworkBackend):
    """Connects to public addresses only."""

    def __init__(self, *, allow_loopback: bool, total: float | None) -> None:
        self._allow_loopback, self._total, self._inner = allow_loopback, total, httpcore.SyncBackend()

    def connect_tcp(  # noqa: PLR0917 httpcore's own shape
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        end = None if self._total is None else time.monotonic() + self._total
        addresses = _resolved(host, port, _seconds_left(timeout, end))
        if not all(is_public(address) or (self._allow_loopback and address.is_loopback) for address in addresses):
            raise AddressRefused(host)
        stream = self._inner.connect_tcp(
            str(addresses[0]),
            port,
            timeout=_seconds_left(timeout, end),
            local_address=local_address,
            socket_options=socket_options,
        )
        return stream if end is None else _DeadlineStream(stream, end)


class _DeadlineStream(httpcore.NetworkStream):
    """A connection that ends at a fixed time (of the monotonic clock)."""

    def __init__(self, inner: httpcore.NetworkStream, end: float) -> None:
        self._inner, self._end = inner, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _seconds_left(timeout, self._end))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _seconds_left(timeout, self._end))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _DeadlineStream(
            self._inner.start_tls(ssl_context, server_hostname, _seconds_left(timeout, self._end)), self._end
        )

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 httpcore's own shape
        return self._inner.get_extra_info(info)


def _seconds_left(timeout: float | None, end: float | None) -> float | None:
    """The seconds that a step may take. Raises httpcore.ReadTimeout after the end."""
    if end is None:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left if timeout is None else min(timeout, left)


def _resolved(host: str, port: int, seconds: float | None) -> list[IpAddress]:
    """The addresses of a host name. A look-up can't be interrupted, so its thread is abandoned after `seconds`.

    Raises NameUnknown.
    """
    results: list[list[IpAddress]] = []

    def look_up() -> None:
        with suppress(OSError, UnicodeError):
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            results.append([ip_address(str(row[4][0]).partition("%")[0]) for row in rows])

    thread = threading.Thread(target=look_up, name="name look-up", daemon=True)
    thread.start()
    thread.join(seconds)
    if not any(results):
        raise NameUnknown(host)
    return results[0]
