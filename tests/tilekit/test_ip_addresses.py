"""IP addresses that are public, and those that no request of the portal may reach."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import pytest

from tilekit.checks.manifest.author import has_public_host
from tilekit.ip_addresses import is_public

# IANA's registries of special-purpose addresses, and multicast. Rows inside another row are left out.
_SPECIAL_PURPOSE = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24
192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4
240.0.0.0/4 ::/128 ::1/128 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001:db8::/32 2620:4f:8000::/48 3fff::/20
5f00::/16 fc00::/7 fe80::/10 ff00::/8
""".split()
_OTHERS = ("168.63.129.16", "fec0::1", "::8.8.8.8", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "4000::1")


@pytest.mark.parametrize("name", _SPECIAL_PURPOSE)
def test_addresses_with_a_special_purpose_are_not_public(name: str) -> None:
    network = ip_network(name)

    assert not any(map(is_public, (network[0], network[-1], *_inside(network))))


def _inside(network: IPv4Network | IPv6Network) -> list[IPv4Address | IPv6Address]:
    """IPv6 addresses that embed the first and the last address of an IPv4 network."""
    ends = (network[0], network[-1]) if isinstance(network, IPv4Network) else ()
    return [ip_address(text) for end in ends for text in (f"::ffff:{end}", f"64:ff9b::{end}", _sixtofour(end))]


def _sixtofour(address: IPv4Address) -> str:
    return f"2002:{address.packed[:2].hex()}:{address.packed[2:].hex()}::1"


@pytest.mark.parametrize("address", _OTHERS)
def test_other_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_public(ip_address(address))


def test_checks_use_the_same_rule() -> None:
    assert has_public_host("https://[2606:4700:4700::1111]/")
    assert not has_public_host("https://[3fff::1]/")
