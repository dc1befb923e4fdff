"""Counts what the processes of the portal do, for the page /metrics.

Without METRICS_TOKEN, nothing is recorded and each function returns at once. Labels have few values and no IDs.
"""

from typing import Protocol

import structlog
from msgspec import Struct


class RecordedMetric(Struct, frozen=True, kw_only=True):
    """A counter or, with buckets, a histogram of seconds. /metrics adds `_total` to the names of counters.

    The processes store explanation with each value, so it is short.
    """

    name: str
    explanation: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


class Recorder(Protocol):
    """Stores the values of this process."""

    def add(self, metric: RecordedMetric, labels: tuple[str, ...], by: float) -> None: ...

    def observe(self, metric: RecordedMetric, labels: tuple[str, ...], seconds: float) -> None: ...


_PAGE_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_JOB_SECONDS = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0)

REQUESTS = RecordedMetric(
    name="slipway_requests", explanation="Requests by the name of their view", labels=("view", "method", "status")
)
REQUEST_SECONDS = RecordedMetric(
    name="slipway_request_seconds", explanation="Duration of requests", labels=("view",), buckets=_PAGE_SECONDS
)
REQUEST_QUERIES = RecordedMetric(
    name="slipway_request_database_queries", explanation="Database queries of requests", labels=("view",)
)
REQUEST_QUERY_SECONDS = RecordedMetric(
    name="slipway_request_database_seconds", explanation="Seconds in database queries of requests", labels=("view",)
)
DATABASE_ERRORS = RecordedMetric(
    name="slipway_database_errors", explanation="Failed queries by type of the error", labels=("error",)
)
CACHE_ERRORS = RecordedMetric(name="slipway_cache_errors", explanation="Cache calls that Redis did not answer")
JOB_ATTEMPTS = RecordedMetric(
    name="slipway_job_attempts", explanation="Attempts of jobs by kind and outcome", labels=("kind", "outcome")
)
JOB_SECONDS = RecordedMetric(
    name="slipway_job_seconds", explanation="Duration of attempts of jobs", labels=("kind",), buckets=_JOB_SECONDS
)
MAILS = RecordedMetric(name="slipway_mails", explanation="Attempts to send an e-mail", labels=("outcome",))
WEBHOOK_ATTEMPTS = RecordedMetric(
    name="slipway_webhook_attempts", explanation="Attempts to deliver a webhook event", labels=("outcome",)
)
WEBHOOK_SECONDS = RecordedMetric(
    name="slipway_webhook_seconds", explanation="Duration of webhook requests", buckets=_PAGE_SECONDS
)
CHECK_RUNS = RecordedMetric(name="slipway_check_runs", explanation="Runs of a check on a listing", labels=("check",))
CHECK_SECONDS = RecordedMetric(
    name="slipway_check_seconds", explanation="Seconds in runs of a check", labels=("check",)
)
API_CALLS = RecordedMetric(
    name="slipway_api_calls", explanation="API calls by surface and credential", labels=("surface", "client", "status")
)
RECORDED = (
    REQUESTS, REQUEST_SECONDS, REQUEST_QUERIES, REQUEST_QUERY_SECONDS, DATABASE_ERRORS, CACHE_ERRORS, JOB_ATTEMPTS,
    JOB_SECONDS, MAILS, WEBHOOK_ATTEMPTS, WEBHOOK_SECONDS, CHECK_RUNS, CHECK_SECONDS, API_CALLS,
)  # fmt: skip

_recorder: Recorder | None = None
_log = structlog.get_logger(__name__)


def record_with(recorder: Recorder | None) -> None:
    """Record the values of this process with the recorder from here on; None stops it."""
    global _recorder  # noqa: PLW0603 of this process
    _recorder = recorder


def is_recording() -> bool:
    return _recorder is not None


def add(metric: RecordedMetric, *labels: str, by: float = 1) -> None:
    """Add to a counter. labels are in the order of the metric's."""
    if _recorder is not None:
        try:
            _recorder.add(metric, labels, by)
        except OSError as fault:
            _stop(fault)


def observe(metric: RecordedMetric, *labels: str, seconds: float) -> None:
    """Add a duration to a histogram."""
    if _recorder is not None:
        try:
            _recorder.observe(metric, labels, seconds)
        except OSError as fault:
            _stop(fault)


def _stop(fault: OSError) -> None:
    """Stop recording in this process, because requests and jobs must not fail if the disk is full."""
    record_with(None)
    _log.warning("metrics are no longer recorded", fault=repr(fault))


def status_class(status: int) -> str:
    """The label of a status code: `2xx`, `4xx` and so on."""
    return f"{status // 100}xx"
