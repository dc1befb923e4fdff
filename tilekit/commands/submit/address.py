"""Which portal is called, from the environment or the command line."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from tilekit.commands.guard import UsageError
from tilekit.commands.words import said
from tilekit.core.messages import N_

URL = "SLIPWAY_URL"


def portal_address(named: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """The address of the portal without a slash at its end. Raises UsageError for none or one that is not safe."""
    address = (named or environ.get(URL) or "").strip().rstrip("/")
    if not address:
        raise UsageError(said(N_("Name the portal: set {name} or use --portal."), name=URL))
    try:
        parts = urlsplit(address)
        host, is_plain = parts.hostname or "", not (parts.username or parts.query or parts.fragment)
        _ = parts.port
    except ValueError:
        host, is_plain = "", False
    if not host or not is_plain or parts.scheme not in {"http", "https"}:
        text = N_("{value} is not the address of a portal. Example: https://portal.example")
        raise UsageError(said(text, value=_without_password(address)))
    require_safe(address)
    return address


def require_safe(address: str) -> None:
    """Raise UsageError if what is sent to the address could be read on the way."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return
    text = N_("{value} doesn't use HTTPS. Keys and tokens are only sent over https://, except to this computer.")
    raise UsageError(said(text, value=f"{parts.scheme}://{parts.hostname}"))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _without_password(address: str) -> str:
    return address.rpartition("@")[2] or address
