"""Addresses of issuers of ID tokens (OpenID Connect Discovery), in settings and in forms."""

import re
from urllib.parse import SplitResult

from common.address_parsers import url_parts

_ISSUER_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*|[0-9a-f:.]+")  # a name or an IP address


def issuer_parts(address: str) -> SplitResult | None:
    """The parts of the address; None if it can't be that of an issuer. It can have a path, but no query or name."""
    parts = url_parts(address) if address.isascii() else None
    if parts is None or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    return parts if parts.scheme in {"http", "https"} and _ISSUER_HOST.fullmatch(parts.hostname or "") else None
