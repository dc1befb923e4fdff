"""Decides when a delivery is tried again, and which URLs a webhook may have. Does not use the database."""

from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext_lazy as _

from common.ip_addresses import is_loopback
from common.lazy_text import LazyText
from notices.webhooks.models import MAX_URL
from tilekit.ip_addresses import is_public

# The first wait follows the first failed attempt, and so on. Together they take three days.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=55),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 21)),
)
# The waits between two requests to a failing webhook, even if they are for different deliveries.
_BACKOFFS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
)
PAUSE_AFTER = timedelta(days=3)
SECRET_OVERLAP = timedelta(hours=24)
MAX_WEBHOOKS = 10
# After a response slower than this, the webhook pauses ten times as long, so that it doesn't occupy workers.
SLOW_RESPONSE = timedelta(seconds=1)
_SLOW_FACTOR = 10
_HTTP_PORTS = range(1, 65536)


def wait_after(tries: int) -> timedelta | None:
    """The time that a delivery waits after this number of failed attempts; None if it is not tried again."""
    return WAITS[tries - 1] if tries <= len(WAITS) else None


def backoff_after(failures: int) -> timedelta:
    """The time until the next request to the webhook after this number of failures in a row (at least 1)."""
    return _BACKOFFS[min(failures, len(_BACKOFFS)) - 1]


def backoff_after_slow_response(response_time: timedelta) -> timedelta:
    """The time until the next request to the webhook after a slow response; 0 after a fast one."""
    return response_time * _SLOW_FACTOR if response_time > SLOW_RESPONSE else timedelta()


def has_failed_long_enough(failing_since: datetime | None, now: datetime) -> bool:
    """Whether the webhook has failed for so long that it must be paused."""
    return failing_since is not None and now - failing_since >= PAUSE_AFTER


def address_problem(url: str, *, allow_loopback: bool) -> LazyText:
    """The reason why the URL can't be used for a webhook; "" if it can. Host names are resolved at each delivery."""
    parts = _parts_of(url)
    if parts is None:
        return _("Enter a complete URL, such as https://hooks.example.com/slipway.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        return _("Remove the user name, password or fragment from the URL.")
    if allow_loopback and is_loopback(str(parts.hostname)):
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


def _may_be_public(host: str) -> bool:
    try:
        return is_public(ip_address(host))
    except ValueError:
        return "." in host.rstrip(".")
