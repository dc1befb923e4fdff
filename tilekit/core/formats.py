"""Format checks for the text of fields. All are linear in the length of the text."""

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

SEMVER = r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?"
THREE_PARTS = r"\d+\.\d+\.\d+"
VERSION_PATTERNS = (SEMVER, THREE_PARTS)
_EMAIL = re.compile(r"[^@\s<>\"(),:;]+@[^@\s<>\"(),:;]+\.[^@\s<>\"(),:;.]+")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.ASCII | re.IGNORECASE)
MAX_EMAIL, MAX_EMAIL_LOCAL_PART = 254, 64  # characters; the local part is before the @
_VERSION_PARTS = re.compile(r"v?(\d+(?:\.\d+){0,2})(?:\.x)?", re.ASCII | re.IGNORECASE)
_MAIL_LINK = re.compile(r"(?:mailto:)?<?([^<>\s]+)>?|[^<>]+<([^<>\s]+)>", re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def is_email(text: str) -> bool:
    """Whether the text is a single address without a display name, not longer than mail servers accept."""
    return not is_email_too_long(text) and _EMAIL.fullmatch(text) is not None


def is_email_too_long(text: str) -> bool:
    """Whether mail servers may refuse the address because of its length or that of the part before the @ (RFC 5321)."""
    return len(text) > MAX_EMAIL or len(text.rpartition("@")[0]) > MAX_EMAIL_LOCAL_PART


def is_url(text: str, schemes: Iterable[str] = ("http", "https")) -> bool:
    """Whether the text is an absolute URL with a host and one of the schemes, without spaces."""
    if any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname)
    except ValueError:
        return False


def web_address(text: str) -> str:
    """The text if it is safe to link to, otherwise "". Old stored values may not have been validated."""
    return text if is_url(text) else ""


def complete_version(text: str) -> str:
    """The version with three parts that is meant by a shorter one, such as 7.52, v7.52.0 or 7.x; "" if uncertain."""
    match = _VERSION_PARTS.fullmatch(text.strip())
    return ".".join([*match[1].split("."), "0", "0"][:3]) if match else ""


def complete_url(text: str) -> str:
    """The web address that is meant by one without its scheme, such as acme.example/help; "" if uncertain."""
    url = f"https://{text.strip().removeprefix('//')}"
    host = urlsplit(url).hostname if is_url(url) and "@" not in url else None
    return url if host and _HOST.fullmatch(host) else ""


def plain_email(text: str) -> str:
    """The address in a link or next to a name, such as Jo <jo@acme.example>; "" if there is not exactly one."""
    match = _MAIL_LINK.fullmatch(text.strip())
    address = match[1] or match[2] if match else ""
    return address if is_email(address) else ""


def is_date(text: str) -> bool:
    """Whether the text is a valid date in the form YYYY-MM-DD."""
    try:
        return DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False
