"""The metrics that are read when Prometheus asks: from the database and from the services."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import Error, connection, transaction
from msgspec import Struct
from prometheus_client.metrics_core import GaugeMetricFamily

from audit.streams import oldest_unsent
from common.ids import creation_time
from jobs.queries import PROCESS_SILENCE, SWEEPER, WORKER_PREFIX, process_groups, queue_by_kind
from notices.webhooks.queries import webhooks_by_condition
from operations.system.queries import last_backup, last_seal, oldest_unsealed
from operations.system.services import needed_services

_BY_STATE = (
    "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"
)
_LIMIT = "SELECT current_setting('max_connections')::int"

_STATEMENT_MILLISECONDS = 2000
_QUEUE_STATES = ("waiting", "scheduled", "retrying", "running", "failed")


class Gauge(Struct, frozen=True, kw_only=True):
    name: str
    explanation: str
    labels: tuple[str, ...] = ()

    def family(self, rows: Iterable[tuple[tuple[str, ...], float]]) -> GaugeMetricFamily:
        """The gauge with its values: (values of its labels, value)."""
        family = GaugeMetricFamily(self.name, self.explanation, labels=self.labels)
        for labels, value in rows:
            family.add_metric(labels, value)
        return family

    def with_value(self, value: float) -> GaugeMetricFamily:
        """The gauge without labels."""
        return self.family([((), value)])


SERVICE_UP = Gauge(name="slipway_service_up", explanation="1 if the service works", labels=("service",))
DATABASE_UP = Gauge(name="slipway_database_up", explanation="1 if the numbers of the database could be read")
CONNECTIONS = Gauge(
    name="slipway_database_connections", explanation="Connections to the PostgreSQL database", labels=("state",)
)
CONNECTION_LIMIT = Gauge(
    name="slipway_database_connections_limit", explanation="Connections that the PostgreSQL server accepts"
)
QUEUE_JOBS = Gauge(name="slipway_queue_jobs", explanation="Jobs that are open or failed", labels=("kind", "state"))
QUEUE_AGE = Gauge(
    name="slipway_queue_age_seconds", explanation="Time for which the oldest due job has waited", labels=("kind",)
)
PROCESSES = Gauge(
    name="slipway_background_processes", explanation="Background processes that reported lately", labels=("process",)
)
SILENCE = Gauge(
    name="slipway_background_silence_seconds", explanation="Time since the latest report", labels=("process",)
)
WEBHOOKS = Gauge(name="slipway_webhooks", explanation="Webhooks by state", labels=("state",))
LAST_SEAL = Gauge(name="slipway_audit_last_seal_timestamp_seconds", explanation="Time of the last seal; 0 for never")
UNSEALED_AGE = Gauge(
    name="slipway_audit_unsealed_age_seconds", explanation="Age of the oldest event that no seal contains"
)
UNSENT_AGE = Gauge(
    name="slipway_audit_unsent_age_seconds",
    explanation="Age of the oldest event that a receiver of audit events doesn't have",
    labels=("receiver",),
)
LAST_BACKUP = Gauge(
    name="slipway_backup_last_timestamp_seconds", explanation="Time of the last complete back-up; 0 for never"
)


def service_gauges() -> Iterator[GaugeMetricFamily]:
    yield SERVICE_UP.family(((name,), float(not problem)) for name, problem in needed_services().items())


def database_gauges(now: datetime) -> list[GaugeMetricFamily]:
    """The gauges of the database, with few queries; only DATABASE_UP if it is down or too slow."""
    try:
        with _short_queries():
            return [DATABASE_UP.with_value(1), *_queue(now), *_processes(now), *_webhooks(), *_safety(now)]
    except Error:
        return [DATABASE_UP.with_value(0)]


@contextmanager
def _short_queries() -> Iterator[None]:
    """Let PostgreSQL cancel slow queries. SQLite reads without waiting for anybody."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {_STATEMENT_MILLISECONDS}")
        yield


def _queue(now: datetime) -> Iterator[GaugeMetricFamily]:
    kinds = queue_by_kind(now)
    yield QUEUE_JOBS.family(((kind.kind, state), getattr(kind, state)) for kind in kinds for state in _QUEUE_STATES)
    yield QUEUE_AGE.family(
        ((kind.kind,), _seconds(now, kind.waiting_since) if kind.waiting_since else 0) for kind in kinds
    )


def _processes(now: datetime) -> Iterator[GaugeMetricFamily]:
    names = {"worker": WORKER_PREFIX, "sweeper": SWEEPER}
    groups = dict(zip(names, process_groups(*names.values(), since=now - PROCESS_SILENCE), strict=True))
    yield PROCESSES.family(((name,), group.alive) for name, group in groups.items())
    yield SILENCE.family(((name,), _seconds(now, group.latest)) for name, group in groups.items() if group.latest)


def _webhooks() -> Iterator[GaugeMetricFamily]:
    yield WEBHOOKS.family(((state,), number) for state, number in webhooks_by_condition().items())


def _safety(now: datetime) -> Iterator[GaugeMetricFamily]:
    seal, backup, unsealed = last_seal(), last_backup(), oldest_unsealed()
    yield LAST_SEAL.with_value(seal.sealed_at.timestamp() if seal else 0)
    yield UNSEALED_AGE.with_value(_seconds(now, creation_time(unsealed)) if unsealed else 0)
    yield UNSENT_AGE.family(
        ((receiver,), _seconds(now, creation_time(event)) if event else 0)
        for receiver, event in oldest_unsent().items()
    )
    yield LAST_BACKUP.with_value(backup.at.timestamp() if backup else 0)
    by_state, limit = database_connections()
    if limit:
        yield CONNECTIONS.family(((state,), number) for state, number in by_state.items())
        yield CONNECTION_LIMIT.with_value(limit)


def _seconds(now: datetime, since: datetime) -> float:
    return max(0.0, (now - since).total_seconds())


def database_connections() -> tuple[dict[str, int], int]:
    """({state: number of connections to the database}, connections that the server accepts); ({}, 0) for SQLite."""
    if connection.vendor != "postgresql":
        return {}, 0
    with connection.cursor() as cursor:
        cursor.execute(_BY_STATE)
        by_state = dict(cursor.fetchall())
        cursor.execute(_LIMIT)
        (limit,) = cursor.fetchone()
    return by_state, limit
