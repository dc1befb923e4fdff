"""Addresses of issuers of ID tokens (OpenID Connect Discovery), in settings and in forms."""

import re
from urllib.parse import SplitResult, urlsplit

_ISSUER_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*|[0-9a-f:.]+")  # a name or an IP address
_WHITE_SPACE = re.compile(r"\s")


def issuer_parts(address: str) -> SplitResult | None:
    """The parts of the address; None if it can't be that of an issuer. It can have a path, but no query or name."""
    try:
        parts = urlsplit(address)
        is_host = parts.scheme in {"http", "https"} and _ISSUER_HOST.fullmatch(parts.hostname or "") and parts.port != 0
    except ValueError:
        return None
    is_plain = address.isascii() and not _WHITE_SPACE.search(address)
    return parts if is_host and is_plain and not (parts.query or parts.fragment or "@" in parts.netloc) else None
