"""Looks up the TXT record with which an organisation proves that it controls an e-mail domain."""

import re
from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

RECORD_PREFIX = "_slipway"
_DNS_SECONDS = 5.0
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*")

TxtLookup = Callable[[str], Sequence[str]]


def record_name(domain: str) -> str:
    return f"{RECORD_PREFIX}.{domain}"


def record_value(token: str) -> str:
    return f"slipway-verification={token}"


def domain_in(text: str) -> str:
    """The domain in a text such as `@Northquay.example`, in lower case and ASCII; "" if there is none."""
    name = text.strip().lstrip("@").rstrip(".").lower()
    try:
        name = name.encode("idna").decode()
    except UnicodeError:
        return ""
    return name if _DOMAIN.fullmatch(name) else ""


def domain_of_address(address: str) -> str:
    return domain_in(address.rpartition("@")[2]) if "@" in address else ""


def has_record(domain: str, token: str) -> bool:
    """Whether the domain has the TXT record with the token. Uses the look-up in settings.TXT_LOOKUP."""
    look_up: TxtLookup = import_string(settings.TXT_LOOKUP)
    return record_value(token) in look_up(record_name(domain))


def dns_txt_records(name: str, *, nameservers: Sequence[str] = (), port: int = 53) -> list[str]:
    """The TXT records of a name; [] if it has none, or if no name server responds within five seconds.

    nameservers replaces those of the machine.
    """
    from dns.exception import DNSException  # slow import
    from dns.resolver import Resolver

    try:
        resolver = Resolver(configure=not nameservers)
        if nameservers:
            resolver.nameservers, resolver.port = [*nameservers], port
        rows = resolver.resolve(name, "TXT", lifetime=_DNS_SECONDS, search=False)
    except DNSException:
        return []
    return [b"".join(row.strings).decode("utf-8", "replace") for row in rows]
