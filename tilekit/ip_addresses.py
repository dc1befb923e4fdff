"""Decides which IP addresses are public, for checks and for requests of the portal. Loads no HTTP client."""

from ipaddress import IPv4Address, IPv6Address, ip_network

IpAddress = IPv4Address | IPv6Address
_NAT64 = ip_network("64:ff9b::/96")
# Networks of IANA's registries of special-purpose addresses that a supported Python version calls global. No server of
# a vendor is in them: they are for documentation, for protocols, or for relays that were switched off.
_SPECIAL = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.175.48.0/24",
            "168.63.129.16/32",  # not IANA's: the agent of virtual machines on Azure
            "2001::/23",
            "2620:4f:8000::/48",
            "3fff::/20",
            "5f00::/16",
        ),
    )
)


def is_public(address: IpAddress) -> bool:
    """Whether the address is public. For an IPv6 address that embeds an IPv4 address, the IPv4 address decides."""
    if isinstance(address, IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or _embedded_ipv4(address)
        if hidden is not None:
            return is_public(hidden)
        if address.is_site_local:
            return False
    is_ordinary = address.is_global and not address.is_multicast and not address.is_reserved
    return is_ordinary and not any(address in network for network in _SPECIAL)


def _embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
