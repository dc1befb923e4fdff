"""Decides which IP addresses are public. Does not import the HTTP client, so that every process can load it."""

from ipaddress import IPv4Address, IPv6Address, ip_network

IpAddress = IPv4Address | IPv6Address
_NAT64 = ip_network("64:ff9b::/96")


def is_public(address: IpAddress) -> bool:
    """Whether the address is public. For an IPv6 address that embeds an IPv4 address, the IPv4 address decides."""
    if isinstance(address, IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or _embedded_ipv4(address)
        if hidden is not None:
            return is_public(hidden)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
