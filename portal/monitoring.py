"""Starts what lets operators see inside a process: metrics and reports of errors. Both are off by default."""

import structlog
from django.conf import settings

from common.metrics import record_with
from common.request_metrics import time_queries

_log = structlog.get_logger(__name__)
_RECORDING_PROCESSES = {"web", "worker"}


def start_monitoring() -> None:
    """Start what the environment enables. Only web and worker processes record metrics."""
    if settings.METRICS_TOKEN and settings.ENVIRONMENT.process_name in _RECORDING_PROCESSES:
        from common.metric_files import FileRecorder  # noqa: PLC0415 needs memory

        try:
            record_with(FileRecorder(settings.METRICS_FOLDER, process=settings.ENVIRONMENT.process_name))
            time_queries()
        except OSError as fault:  # such as a full disk
            _log.warning("metrics are not recorded", fault=repr(fault))
    if dsn := settings.ENVIRONMENT.sentry_dsn:
        from portal.error_reports import start_error_reports  # noqa: PLC0415 needs memory

        start_error_reports(dsn, server_name=settings.WORKER_NAME, environment=settings.ENVIRONMENT.mode)
