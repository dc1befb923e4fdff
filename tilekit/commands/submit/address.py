"""The URL of the portal, from the environment or the command line."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.options import PORTAL_VARIABLE
from tilekit.core.messages import N_


def portal_address(named: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """The URL of the portal without a trailing slash. Raises UsageError if there is none or it is not safe."""
    address = (named or environ.get(PORTAL_VARIABLE) or "").strip().rstrip("/")
    if not address:
        raise UsageError.of(N_("No portal is set. Set {name} or use --portal."), name=PORTAL_VARIABLE)
    try:
        parts = urlsplit(address)
        host, is_plain = parts.hostname or "", not (parts.username or parts.query or parts.fragment)
        _ = parts.port
    except ValueError:
        host, is_plain = "", False
    if not host or not is_plain or parts.scheme not in {"http", "https"}:
        text = N_("{value} is not the address of a portal. Example: https://portal.example")
        raise UsageError.of(text, value=_without_password(address))
    require_safe(address)
    return address


def require_safe(address: str) -> None:
    """Raise UsageError if a request to the address could be read on the way."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return
    text = N_("{value} doesn't use HTTPS. Keys and tokens are only sent over https://, except to this computer.")
    raise UsageError.of(text, value=f"{parts.scheme}://{parts.hostname}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _without_password(address: str) -> str:
    return address.rpartition("@")[2] or address
