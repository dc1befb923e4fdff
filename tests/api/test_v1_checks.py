"""Dry runs and runs of checks, over HTTP."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Event
from common.actor import Role
from files.models import Blob
from jobs.actions import claim_job
from jobs.models import Job
from listings.models import Revision, Section, SectionVersion
from tests.api.files_scene import folder_zip
from tests.api.submissions_scene import Partner
from tests.api.v1_client import V1, Response, error, make_v1
from tests.jobs.failing import fail_every_attempt, retried
from tests.retention import remove
from tests.reviews.scene import InReview
from tilekit.scaffold.archive import zip_of_files
from validation.models import DryRun, RunFinding, Waiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
RunJobs = Callable[[], int]
STOP = "Ends with a full stop."
UNKNOWN_FILE = {"name": "a.svg", "sha256": "0" * 64, "size": 1}


@pytest.fixture
def api() -> V1:
    return make_v1()


@pytest.fixture
def listing(api: V1) -> str:
    return f"listings/{api.draft().listing_id}"


def job_of(api: V1, response: Response) -> dict[str, Any]:
    """The current job of an accepted call."""
    assert response.status_code == 202, response.content
    job: dict[str, Any] = api.client.get(response["Location"], headers=api.headers).json()
    return job


def stored() -> list[object]:
    """All rows that a dry run must not change."""
    rows = (Section.objects.order_by("pk"), Revision.objects.order_by("pk"))
    return [*(list(row.values()) for row in rows), SectionVersion.objects.count()]


def codes(job: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in job["result"]["findings"]}


def test_a_draft_has_few_open_dry_runs(api: V1, listing: str, run_jobs: RunJobs) -> None:
    tries = [api.post(f"{listing}/dry-runs", {"sections": {}}) for _ in range(6)]
    run_jobs()
    after = api.post(f"{listing}/dry-runs", {"sections": {}})
    assert [response.status_code for response in tries] == [202] * 5 + [429]
    assert (error(tries[5])["code"], after.status_code) == ("too-many-dry-runs", 202)


def test_a_folder_is_tried(api: V1, listing: str, run_jobs: RunJobs) -> None:
    before = stored()
    response = api.send("post", f"{listing}/dry-runs", folder_zip("Tide Gauges"))
    run_jobs()
    job = job_of(api, response)
    assert (job["kind"], job["state"], job["error"]) == ("dry-run", "done", None)
    assert job["progress"]["done"] == job["progress"]["total"] > 0
    changes = {change["path"] or change["file"]: change for change in job["result"]["changes"]}
    title = changes["overview.title"]
    assert (title["kind"], title["before"], title["after"]) == ("changed", "Tide Gauge", "Tide Gauges")
    assert changes["manifest.json"]["kind"] == "changed"
    assert stored() == before
    assert set(Event.objects.filter(verb__startswith="revision.").values_list("verb", flat=True)) == set()


def test_a_dry_run_says_what_the_change_would_bring(api: V1, listing: str, run_jobs: RunJobs) -> None:
    tried = api.send("post", f"{listing}/dry-runs", folder_zip())
    run_jobs()
    api.send("put", f"{listing}/folder", folder_zip())
    checked = api.post(f"{listing}/checks")
    run_jobs()
    promise, fact = job_of(api, tried), job_of(api, checked)
    assert codes(promise) == codes(fact) != set()
    assert promise["result"]["digest"] == api.get(f"{listing}/folder").json()["digest"]
    assert promise["result"]["missing"] == api.get(f"{listing}/findings").json()["missing"]
    again = api.send("post", f"{listing}/dry-runs", folder_zip())
    run_jobs()
    assert job_of(api, again)["result"]["changes"] == []


def test_sections_are_tried(api: V1, listing: str, run_jobs: RunJobs) -> None:
    before = stored()
    response = api.post(f"{listing}/dry-runs", {"sections": {"overview": {"short_description": STOP}}})
    run_jobs()
    result = job_of(api, response)["result"]
    findings = [finding for finding in result["findings"] if finding["path"] == "overview.short_description"]
    assert [finding["code"] for finding in findings] == ["MF-016"]
    (change,) = [change for change in result["changes"] if change["section"]]
    assert (change["path"], change["kind"], change["after"]) == ("overview.short_description", "added", STOP)
    assert stored() == before


def test_waivers_count_for_a_dry_run(api: V1, listing: str, run_jobs: RunJobs) -> None:
    body = {"sections": {"overview": {"short_description": STOP}}}
    first = api.post(f"{listing}/dry-runs", body)
    run_jobs()
    finding = next(
        finding
        for finding in job_of(api, first)["result"]["findings"]
        if finding["path"] == "overview.short_description"
    )
    Waiver.objects.create(
        listing_id=Revision.objects.get().listing_id,
        fingerprint=finding["fingerprint"],
        code=finding["code"],
        reason="A known case.",
        by=str(api.owner.id),
        at=timezone.now(),
    )
    second = api.post(f"{listing}/dry-runs", body)
    run_jobs()
    assert finding["fingerprint"] not in {
        finding["fingerprint"] for finding in job_of(api, second)["result"]["findings"]
    }


@pytest.mark.parametrize(
    "body, status, code",
    [
        ({"sections": {"overview": {"title": "x" * 5_000}}}, 400, "invalid-values"),
        ({"sections": {"overview": {"colour": "red"}}}, 422, "validation-failed"),
        ({"sections": {"nothing": {}}}, 422, "unknown-section"),
        ({"sections": {}, "files": []}, 422, "validation-failed"),
        (
            {"sections": {"overview": {"logo_light": {"name": "a.svg", "sha256": "0" * 64, "size": 1}}}},
            422,
            "file-not-found",
        ),
    ],
)
def test_values_that_cannot_be_stored_are_refused_at_once(
    api: V1, listing: str, body: object, status: int, code: str
) -> None:
    response = api.post(f"{listing}/dry-runs", body)
    assert (response.status_code, error(response)["code"]) == (status, code)
    assert not DryRun.objects.exists()


def test_a_hostile_archive_is_refused_by_the_job(api: V1, listing: str, run_jobs: RunJobs) -> None:
    response = api.send("post", f"{listing}/dry-runs", zip_of_files({"../manifest.json": b"{}"}))
    run_jobs()
    job = job_of(api, response)
    assert (job["state"], job["error"]["code"], job["result"]) == ("refused", "import-refused", None)


def test_files_that_unpack_to_too_much_are_not_tried(api: V1, listing: str) -> None:
    """A folder that lists one upload under many names would fill the worker's memory, so it is refused."""
    data = b"x" * 1_000
    api.upload(data)
    Blob.objects.update(size=150_000)
    files = [{"path": f"{number}.bin", "sha256": sha256(data).hexdigest()} for number in range(2_000)]
    response = api.post(f"{listing}/dry-runs", {"files": files})
    assert (response.status_code, error(response)["code"]) == (422, "import-refused")
    assert not DryRun.objects.exists()


def test_a_change_is_tried_while_a_submission_is_under_way() -> None:
    acme = Partner()
    acme.reach("submitted")
    state = acme.revision.state
    response = V1(acme.api.caller).send("post", f"listings/{acme.listing.pk}/dry-runs", folder_zip())
    assert (response.status_code, acme.revision.state) == (202, state)


def test_reasons_against_submitting_are_returned(run_jobs: RunJobs) -> None:
    acme = Partner()
    acme.reach("in_review")
    scene = InReview(owner=acme.owner, revision_id=acme.revision.pk)
    thread, before = scene.comment(is_blocking=True), stored()
    api = V1(acme.api.caller)
    address = f"listings/{acme.listing.pk}"
    api.headers["Accept-Language"] = "ja"
    first = api.post(f"{address}/dry-runs", {"sections": {}})
    run_jobs()
    (reason,) = job_of(api, first)["result"]["reasons"]
    assert (stored(), reason["text"].isascii()) == (before, False)
    refused = api.post(f"{address}/withdrawal", {"reason": ""}), api.post(f"{address}/submissions", {"confirm": "all"})
    assert reason["code"] in error(refused[1])["context"]["codes"]
    assert reason["text"] in error(refused[1])["context"]["texts"]
    thread.delete()
    second = api.post(f"{address}/dry-runs", {"sections": {}})
    run_jobs()
    assert job_of(api, second)["result"]["reasons"] == []


def test_what_is_live_is_not_tried() -> None:
    acme = Partner()
    acme.reach("published")
    response = V1(acme.api.caller).send("post", f"listings/{acme.listing.pk}/dry-runs", folder_zip())
    assert (response.status_code, error(response)["code"]) == (409, "not-possible")


def test_a_dry_run_of_a_killed_worker_runs_again(api: V1, listing: str, run_jobs: RunJobs) -> None:
    response = api.send("post", f"{listing}/dry-runs", folder_zip())
    claim_job(job_id=Job.objects.get(kind="dry-run").pk, now=timezone.now())
    Job.objects.update(lease_until=timezone.now())
    run_jobs()
    assert job_of(api, response)["state"] == "done"


@pytest.mark.parametrize("path, kind", [("dry-runs", "dry-run"), ("checks", "run")])
def test_failed_job_can_be_retried(
    path: str, kind: str, api: V1, listing: str, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = api.post(f"{listing}/{path}", {"sections": {}} if path == "dry-runs" else None)
    failed = fail_every_attempt(monkeypatch, kind)
    job = job_of(api, response)
    assert (job["state"], job["error"]["code"], job["result"]) == ("failed", "internal-error", None)
    assert job["finished_at"]

    assert retried(failed) is not None
    job = job_of(api, response)
    assert (job["state"], job["progress"], job["error"], job["finished_at"]) == ("queued", None, None, None)

    run_jobs()
    assert job_of(api, response)["state"] == "done"


def test_dry_runs_are_kept_for_a_day(api: V1, listing: str) -> None:
    old, new = (api.post(f"{listing}/dry-runs", {"sections": {}}).json()["id"] for _ in range(2))
    DryRun.objects.filter(pk=old).update(created_at=timezone.now() - timedelta(days=1))
    remove("dry-runs")
    assert [api.get(f"jobs/{job}").status_code for job in (old, new)] == [404, 200]
    assert api.colleague(Role.OWNER).get(f"jobs/{new}").status_code == 404


def test_checks_are_run(api: V1, listing: str, run_jobs: RunJobs) -> None:
    first, second = (api.post(f"{listing}/checks") for _ in range(2))
    run_jobs()
    job = job_of(api.colleague(Role.VIEWER), first)
    assert first.json()["id"] == second.json()["id"]
    assert (job["kind"], job["state"], job["result"]["unfinished"]) == ("checks", "done", [])
    assert codes(job) == set(RunFinding.objects.values_list("code", flat=True)) != set()
    assert make_v1("Southquay").get(f"jobs/{job['id']}").status_code == 404
