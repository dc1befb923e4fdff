"""Compares web addresses by their registrable domain."""

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def registrable_domain(host: str) -> str:
    """The registrable domain: acme.co.uk for login.acme.co.uk. An IP address is returned unchanged."""
    name = host.rstrip(".")
    if ":" in name or name.replace(".", "").isdigit():
        return name
    return public_suffixes().privatesuffix(name) or name


def domain_of(url: str) -> str:
    """The registrable domain of a web address, "" if it has none."""
    try:
        return registrable_domain((urlsplit(url).hostname or "").lower())
    except ValueError:
        return ""


@lru_cache(maxsize=1)
def public_suffixes() -> "PublicSuffixList":
    """The public suffix list, loaded once."""
    from publicsuffixlist import PublicSuffixList  # slow import

    return PublicSuffixList()
