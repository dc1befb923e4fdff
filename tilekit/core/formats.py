"""Whether a text has a form: what the kinds of field ask of the text they hold. All are linear in its length."""

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

SEMVER = r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?"
THREE_PARTS = r"\d+\.\d+\.\d+"
_EMAIL = re.compile(r"[^@\s<>\"(),:;]+@[^@\s<>\"(),:;]+\.[^@\s<>\"(),:;.]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONEY = re.compile(r"\d{1,9}(?:\.\d{1,2})?", re.ASCII)


def is_email(text: str) -> bool:
    """One address without a display name, at most 254 characters."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def is_url(text: str, schemes: Iterable[str] = ("http", "https")) -> bool:
    """An absolute address with a host, without spaces, of one of the schemes."""
    if any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname)
    except ValueError:
        return False


def web_address(text: str) -> str:
    """The text where a link may lead there, else "": what is stored may be of a time that asked less of it."""
    return text if is_url(text) else ""


def is_date(text: str) -> bool:
    """A day of the calendar as YYYY-MM-DD."""
    try:
        return _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_money(text: str) -> bool:
    """An amount above zero with at most two decimals and no separators of thousands."""
    return _MONEY.fullmatch(text) is not None and text.strip("0.") != ""
