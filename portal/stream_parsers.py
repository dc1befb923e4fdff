"""Parsers of the variables about streams of audit events."""

import re
from urllib.parse import parse_qs, urlsplit

from portal.parsers import names

_SYSLOG = frozenset({"syslog+tls", "syslog+tcp", "syslog+udp"})
CERTIFICATES = frozenset({"ca", "cert", "key"})
_WEB = frozenset({"https", "http"})
_SIGNING_SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{32,86}={0,2}")


def stream_urls(raw: str) -> tuple[str, ...]:
    """The addresses, separated by commas. Raises ValueError."""
    urls = names(raw)
    for url in urls:
        try:
            parts = urlsplit(url)
            has_port = bool(parts.port)
        except ValueError as fault:
            raise ValueError("must have a port from 1 to 65535") from fault
        if parts.scheme not in _SYSLOG | _WEB or not parts.hostname:
            raise ValueError("must start with syslog+tls:, syslog+tcp:, syslog+udp: or https:, and name a host")
        if parts.scheme in _SYSLOG and not has_port:
            raise ValueError("must have a port, for example syslog+tls://host:6514")
        if parts.scheme in _SYSLOG and not {*parse_qs(parts.query, keep_blank_values=True)} <= CERTIFICATES:
            raise ValueError(f"can only have {', '.join(sorted(CERTIFICATES))} after the question mark")
    return urls


def signing_secret(raw: str) -> str:
    """A secret of Standard Webhooks with at least 24 bytes; empty for none. Raises ValueError."""
    if raw and not _SIGNING_SECRET.fullmatch(raw):
        raise ValueError("must be whsec_ followed by 24 to 64 bytes in Base64")
    return raw
