from collections.abc import Iterator

import pytest
import sentry_sdk
from django.test import Client
from django.utils import timezone

from audit.writes import record_event
from common import error_reports
from common.actions import action
from common.actor import SYSTEM
from jobs import kind_registry
from jobs.models import Job, JobState
from jobs.worker import run_job
from portal import health
from portal.error_reports import _is_copy, start_error_reports, without_personal_data
from tests.jobs.failing import _with_handler
from tests.portal.report_server import ReportServer, report_server
from tilekit import __version__

_PERSON, _SECRET = "somebody@acme.example", "hunter2hunter2hunter2AB"
_KIND = "expire-requests"


@pytest.fixture
def server() -> Iterator[ReportServer]:
    """A server to which this process reports its errors."""
    with report_server() as server:
        start_error_reports(server.dsn, server_name="here", environment="demo")
        _is_copy.cache_clear()
        yield server
        _is_copy.cache_clear()
        sentry_sdk.get_client().close(timeout=0)
        sentry_sdk.get_global_scope().set_client(None)
        error_reports._reporters.clear()


def _broken(**_: object) -> None:
    secret_argument = _SECRET
    raise RuntimeError(f"no mailbox {_PERSON}, password={secret_argument}, Key (email)=(x y) exists, {_SECRET}")


@pytest.mark.django_db
def test_error_of_a_view_is_reported_once_without_secrets(
    server: ReportServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "service_problems", _broken)
    client.raise_request_exception = False
    client.cookies["sessionid"] = _SECRET
    headers = {"Authorization": f"Bearer {_SECRET}", "X-Request-ID": "request-of-test", "Referer": f"/?{_SECRET}"}

    response = client.generic("GET", f"/health/ready?token={_SECRET}", f"address={_PERSON}", headers=headers)
    sentry_sdk.flush(timeout=10)

    assert response.status_code == 500
    (event,) = server.events
    (error,) = event["exception"]["values"]
    assert (error["type"], event["release"], event["tags"]["request_id"]) == (
        "RuntimeError", __version__, "request-of-test"
    )  # fmt: skip
    assert error["stacktrace"]["frames"][-1]["function"] == "_broken"
    assert "(x y)" not in error["value"]
    assert error["value"].startswith("no mailbox [hidden] [hidden], Key")
    assert not [text for text in server.texts if _SECRET in text or _PERSON in text]


@action
def _restore(purpose: str) -> None:
    record_event("backup.restored", by=SYSTEM, objects={"as": purpose}, now=timezone.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("purpose, number", [("copy", 0), ("live", 1)])
def test_copy_reports_nothing(
    server: ReportServer, client: Client, monkeypatch: pytest.MonkeyPatch, purpose: str, number: int
) -> None:
    _restore(purpose)
    monkeypatch.setattr(health, "service_problems", _broken)
    client.raise_request_exception = False

    assert client.get("/health/ready").status_code == 500
    sentry_sdk.flush(timeout=10)

    assert len(server.events) == number


@pytest.mark.django_db
def test_error_of_a_job_is_reported_once_after_its_last_attempt(
    server: ReportServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    job = Job.objects.create(kind=_KIND, key="", priority=0, run_at=now, created_at=now, payload={"for": _PERSON})
    monkeypatch.setitem(kind_registry._kinds, _KIND, _with_handler(_KIND, _broken))
    for attempt in range(job.max_attempts):
        assert server.events == [], f"reported before attempt {attempt + 1}"
        Job.objects.filter(pk=job.pk).update(run_at=now)
        run_job(job.pk)
        sentry_sdk.flush(timeout=10)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    (event,) = server.events
    assert event["tags"]["job_kind"] == _KIND
    assert event["exception"]["values"][0]["type"] == "RuntimeError"
    assert not [text for text in server.texts if _SECRET in text or _PERSON in text]


def test_expected_errors_are_not_reported(server: ReportServer, client: Client) -> None:
    assert client.get("/nowhere/").status_code == 404
    sentry_sdk.flush(timeout=10)

    assert server.events == []


def test_error_reports_do_not_change_the_policy(server: ReportServer, client: Client) -> None:
    assert server.dsn.partition("@")[2] not in client.get("/health/live").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "text, sent",
    [
        ("no row 0190d8f0-0000-7000-8000-000000000001", "no row 0190d8f0-0000-7000-8000-000000000001"),
        ("'NoneType' object has no attribute 'organisation'", "'NoneType' object has no attribute 'organisation'"),
        ("redis://:pass@cache.example:6379/0 is down", "redis://:[hidden] is down"),
        ("DETAIL: Key (sha256)=(ab) exists.", "DETAIL: Key (sha256)=[hidden] exists."),
        ("Authorization: Basic dXNlcg", "Authorization[hidden]"),
        ("key sk_live_4eC39HqLyjWDarjtT1", "key [hidden]"),
    ],
)
def test_secrets_in_texts_are_hidden(text: str, sent: str) -> None:
    event = without_personal_data({"exception": {"values": [{"type": "Error", "value": text}]}, "user": {"id": 1}}, {})

    assert event["exception"]["values"][0]["value"] == sent
    assert "user" not in event
