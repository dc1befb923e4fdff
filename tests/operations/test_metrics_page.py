from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from audit.actions import seal_next_events
from audit.writes import record_event
from common import metrics
from common.actor import SYSTEM
from jobs.actions import record_heartbeat
from jobs.models import Job
from operations.metrics import gauges
from tests.common.metric_recording import recording

pytestmark = pytest.mark.django_db
TOKEN = "a-token-for-prometheus"
Samples = dict[tuple[str, ...], float]


@pytest.fixture
def _recording(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.METRICS_TOKEN, settings.METRICS_FOLDER = TOKEN, tmp_path / "metrics"
    with recording(settings.METRICS_FOLDER):
        yield


def exposed(client: Client) -> Samples:
    """{(name, values of the labels in the order of their names): value}"""
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    return {
        (sample.name, *(value for _name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize("sent", ["", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer ", "Bearer é", TOKEN])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_nobody_reads_it_without_the_token(client: Client, settings: Settings, sent: str, token: str) -> None:
    settings.METRICS_TOKEN = token

    response = client.get("/metrics", headers={"Authorization": sent} if sent else {})

    assert response.status_code == 404


@pytest.mark.usefixtures("_recording")
def test_requests_are_counted_by_view_without_ids(client: Client) -> None:
    for address in ("/health/live", "/nowhere/1/", "/nowhere/2/", "/static/missing.css", "/catalogue/"):
        client.get(address)
    client.generic("MADEUP", "/nowhere/3/")

    values = exposed(client)
    assert values["slipway_requests_total", "GET", "2xx", "health-live"] == 1
    assert values["slipway_requests_total", "GET", "4xx", "unknown"] == 2
    assert values["slipway_requests_total", "other", "4xx", "unknown"] == 1
    assert values["slipway_requests_total", "GET", "4xx", "static"] == 1
    assert values["slipway_request_seconds_count", "unknown"] == 3
    assert values["slipway_request_database_queries_total", "catalog:catalogue"] > 0
    assert values["slipway_request_database_seconds_total", "catalog:catalogue"] > 0
    assert ("slipway_request_database_queries_total", "health-live") not in values


@pytest.mark.usefixtures("_recording")
def test_calls_are_counted_by_surface_and_credential(client: Client) -> None:
    client.get("/api/v1/checks")
    client.get("/api/v1/listings", headers={"Authorization": "Bearer wrong"})

    values = exposed(client)
    assert values["slipway_api_calls_total", "none", "2xx", "v1"] == 1
    assert values["slipway_api_calls_total", "none", "4xx", "v1"] == 1
    assert values["slipway_requests_total", "GET", "2xx", "v1:check-list"] == 1


@pytest.mark.usefixtures("_recording")
def test_queue_is_read_from_the_database(client: Client) -> None:
    now = timezone.now()
    for key, after in (("1", -60), ("2", -30), ("3", 3600)):
        at = now + timedelta(seconds=after)
        Job.objects.create(kind="mail", key=key, priority=1, run_at=at, created_at=now)
    Job.objects.create(kind="mail", key="4", priority=1, run_at=now, created_at=now, attempt=2)
    Job.objects.create(kind="mail", key="5", priority=1, run_at=now, created_at=now, state="failed", finished_at=now)
    record_heartbeat(name="worker:here:1", now=now)
    record_heartbeat(name="worker:here:2", now=now - timedelta(minutes=5))

    values = exposed(client)
    states = {state: values["slipway_queue_jobs", "mail", state] for state in gauges._QUEUE_STATES}
    assert states == {"waiting": 2, "scheduled": 1, "retrying": 1, "running": 0, "failed": 1}
    assert 60 <= values["slipway_queue_age_seconds", "mail"] < 120
    assert values["slipway_background_processes", "worker"] == 1
    assert values["slipway_background_silence_seconds", "worker"] < 60
    assert ("slipway_background_silence_seconds", "sweeper") not in values
    assert values["slipway_service_up", "worker"] == 0
    assert (values["slipway_service_up", "database",], values["slipway_database_up",]) == (1, 1)  # fmt: skip


@pytest.mark.usefixtures("_recording")
def test_seals_and_back_ups_have_their_times(client: Client) -> None:
    empty = exposed(client)
    with transaction.atomic():
        record_event("backup.completed", by=SYSTEM, objects={"bytes": 5}, now=timezone.now())
    seal_next_events(now=timezone.now() + timedelta(hours=1))

    values = exposed(client)
    assert empty["slipway_backup_last_timestamp_seconds",] == empty["slipway_audit_last_seal_timestamp_seconds",] == 0
    assert values["slipway_backup_last_timestamp_seconds",] > 1_700_000_000
    assert values["slipway_audit_last_seal_timestamp_seconds",] > 1_700_000_000
    assert values["slipway_audit_unsealed_age_seconds",] == 0


@pytest.mark.usefixtures("_recording")
def test_page_works_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_now: object) -> None:
        raise OperationalError

    metrics.add(metrics.MAILS, "sent")
    monkeypatch.setattr(gauges, "queue_by_kind", away)

    values = exposed(client)
    assert values["slipway_database_up",] == 0
    assert values["slipway_mails_total", "sent"] == 1
    assert not [name for name, *_ in values if name.startswith("slipway_queue")]


@pytest.mark.usefixtures("_recording")
def test_page_needs_few_queries(client: Client) -> None:
    exposed(client)

    with CaptureQueriesContext(connection) as asked:
        exposed(client)

    assert len(asked) <= 16, [query["sql"] for query in asked]
