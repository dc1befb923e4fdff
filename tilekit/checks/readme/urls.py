"""Splits URLs in texts, including invalid ones."""

import re
from urllib.parse import SplitResult, urlsplit

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED = dict.fromkeys([*range(0x21), 0x7F, 0xA0, 0xAD, 0x200B, 0x2028, 0x2029, 0xFEFF])


def split_url(url: str) -> SplitResult:
    """The parts of the URL. If it can't be split, all of it is the path."""
    try:
        parts = urlsplit(url)
        _ = parts.hostname  # reading it checks the form of the host
    except ValueError:
        return SplitResult("", "", url, "", "")
    return parts


def scheme_of(url: str) -> str:
    """The scheme in lower case as a browser reads it, without spaces and control characters; "" if there is none."""
    scheme = _SCHEME.match(url.translate(_IGNORED))
    return scheme[1].lower() if scheme else ""


def is_external(url: str) -> bool:
    """Whether the URL is an http or https address."""
    return scheme_of(url) in ("http", "https")
