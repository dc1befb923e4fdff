"""Decides which IP addresses are public or belong to one client. Every process can load it: it has no HTTP client."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

IpAddress = IPv4Address | IPv6Address
_CLIENT_PREFIX = 64
_NAT64 = ip_network("64:ff9b::/96")
# The agent of virtual machines on Azure, which IANA has not reserved. Other clouds use link-local addresses.
_CLOUD_AGENT = ip_address("168.63.129.16")


def is_public(address: IpAddress) -> bool:
    """Whether the address is public. For an IPv6 address that embeds an IPv4 address, the IPv4 address decides."""
    if isinstance(address, IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or _embedded_ipv4(address)
        if hidden is not None:
            return is_public(hidden)
        if address.teredo is not None or address.is_site_local:
            return False
    is_ordinary = address.is_global and not address.is_multicast and not address.is_reserved
    return is_ordinary and address != _CLOUD_AGENT


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


def _embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
