"""The maintenance mode: pages can be read, and nothing can be saved.

Every process reads the switch at most once a second. While the mode is on, requests that would write are refused, and
workers claim no jobs.
"""

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.error_pages import unavailable_response
from common.errors import MaintenanceActive, SlipwayError
from common.middleware import Middleware
from common.models import MaintenanceSwitch
from common.read_only import allow_writes, refusing_writes, write_refusal
from common.requests import SAFE_METHODS
from page_parts.times import format_time

READ_EVERY_SECONDS = 1.0
_MIN_RETRY_SECONDS, _MAX_RETRY_SECONDS = 10, 3_600
# Sign-in, what changes cookies only, reports of browsers, and the end of the mode.
WRITABLE_VIEWS = frozenset({
    "account_login", "account_logout", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_login_webauthn", "mfa_reauthenticate_webauthn", "accounts:passkey-options", "accounts:company-offer",
    "accounts:company-start", "accounts:company-callback", "accounts:company-link", "accounts:company-link-open",
    "common:theme-set", "common:csp-report", "operations:maintenance", "operations:maintenance-end",
})  # fmt: skip
# Browsers of clients under test open it, and each request is recorded.
_WRITING_READS = frozenset({"trials:authorize"})
_log = structlog.get_logger(__name__)


class MaintenanceWindow(Struct, frozen=True, kw_only=True):
    """Maintenance that is announced or has started. until is its expected end."""

    starts_at: datetime
    until: datetime
    reason: str

    def has_started(self, now: datetime) -> bool:
        return self.starts_at <= now

    def is_late(self, now: datetime) -> bool:
        """Whether it takes longer than announced."""
        return self.until <= now

    def error(self, now: datetime) -> MaintenanceActive:
        """The error for a request that would write, in the reader's language and time zone."""
        error = MaintenanceActive(until=format_time(self.until))
        seconds = int((self.until - now).total_seconds())
        error.retry_seconds = min(max(seconds, _MIN_RETRY_SECONDS), _MAX_RETRY_SECONDS)
        return error


class _LastRead:
    """What this process read last, and until when (on the monotonic clock) it doesn't read again."""

    window: MaintenanceWindow | None = None
    valid_until = 0.0


def maintenance_window() -> MaintenanceWindow | None:
    """The maintenance that is announced or has started; None if there is none. At most one query a second.

    While the database is not available, it is what was read last.
    """
    if time.monotonic() >= _LastRead.valid_until:
        try:
            remember_window(_read())
        except Error as fault:
            _log.warning("the maintenance switch could not be read", fault=repr(fault))
            remember_window(_LastRead.window)
    return _LastRead.window


def remember_window(window: MaintenanceWindow | None, *, seconds: float = READ_EVERY_SECONDS) -> None:
    """Use this window without reading the switch for some seconds."""
    _LastRead.window, _LastRead.valid_until = window, time.monotonic() + seconds


def active_maintenance(now: datetime) -> MaintenanceWindow | None:
    """The maintenance that has started; None if people can save."""
    window = maintenance_window()
    return window if window and window.has_started(now) else None


def _read() -> MaintenanceWindow | None:
    row = MaintenanceSwitch.objects.filter(pk=MaintenanceSwitch.ROW).first()
    if row is None or row.starts_at is None or row.until is None:
        return None
    return MaintenanceWindow(starts_at=row.starts_at, until=row.until, reason=row.reason)


class MaintenanceMiddleware(Middleware):
    """Refuses requests that would write during maintenance. A page keeps what was entered; programs get an error."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The switch is only read before a write, so that health checks and public pages need no database.
        with refusing_writes(maintenance_error):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], *_rest: object
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in WRITABLE_VIEWS:
            allow_writes()
            return None
        is_safe = request.method in SAFE_METHODS and name not in _WRITING_READS
        error = None if is_safe else write_refusal()
        return unavailable_response(request, error) if error else None


def maintenance_error() -> SlipwayError | None:
    """The error for a request that would write during maintenance; None if there is none."""
    now = timezone.now()
    window = active_maintenance(now)
    return window.error(now) if window else None


class MaintenanceNotice(Struct, frozen=True, kw_only=True):
    """The banner about maintenance."""

    text: str
    reason: str


def maintenance_notice() -> MaintenanceNotice | None:
    """The banner, in the reader's language and time zone; None if no maintenance is announced."""
    window, now = maintenance_window(), timezone.now()
    if window is None:
        return None
    if not window.has_started(now):
        text = _("Maintenance from {start} to {end}. During that time, you can read everything, but you can't save.")
    elif window.is_late(now):
        text = _("Maintenance is taking longer than planned. You can read everything, but you can't save.")
    else:
        text = _("Maintenance until {end}. You can read everything, but you can't save.")
    times = {"start": format_time(window.starts_at), "end": format_time(window.until)}
    return MaintenanceNotice(text=str(text).format(**times), reason=window.reason)
