"""Decides which IP addresses are of this machine or of one client. Every process can load it."""

from ipaddress import IPv4Address, ip_address, ip_network

_CLIENT_PREFIX = 64


def is_loopback(host: str) -> bool:
    """Whether a host name or IP address is that of this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def source_network(address: str) -> str:
    """The address to count attempts by. For IPv6 it is the /64 network, because one client has all of its addresses."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, _CLIENT_PREFIX), strict=False))
