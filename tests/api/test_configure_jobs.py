"""The job of a request: in the worker, run twice, killed, given up, and at the same time as others."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.models import Application
from api.configure import job_runner
from api.configure.routes import requests as routes
from api.models import ConfigureJob
from audit.models import Event
from common.actor import Role
from jobs.models import Job, JobState
from jobs.worker import run_job
from listings.models import Listing, Submission
from tests.api.configure_client import Configure, error, product, resource
from tests.api.factories import make_caller
from tests.api.submissions_scene import Partner
from tests.api.test_configure import EVERYTHING, TIDE
from tests.jobs.failing import fail_every_attempt, retried
from tests.listings.scene import NOW
from tests.retention import remove

pytestmark = pytest.mark.django_db
PREVIEW = {"target": {"targetType": "preview"}}


@pytest.fixture
def api() -> Configure:
    return Configure(make_caller())


@pytest.fixture
def _in_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MAX_RESOURCES_AT_ONCE", 0)


def work() -> None:
    """Run the job as a worker does."""
    job = Job.objects.filter(kind=ConfigureJob.job_kind).latest("created_at")
    Job.objects.filter(pk=job.pk).update(run_at=job.created_at)
    run_job(job.pk)


@pytest.mark.usefixtures("_in_the_worker")
def test_a_job_waits_for_the_worker(api: Configure) -> None:
    status = api.status(*EVERYTHING.values())
    open_job = {"jobStatus": "notStarted", "jobResult": "pending", "jobEnd": "0001-01-01T00:00:00", "errors": []}
    assert {key: status[key] for key in open_job} == open_job
    assert status["resourceUri"] == f"http://testserver/rp/product-ingestion/configure/{status['jobId']}"
    path = f"configure/{status['jobId']}"
    assert api.get(f"{path}/status").json() == status
    early = api.get(path)
    assert (early.status_code, error(early)["details"][0]["code"]) == (409, "invalidState")
    work()
    done = api.get(f"{path}/status").json()
    assert (done["jobStatus"], done["jobResult"], done["errors"]) == ("completed", "succeeded", [])
    assert done["jobEnd"] > status["jobStart"][:4]
    assert len(api.get(path).json()["resources"]) == len(EVERYTHING)
    assert ConfigureJob.objects.get().sealed == ""


def test_a_call_repeated_after_a_kill_gets_its_accepted_job(api: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    key = {"Idempotency-Key": "5d1c2b7e"}
    api.client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(routes, "run_job", lambda _job_id: 1 / 0)  # as if the server was killed here
        assert api.post(*EVERYTHING.values(), **key).status_code == 500

    repeated = api.post(*EVERYTHING.values(), **key)
    work()

    assert (repeated.status_code, repeated["Idempotency-Replayed"]) == (202, "true")
    assert repeated.json()["jobStatus"] == "notStarted"
    assert ConfigureJob.objects.count() == Listing.objects.count() == 1
    assert api.get(f"configure/{repeated.json()['jobId']}/status").json()["jobResult"] == "succeeded"


def test_a_repeated_call_gets_the_result_of_its_job(api: Configure) -> None:
    first, again = (api.post(*EVERYTHING.values(), **{"Idempotency-Key": "5d1c2b7e"}) for _ in range(2))
    assert first.json() == again.json()
    assert (again.json()["jobResult"], again["Idempotency-Replayed"]) == ("succeeded", "true")
    assert ConfigureJob.objects.count() == 1


@pytest.mark.usefixtures("_in_the_worker")
def test_who_asks_without_a_pause_stays_below_the_limit(
    api: Configure, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The response for an open job is delayed, so its client can't exceed the limit, and describes the state after the
    delay.
    """
    pauses: list[float] = []
    path = f"configure/{api.status(product())['jobId']}/status"
    monkeypatch.setattr(routes, "sleep", lambda seconds: pauses.append(seconds) or work())
    assert api.get(path).json()["jobStatus"] == "completed"
    assert api.get(path).json()["jobStatus"] == "completed"
    assert len(pauses) == 1
    assert 60 / pauses[0] <= settings.API_CALLS_PER_MINUTE


def test_a_large_request_waits_for_the_worker(
    api: Configure, django_capture_on_commit_callbacks: Callable[[], AbstractContextManager[list[object]]]
) -> None:
    """The worker gets a hint only for large requests, because otherwise it would also run small ones."""
    plans = [resource("plan", **TIDE, identity={"externalId": f"p{n}"}) for n in range(routes.MAX_RESOURCES_AT_ONCE)]
    with django_capture_on_commit_callbacks() as callbacks:
        assert api.status(product("ebb"))["jobStatus"] == "completed"
        assert callbacks == []
    with django_capture_on_commit_callbacks() as callbacks:
        assert api.status(product(), *plans)["jobStatus"] == "notStarted"
    assert len(callbacks) == 1
    work()
    assert len(api.get("plan", product="tide-gauge").json()["value"]) == routes.MAX_RESOURCES_AT_ONCE


@pytest.mark.usefixtures("_in_the_worker")
def test_an_attempt_that_broke_off_leaves_nothing(api: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    api.status(*EVERYTHING.values())
    with monkeypatch.context() as patch:
        patch.setattr("api.configure.resource_writes.lock_work", _break)
        work()
    assert not Listing.objects.exists()
    work()
    work()  # a duplicate message
    assert Listing.objects.count() == 1
    assert Event.objects.filter(verb="configure.succeed").count() == 1


def test_a_submission_is_handed_in_once(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = Partner()
    acme.reach("draft")
    api, root = Configure(acme.api.caller), f"product/{acme.listing.pk}"
    with monkeypatch.context() as patch:
        patch.setattr(job_runner, "record_submission", _break)
        status = api.status(
            resource("plan", product=root, identity={"externalId": "basic"}),
            resource("submission", product=root, **PREVIEW),
        )
    assert (status["jobStatus"], Submission.objects.count()) == ("running", 1)
    work()
    plan, submission = api.get(f"configure/{status['jobId']}").json()["resources"]
    assert (Submission.objects.count(), submission["status"]) == (1, "running")
    assert len(api.get("plan", product=root).json()["value"]) == 1
    assert plan["id"].startswith("plan/")


@pytest.mark.usefixtures("_in_the_worker")
def test_a_job_that_was_given_up_is_tried_again(api: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    status = api.status(product())
    job = fail_every_attempt(monkeypatch, ConfigureJob.job_kind)
    failed = api.get(f"configure/{status['jobId']}/status").json()
    assert (failed["jobResult"], failed["errors"][0]["code"]) == ("failed", "internalServerError")
    again = retried(job)
    assert again is not None
    run_job(again.pk)
    assert api.get(f"configure/{status['jobId']}/status").json()["jobResult"] == "succeeded"


@pytest.mark.usefixtures("_in_the_worker")
@pytest.mark.parametrize("change", [{"role": Role.EDITOR}, {"removed_at": NOW}])
def test_rights_are_those_of_today(api: Configure, change: dict[str, object]) -> None:
    api.status(product())
    Application.objects.update(**change)
    work()
    row = ConfigureJob.objects.get()
    assert [error["code"] for error in row.errors] == ["forbidden"]
    assert not Listing.objects.exists()


def test_requests_are_kept_for_a_month(api: Configure) -> None:
    status = api.status(product())
    end = ConfigureJob.objects.get().finished_at
    assert remove("configure-requests", now=end + timedelta(days=30)) == []
    assert remove("configure-requests", now=end + timedelta(days=30, seconds=1)) == [1]
    assert api.get(f"configure/{status['jobId']}/status").status_code == 404
    assert Listing.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_do_not_mix(api: Configure) -> None:
    root = api.done(product())[0]["id"]
    barrier = Barrier(3)

    def send(number: int) -> str:
        try:
            barrier.wait(timeout=10)
            return str(
                api.status(
                    resource("property", product=root, termsOfUse=f"Terms {number}"),
                    resource("plan", product=root, identity={"externalId": "basic"}),
                )["jobId"]
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        sent = list(pool.map(send, range(3)))
    for job in Job.objects.filter(kind=ConfigureJob.job_kind, state=JobState.QUEUED):
        Job.objects.filter(pk=job.pk).update(run_at=job.created_at)
        run_job(job.pk)
    results = [api.get(f"configure/{job}/status").json()["jobResult"] for job in sent]
    assert sorted(results) == ["failed", "failed", "succeeded"]
    number = results.index("succeeded")
    assert api.get(root.replace("product/", "property/")).json()["termsOfUse"] == f"Terms {number}"
    assert len(api.get("plan", product=root).json()["value"]) == 1


def _break(*_args: object, **_options: object) -> None:
    raise MemoryError
