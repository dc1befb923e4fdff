"""Structured logging for our own loggers and those of third-party packages."""

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest
from structlog.typing import Processor

from common.secret_names import suggests_secret
from tilekit import __version__

_HIDDEN = "[hidden]"


def hide_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Processor of structlog: hide the values whose names suggest a secret."""
    for name in event:
        if suggests_secret(name):
            event[name] = _HIDDEN
    return event


def add_version(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Processor of structlog: add the version of the portal, which differs between processes during an upgrade."""
    event["version"] = __version__
    return event


def route_of(request: HttpRequest) -> str:
    """The URL pattern of the request, or the first part of the path if there is none.

    Full paths are not logged, because links in e-mails contain secrets.
    """
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    first, _slash, rest = request.path.lstrip("/").partition("/")
    return f"/{first}/…" if rest else f"/{first}"


class RouteInLogsFilter(logging.Filter):
    """Replaces the path with the route in Django's log lines about requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(route_of(request) if argument == request.path else argument for argument in record.args)
        return True


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    hide_secrets,
]

_LOGGERS: dict[str, Any] = {
    # Our log lines for each job contain more than Celery's for each message.
    "celery": {"level": "WARNING"},
    # httpx logs URLs, and those of webhooks may contain secrets.
    "httpx": {"level": "WARNING"},
    # Django's own handlers would write each line twice.
    "django": {"handlers": [], "propagate": True},
    "django.server": {"handlers": [], "propagate": True},
}


def logging_configuration(*, log_format: str, level: str) -> dict[str, Any]:
    """The LOGGING setting of every process; log_format is "text" or "json". Also configures structlog."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    # Plain tracebacks, because rich ones print local variables, which may contain secrets.
    last: list[Processor] = (
        [add_version, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if log_format == "json"
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _SHARED,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "filters": {"routes": {"()": RouteInLogsFilter}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "structured", "filters": ["routes"]},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": _LOGGERS,
    }
