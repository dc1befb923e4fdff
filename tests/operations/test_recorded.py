"""What jobs, e-mails, checks and the cache record."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPServerDisconnected
from types import SimpleNamespace

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.utils import timezone

from common import redis_cache
from jobs.models import Job
from jobs.worker import run_job
from notices.models import Channel, Outbox
from notices.webhooks.requests import WebhookResult
from tests.accounts.factories import make_person
from tests.common.metric_recording import recording, samples
from tests.jobs.failing import fail_every_attempt
from tests.tilekit.listing import listing
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Stage
from tilekit.checks.registered_checks import all_checks
from validation.check_times import check_recorder

pytestmark = pytest.mark.django_db
_KIND = "expire-requests"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with recording(tmp_path, process="worker"):
        yield tmp_path


def _job(kind: str, **payload: str) -> Job:
    now = timezone.now()
    return Job.objects.create(kind=kind, key="", priority=1, run_at=now, created_at=now, payload=payload)


def test_attempts_of_jobs_are_counted_by_outcome(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_job(_job(_KIND).pk)
    failed = _job(_KIND)
    fail_every_attempt(monkeypatch, _KIND)

    values = samples(folder)
    assert values["slipway_job_attempts_total", _KIND, "done"] == 1
    assert values["slipway_job_attempts_total", _KIND, "error"] == failed.max_attempts
    assert values["slipway_job_seconds_count", _KIND] == 1 + failed.max_attempts


def test_e_mails_are_counted_when_sent_and_when_they_fail(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = Outbox.objects.create(
        kind="digest", url="/", channel=Channel.EMAIL, recipient_id=make_person().pk, created_at=timezone.now()
    )
    outcomes = iter([SMTPServerDisconnected("away"), None])

    def send() -> None:
        if fault := next(outcomes):
            raise fault

    monkeypatch.setattr("notices.tasks.compose", lambda _mail: SimpleNamespace(send=send))
    job = _job("mail", outbox=str(mail.pk))
    run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(run_at=job.created_at)
    run_job(job.pk)

    values = samples(folder)
    assert (values["slipway_mails_total", "failed"], values["slipway_mails_total", "sent"]) == (1, 1)


def test_every_check_that_ran_is_counted_with_its_time(folder: Path) -> None:
    for _ in range(2):
        run_checks(listing(), Context(), stages={Stage.INSTANT}, on_check=check_recorder())

    values = samples(folder)
    runs = {labels[1]: value for labels, value in values.items() if labels[0] == "slipway_check_runs_total"}
    assert set(runs.values()) == {2}
    assert set(runs) <= {check.code for check in all_checks() if check.stage is Stage.INSTANT}
    assert len(runs) > 100
    assert all(values["slipway_check_seconds_total", code] > 0 for code in runs)


def test_checks_are_not_timed_while_metrics_are_off() -> None:
    assert check_recorder() is None


@pytest.mark.parametrize(
    "status, outcome", [(204, "delivered"), (302, "refused"), (500, "refused"), (None, "no-response")]
)
def test_webhook_attempt_has_one_of_three_outcomes(status: int | None, outcome: str) -> None:
    assert WebhookResult(request_headers={}, duration=timedelta(), status=status).outcome == outcome


def test_calls_that_redis_did_not_answer_are_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_cache, "caches", {"fallback": LocMemCache("fallback", {})})
    cache = redis_cache.FallbackCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 1}})

    cache.set("name", 1)

    assert cache.get("name") == 1
    assert samples(folder)["slipway_cache_errors_total",] == 2
