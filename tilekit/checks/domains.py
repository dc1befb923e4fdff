"""Hosts of web addresses: their registrable domains, and the ones that are not public."""

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tilekit.core.suggestions import is_typo

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_HOST_NAME = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_PRIVATE_ENDS = ("corp", "home", "internal", "intranet", "lan", "local", "localdomain", "localhost", "private")
_INTERNAL = frozenset(("corp", "internal", "intranet"))
_OF_CUSTOMER = (".docker.internal", ".cluster.local", ".svc")
_EXAMPLES = tuple(map(ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")))
_TEST = re.compile(
    r"(?:^|[.-])(?P<word>test|staging|stage|stg|demo|sandbox|dev|qa|uat|preprod|preview)(?:[.-]|\d|$)", re.IGNORECASE
)

# Ending of a domain -> what is written by mistake for it.
_SLIPS_OF_ENDINGS = {"com": ("cm", "co", "con", "om", "cmo"), "net": ("ne", "nte"), "org": ("og", "or", "ogr")}
_SHORTEST_LABEL = 5

# Words in names of companies and products that don't tell them apart.
COMMON_NAME_WORDS = frozenset((
    "agent", "analytics", "application", "cloud", "company", "data", "database", "datadog", "group", "integration",
    "labs", "logs", "management", "metrics", "monitor", "monitoring", "network", "oauth", "platform", "security",
    "server", "service", "services", "software", "solutions", "systems", "technologies", "technology",
))  # fmt: skip


def registrable_domain(host: str) -> str:
    """The registrable domain: acme.co.uk for login.acme.co.uk. An IP address is returned unchanged."""
    name = host.rstrip(".")
    if ":" in name or name.replace(".", "").isdigit():
        return name
    return public_suffixes().privatesuffix(name) or name


def meant_domain(domain: str, others: Iterable[str]) -> str:
    """The other domain that this one is a slip of: acme.com for acme.co or amce.com. "" if there is none."""
    name, _, ending = domain.partition(".")
    domains = set(others)
    for other in () if domain in domains else sorted(domains):
        label, _, other_ending = other.partition(".")
        if (name == label and ending in _SLIPS_OF_ENDINGS.get(other_ending, ())) or (
            ending == other_ending and len(name) > _SHORTEST_LABEL and is_typo(name, label)
        ):
            return other
    return ""


def domain_of(url: str) -> str:
    """The registrable domain of a web address, "" if it has none."""
    try:
        return registrable_domain((urlsplit(url).hostname or "").lower())
    except ValueError:
        return ""


def test_word(host: str) -> str:
    """The word for tests among the labels below the registrable domain, and in its name if that has several words.

    "" if there is none, as in dev.to and acme.dev.
    """
    if not _TEST.search(host):
        return ""
    domain = registrable_domain(host)
    name = domain.partition(".")[0]
    match = _TEST.search(host.removesuffix(domain) + (name if "-" in name else ""))
    return match["word"].lower() if match else ""


@lru_cache(maxsize=1)
def public_suffixes() -> "PublicSuffixList":
    """The public suffix list, loaded once."""
    from publicsuffixlist import PublicSuffixList  # slow import

    return PublicSuffixList()


def is_internal_host(host: str) -> bool:
    """Whether only the vendor's own network has the host: a private address, `jira.corp.acme.com`, `wiki`.

    Names that software gives to the customer's own machine or cluster are not internal, except localhost.
    """
    name = host.rstrip(".").lower()
    if ":" in name or name[-1:].isdigit():
        return _is_private_address(name)
    if not _HOST_NAME.fullmatch(name) or name.endswith(_OF_CUSTOMER):
        return False
    *labels, last = name.split(".")
    return not labels or last in _PRIVATE_ENDS or not _INTERNAL.isdisjoint(labels[:-1])


def _is_private_address(name: str) -> bool:
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return address.is_private and not any(address in network for network in _EXAMPLES)
