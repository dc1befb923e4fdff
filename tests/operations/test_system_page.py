"""The System page for admins: what it shows, also while services are down or nothing has happened yet."""

import platform
import re
from datetime import timedelta
from pathlib import Path

import django
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from audit.actions import seal_next_events
from audit.writes import record_event
from common import metrics
from common.actor import SYSTEM
from files.models import Blob
from jobs.actions import record_heartbeat
from jobs.models import Job
from jobs.queries import SWEEPER
from operations.system import services
from tests.accounts.factories import make_admin
from tests.common.metric_recording import recording
from tests.portal.smtp_server import smtp_server
from tilekit import __version__

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(make_admin())
    return client


def text_of(client: Client) -> str:
    response = client.get("/system/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _add_job(kind: str, **values: object) -> None:
    now = timezone.now()
    Job.objects.create(**{"kind": kind, "key": str(Job.objects.count()), "priority": 1, "created_at": now, **values})


def test_new_portal_has_empty_states(admin: Client) -> None:
    text = text_of(admin)

    assert "No job is waiting or running." in text
    assert "No failed jobs" in text
    assert "No worker has reported in the last day." in text
    assert text.count("Never </dd>") == 2  # back-up and seal
    assert text.count("Not recorded. Set METRICS_TOKEN") == 2


def test_versions_are_shown(admin: Client) -> None:
    codes = [fact.code for fact in admin.get("/system/").context["versions"]]

    assert codes[:3] == [__version__, platform.python_version(), django.get_version()]
    assert codes[3].startswith(connection.display_name)
    assert "." in codes[4], "the last migration"


def test_queue_and_failures_are_shown_by_kind(admin: Client) -> None:
    now = timezone.now()
    for minutes in (5, 10):
        _add_job("mail", run_at=now - timedelta(minutes=minutes))
    _add_job("webhook", run_at=now, state="failed", finished_at=now)
    _add_job("webhook", run_at=now, state="failed", finished_at=now - timedelta(days=2))

    response = admin.get("/system/")

    (mail,), (webhook,) = response.context["queue"], response.context["failures"]
    assert (str(mail.label), mail.jobs.waiting, mail.jobs.waiting_since) == (
        "Send an e-mail", 2, now - timedelta(minutes=10),
    )  # fmt: skip
    assert (webhook.jobs.failed_today, webhook.jobs.failed) == (1, 2)
    assert 'href="/jobs/"' in response.content.decode()


def test_last_back_up_and_seal_are_shown(admin: Client) -> None:
    with transaction.atomic():
        objects = {"bytes": 2_500_000, "files": 12, "seconds": 41}
        record_event("backup.completed", by=SYSTEM, objects=objects, now=timezone.now())
    seal_next_events(now=timezone.now() + timedelta(hours=1))

    text = text_of(admin)

    assert "2.5 MB, 41 s" in text
    assert "Seal 1" in text
    assert "Never </dd>" not in text


def test_workers_that_no_longer_report_are_marked(admin: Client) -> None:
    now = timezone.now()
    record_heartbeat(name="worker:here:1", now=now)
    for name in ("worker:here:2", SWEEPER):  # a worker reports every ten seconds, the sweeper after each sweep
        record_heartbeat(name=name, now=now - timedelta(seconds=60))

    rows = admin.get("/system/").context["processes"]

    alive = {row.name: row.is_alive for row in rows}
    assert alive == {"worker:here:1": True, "worker:here:2": False, SWEEPER: True}


def test_kinds_of_workers_and_those_without_a_worker_are_shown(admin: Client) -> None:
    record_heartbeat(name="worker:here:1", kinds="mail,webhook", now=timezone.now())

    text = text_of(admin)

    assert "Runs only: E-mail and webhooks" in text
    assert re.search(r"No running worker runs these kinds of job: [^<]*Run the checks on a listing", text)

    record_heartbeat(name="worker:here:1", kinds="mail", now=timezone.now())
    assert "Runs only: Send an e-mail" in text_of(admin)

    record_heartbeat(name="worker:here:2", now=timezone.now())
    assert "No running worker" not in text_of(admin)


def test_page_opens_while_services_are_down(admin: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    monkeypatch.setattr(services, "_registered", [lambda: {"storage": "does not respond", "broker": ""}])

    text = text_of(admin)

    assert "<code>does not respond</code>" in text
    assert "<code>not reachable (ConnectionRefusedError)</code>" in text


def test_mail_server_that_answers_works(settings: Settings) -> None:
    with smtp_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        assert services.mail_problem() == ""


def test_slowest_pages_and_checks_come_from_the_metrics(admin: Client, settings: Settings, tmp_path: Path) -> None:
    settings.METRICS_TOKEN, settings.METRICS_FOLDER = "a-token-for-prometheus", tmp_path / "metrics"
    with recording(settings.METRICS_FOLDER):
        for _ in range(10):
            metrics.observe(metrics.REQUEST_SECONDS, "studio:home", seconds=0.3)
            metrics.add(metrics.REQUEST_QUERY_SECONDS, "studio:home", by=0.1)
            metrics.observe(metrics.REQUEST_SECONDS, "catalog:catalogue", seconds=0.1)
            metrics.add(metrics.CHECK_RUNS, "DB-008")
            metrics.add(metrics.CHECK_SECONDS, "DB-008", by=0.002)
        metrics.observe(metrics.REQUEST_SECONDS, "jobs:job-list", seconds=9)  # once, so it may be the first request
        response = admin.get("/system/")

    slowest = response.context["slowest"]
    assert [(row.name, row.times, round(row.milliseconds), round(row.query_milliseconds)) for row in slowest.pages] == [
        ("studio:home", 10, 300, 100),
        ("catalog:catalogue", 10, 100, 0),
    ]
    assert [(row.name, row.times, round(row.milliseconds)) for row in slowest.checks] == [("DB-008", 10, 2)]
    assert "Recorded on this machine since" in response.content.decode()


def test_page_needs_few_queries(admin: Client) -> None:
    now = timezone.now()
    for number in range(5):
        record_heartbeat(name=f"worker:here:{number}", now=now)
        _add_job(f"kind-{number}", run_at=now)
        Blob.objects.create(sha256=str(number), size=10, media_type="a/b", parser_version=1, touched_at=now)
    text_of(admin)

    with CaptureQueriesContext(connection) as asked:
        text_of(admin)

    assert len(asked) <= 16, "\n".join(query["sql"][:90] for query in asked)
