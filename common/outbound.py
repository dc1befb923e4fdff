"""Asking addresses that people wrote down: never one of this network, whatever its name says.

A name is resolved once; unless every address behind it is public nothing is asked, and the connection goes to the
address that was looked at. Redirects are not followed, and no proxy or password of this machine is used.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpcore
import httpx
from httpcore import SOCKET_OPTION

IpAddress = IPv4Address | IPv6Address
_NAT64 = ip_network("64:ff9b::/96")


class AddressRefused(httpx.RequestError):
    """The name leads to an address that is not public."""


class NameUnknown(httpx.ConnectError):
    """Nothing is known under the name."""


def outbound_client(*, seconds: float, allow_loopback: bool = False) -> httpx.Client:
    """A client for addresses of others. allow_loopback is for tests, which reach nothing but this machine.

    Raises from its calls AddressRefused, NameUnknown and what httpx raises.
    """
    transport = httpx.HTTPTransport(trust_env=False)
    # httpx has no public place for it; the test of refused addresses fails where this stops working.
    transport._pool._network_backend = _Guarded(allow_loopback=allow_loopback)  # noqa: SLF001 see above
    return httpx.Client(transport=transport, timeout=seconds, follow_redirects=False, trust_env=False)


class _Guarded(httpcore.NetworkBackend):
    """Connects to public addresses only."""

    def __init__(self, *, allow_loopback: bool) -> None:
        self._allow_loopback, self._inner = allow_loopback, httpcore.SyncBackend()

    def connect_tcp(  # noqa: PLR0917 httpcore's own shape
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        found = _resolved(host, port)
        if not all(is_public(each) or (self._allow_loopback and each.is_loopback) for each in found):
            raise AddressRefused(host)
        return self._inner.connect_tcp(
            str(found[0]), port, timeout=timeout, local_address=local_address, socket_options=socket_options
        )


def _resolved(host: str, port: int) -> list[IpAddress]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise NameUnknown(host) from fault
    return [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]


def is_public(address: IpAddress) -> bool:
    """Whether everybody may be asked at the address; what hides an IPv4 address is judged by that."""
    if isinstance(address, IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or _embedded(address)
        if hidden is not None:
            return is_public(hidden)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _embedded(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
