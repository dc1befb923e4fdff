"""Which addresses a webhook may have, and when a delivery is tried again; no database."""

from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.ip_addresses import is_public
from notices.webhooks.models import MAX_URL

# After the first failed attempt, the second, and so on: three days in all.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=55),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 21)),
)
# Between two attempts for one webhook while it fails, whichever delivery they are for.
_RESTS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
)
FAILING_FOR = timedelta(days=3)
OVERLAP = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)
KEPT_REMOVED_FOR = timedelta(days=1)
MOST_WEBHOOKS = 10
# After a response slower than this, the webhook pauses ten times as long, so that it keeps no worker busy.
SLOW = timedelta(seconds=1)
_RESTS_OF_SLOW = 10
_HTTP_PORTS = range(1, 65536)


def wait_after(tries: int) -> timedelta | None:
    """How long a delivery waits after so many failed attempts; None after the last one."""
    return WAITS[tries - 1] if tries <= len(WAITS) else None


def rest_after(failures: int) -> timedelta:
    """How long nothing is sent to the webhook after so many failed attempts in a row."""
    return _RESTS[min(failures, len(_RESTS)) - 1]


def rest_of_slow(took: timedelta) -> timedelta:
    """How long nothing is sent to the webhook after a response that took so long."""
    return took * _RESTS_OF_SLOW if took > SLOW else timedelta()


def has_failed_long_enough(failing_since: datetime | None, now: datetime) -> bool:
    """Whether every attempt has failed for long enough to pause the webhook."""
    return failing_since is not None and now - failing_since >= FAILING_FOR


def address_problem(url: str, *, allow_loopback: bool) -> str | Promise:
    """What is wrong with the URL of a webhook, "" for nothing. Names are looked up at each delivery."""
    parts = _parts_of(url)
    if parts is None:
        return _("Enter a complete URL, such as https://hooks.example.com/slipway.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        return _("Remove the user name, password or fragment from the URL.")
    if allow_loopback and _is_loopback(str(parts.hostname)):
        return ""
    if parts.scheme != "https":
        return _("The URL must start with https://.")
    return "" if _may_be_public(str(parts.hostname)) else _("The URL must point to a public server.")


def _parts_of(url: str) -> SplitResult | None:
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port in _HTTP_PORTS
        is_complete = parts.scheme in {"http", "https"} and bool(parts.hostname) and has_port
    except ValueError:
        return None
    return parts if is_complete else None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _may_be_public(host: str) -> bool:
    try:
        return is_public(ip_address(host))
    except ValueError:
        return "." in host.rstrip(".")
