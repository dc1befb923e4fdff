"""Sends unexpected errors to Sentry: the error, its stack and where it happened, without personal data or secrets.

Only loaded if SENTRY_DSN is set.
"""

import re
from functools import cache
from typing import Any

import sentry_sdk
import structlog
from django.db import Error
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.django import DjangoIntegration

from common.error_reports import report_with
from common.request_id import current_request_id
from tilekit import __version__

# Everything else is left out: the request, the user, log lines, arguments, variables and packages.
_SENT = {"event_id", "timestamp", "platform", "level", "release", "environment", "server_name", "transaction", "sdk"}
_SENT_OF_ERROR = {"type", "module", "mechanism"}
_SENT_OF_FRAME = {
    "filename", "abs_path", "function", "module", "lineno", "context_line", "pre_context", "post_context", "in_app",
}  # fmt: skip
_HIDDEN = "[hidden]"
_SECRETS = re.compile(
    r"""[^\s@<>"'(=:/]+@[^\s@<>"')]+"""  # e-mail addresses, and passwords in URLs
    r"""|(?<=\)=)\([^)]*\)"""  # the values in messages of PostgreSQL: Key (email)=(...)
    r"""|(?i:(?:(?<=password)|(?<=secret)|(?<=token)|(?<=cookie)|(?<=authorization))["']?\s*[:=]\s*(?:b\w+\s+)?\S+)"""
    r"""|\b(?=[\w~+/=-]*\d)(?=[\w~+/=-]*[A-Za-z])(?![0-9a-f]{8}-)[\w~+/=-]{20,}"""  # keys and tokens, but not UUIDs
)


def start_error_reports(dsn: str, *, server_name: str, environment: str) -> None:
    """Report the unhandled errors of views, of Celery tasks and of jobs from here on."""
    sentry_sdk.init(
        dsn=dsn,
        release=__version__,
        environment=environment,
        server_name=server_name,
        default_integrations=False,
        integrations=[
            DjangoIntegration(transaction_style="function_name", signals_spans=False),
            CeleryIntegration(propagate_traces=False),
            DedupeIntegration(),
        ],
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        before_send=_sent_event,
    )
    report_with(sentry_sdk.capture_exception)


def _sent_event(event: Any, hint: object) -> Any:  # noqa: ANN401 as below
    """What is sent; None in a restored copy, whose errors could not be told apart from those of the live portal.

    prepare refuses such a copy, but processes may be started without it.
    """
    try:
        return None if _is_copy() else without_personal_data(event, hint)
    except Error:  # the database is not available
        return without_personal_data(event, hint)


@cache
def _is_copy() -> bool:
    from operations.backup.purpose import is_copy  # app ready

    return is_copy()


def without_personal_data(event: Any, _hint: object) -> Any:  # noqa: ANN401 sentry's type is a TypedDict of everything
    """The parts of the event that are about our code. Texts of errors are sent without addresses and secrets."""
    sent = {name: value for name, value in event.items() if name in _SENT}
    sent["exception"] = {"values": [_error(error) for error in event.get("exception", {}).get("values", ())]}
    sent["request"] = {"method": event.get("request", {}).get("method", "")}
    context = structlog.contextvars.get_contextvars()
    sent["tags"] = {"request_id": current_request_id(), "job_kind": context.get("job_kind", "")}
    return sent


def _error(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames", ())
    return {
        **{name: value for name, value in error.items() if name in _SENT_OF_ERROR},
        "value": _SECRETS.sub(_HIDDEN, str(error.get("value") or "")),
        "stacktrace": {"frames": [{name: frame.get(name) for name in _SENT_OF_FRAME} for frame in frames]},
    }
