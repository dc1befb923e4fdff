"""Parsers of environment variables. Their ValueErrors have messages such as "must be a whole number"."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from common.address_parsers import issuer_parts, url_parts
from portal.url_parameters import check_parameters

T = TypeVar("T")
_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")
_ALLOWED_HOST = re.compile(r"\*|\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:]+\]", re.IGNORECASE)
_MACHINE_NAME = re.compile(r"[\w.-]{1,80}")
_LISTENING_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
_BOOLEANS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def text(raw: str) -> str:
    return raw


def flag(raw: str) -> bool:
    if raw.lower() not in _BOOLEANS:
        raise ValueError(f"must be one of {', '.join(_BOOLEANS)}")
    return _BOOLEANS[raw.lower()]


def names(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def folder(raw: str) -> Path:
    return Path(raw).expanduser().resolve()


def days(raw: str) -> tuple[date, ...]:
    try:
        return tuple(date.fromisoformat(part) for part in names(raw))
    except ValueError as fault:
        raise ValueError("must be dates such as 2026-12-25, separated by commas") from fault


def zone(raw: str) -> str:
    try:
        return ZoneInfo(raw).key
    except (ValueError, OSError, KeyError) as fault:
        raise ValueError("must be a time zone such as Europe/Paris") from fault


def one_of(*options: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in options:
            raise ValueError(f"must be one of {', '.join(options)}")
        return raw

    return parse


def number(least: int, most: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        if not raw.isdecimal() or not least <= int(raw) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(raw)

    return parse


def host_names(raw: str) -> tuple[str, ...]:
    """Parse names of hosts as browsers send them, without a port; `.partners.example` and `*` match several.

    Raises ValueError.
    """
    parsed = names(raw)
    if not all(map(_ALLOWED_HOST.fullmatch, parsed)):
        raise ValueError("must be host names without scheme and port, such as partners.example, separated by commas")
    return parsed


def listening_host(raw: str) -> str:
    """Parse the name or address of this machine, without a port. Raises ValueError."""
    if not _LISTENING_HOST.fullmatch(raw):
        raise ValueError("must be an address of this machine without scheme and port, such as 0.0.0.0 or [::]")
    return raw


def origin(raw: str) -> str:
    """Parse a scheme and a host with nothing after them, as policies of pages contain them. Raises ValueError."""
    if raw and not (_ORIGIN.fullmatch(raw.lower()) and url_parts(raw)):
        raise ValueError("must be an address without a path, such as https://content.example")
    return raw.lower()


def service_address(*schemes: str) -> Callable[[str], str]:
    """A parser of addresses of services, which can contain a password. It accepts an empty value."""

    def parse(raw: str) -> str:
        parts = url_parts(raw)
        if parts is None or parts.fragment:
            raise ValueError("must be a URL in which special characters of the password are encoded, such as # as %23")
        if raw and parts.scheme not in schemes:
            raise ValueError(f"must start with {' or '.join(f'{scheme}:' for scheme in schemes)}")
        check_parameters(parts.scheme, parts.query)
        return raw

    return parse


def issuers(raw: str) -> tuple[str, ...]:
    """Parse URLs of token issuers. They must equal the claims of tokens exactly, so they must not end with a slash.

    Raises ValueError.
    """
    parsed = names(raw)
    for parts in map(issuer_parts, parsed):
        if parts is None:
            raise ValueError("must be addresses such as https://issuer.example, separated by commas")
        if parts.path.endswith("/"):
            raise ValueError("must be addresses without a slash at the end")
    return parsed


def machine_name(raw: str) -> str:
    """Parse a name that heartbeats and jobs begin with, before a colon; it may be empty. Raises ValueError."""
    if raw and not _MACHINE_NAME.fullmatch(raw):
        raise ValueError("must have at most 80 letters, digits, dots, hyphens and underscores")
    return raw


def sentry_dsn(raw: str) -> str:
    """Parse the address of a project, which contains its key and ends with its number. Raises ValueError."""
    parts = urlsplit(raw)
    if raw and not (parts.scheme in {"http", "https"} and parts.username and parts.path.rpartition("/")[2].isdecimal()):
        raise ValueError("must be an address such as https://key@reports.example/1")
    return raw


def optional(parse: Callable[[str], T]) -> Callable[[str], T | None]:
    """A parser that returns None for an empty value."""
    return lambda raw: parse(raw) if raw else None
