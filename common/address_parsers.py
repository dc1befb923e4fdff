"""Parsers of addresses that people enter in environment variables, on the page *Settings* and in forms.

Their ValueErrors have messages such as "must be an address".
"""

import re
from urllib.parse import SplitResult, urlsplit

INTEGRATION_ID = "{integration_id}"

_WHITE_SPACE = re.compile(r"\s")
_ISSUER_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*|[0-9a-f:.]+")  # a name or an IP address


def web_address(raw: str) -> str:
    """Parse an address that browsers can open. Its scheme and host become lower case. It may be empty.

    Raises ValueError.
    """
    if not raw:
        return raw
    parts = url_parts(raw)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError("must be an address such as https://partners.example, without a name and a password")
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def install_address(raw: str) -> str:
    """Parse a web address that can contain `{integration_id}`, and no other placeholder. Raises ValueError."""
    address = web_address(raw)
    if _has_other_placeholder(address):
        raise ValueError("must not contain braces except those of {integration_id}")
    return address


def contact_address(raw: str) -> str:
    """Parse an address where people report problems; it may be empty. Raises ValueError."""
    parts = url_parts(raw)
    is_mail = parts is not None and parts.scheme == "mailto" and "@" in parts.path.strip("@")
    is_page = parts is not None and parts.scheme == "https" and bool(parts.hostname)
    if raw and not (is_mail or is_page):
        raise ValueError("must be an address such as mailto:security@partners.example or https://partners.example")
    return raw


def url_parts(raw: str) -> SplitResult | None:
    """The parts of a URL; None if it is not one, for example because its port is too high."""
    try:
        parts = urlsplit(raw)
        return None if parts.port == 0 or _WHITE_SPACE.search(raw) else parts
    except ValueError:
        return None


def issuer_parts(address: str) -> SplitResult | None:
    """The parts of an address of an issuer of ID tokens (OpenID Connect Discovery); None if it can't be one.

    It can have a path, but no query and no name.
    """
    parts = url_parts(address) if address.isascii() else None
    if parts is None or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    return parts if parts.scheme in {"http", "https"} and _ISSUER_HOST.fullmatch(parts.hostname or "") else None


def _has_other_placeholder(address: str) -> bool:
    """Whether customers would see braces that nothing replaces."""
    return not set("{}").isdisjoint(address.replace(INTEGRATION_ID, ""))
