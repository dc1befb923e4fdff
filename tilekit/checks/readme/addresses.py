"""Addresses in texts, also those that are none."""

import re
from urllib.parse import SplitResult, urlsplit

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED = dict.fromkeys([*range(0x21), 0x7F, 0xA0, 0xAD, 0x200B, 0x2028, 0x2029, 0xFEFF])


def split(url: str) -> SplitResult:
    """The parts; all of it as a path where it cannot be taken apart."""
    try:
        parts = urlsplit(url)
        parts.hostname  # noqa: B018 reading it checks the form of the host
    except ValueError:
        return SplitResult("", "", url, "", "")
    return parts


def scheme_of(url: str) -> str:
    """The scheme in lower case as a browser reads it, without spaces and control characters; "" where there is none."""
    found = _SCHEME.match(url.translate(_IGNORED))
    return found[1].lower() if found else ""


def is_outside(url: str) -> bool:
    """An http or https address."""
    return scheme_of(url) in ("http", "https")
