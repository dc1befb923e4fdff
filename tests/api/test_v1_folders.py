"""The folder of a listing: read; replaced by an archive, an upload or a list of files; imported as a new listing."""

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone

from api.v1 import folders
from audit.models import Event
from common.actor import Role
from files.models import Blob
from jobs.actions import claim_job
from jobs.models import Job, JobState
from jobs.worker import run_job
from listings.actions import save_section, start_revision
from listings.models import Import, Listing, Revision, Section
from tests.api.factories import caller_of
from tests.api.files_scene import folder_zip
from tests.api.submissions_scene import Partner
from tests.api.v1_client import V1, Response, error, make_v1
from tests.listings.scene import NOW, member
from tests.sandboxes.scene import live_listing, partner
from tests.shared import SMALL
from tests.tilekit.listing import base_files
from tilekit.scaffold.archive import zip_of_files
from tilekit.scaffold.folder import files_of_folder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
RunJobs = Callable[[], int]


@pytest.fixture
def api() -> V1:
    return make_v1()


@pytest.fixture
def folder(api: V1) -> str:
    return f"listings/{api.draft().listing_id}/folder"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def listed(files: dict[str, bytes]) -> dict[str, object]:
    return {"files": [{"path": path, "sha256": digest(data)} for path, data in files.items()]}


def job_of(api: V1, response: Response) -> dict[str, object]:
    """The current job of an accepted call."""
    assert response.status_code == 202, response.content
    job: dict[str, object] = api.client.get(response["Location"], headers=api.headers).json()
    return job


def type_in(api: V1, **changes: object) -> None:
    """Save values as a person does in the wizard."""
    revision = Revision.objects.get()
    save_section(revision_id=revision.pk, key="overview", version=None, changes=changes, by=api.owner, now=NOW)


def test_the_folder_is_what_is_exported(api: V1, folder: str, run_jobs: RunJobs) -> None:
    api.send("put", folder, folder_zip())
    run_jobs()
    response, archive = api.get(folder), api.get(f"{folder}.zip")
    with ZipFile(BytesIO(archive.content)) as packed:
        files = {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}
    assert [file["path"] for file in response.json()["files"]] == sorted(files)
    assert {file["path"]: (file["sha256"], file["size"]) for file in response.json()["files"]} == {
        path: (digest(data), len(data)) for path, data in files.items()
    }
    assert (response.json()["name"], response.json()["digest"][:3]) == ("acme_widget", "d1:")
    assert (archive["Content-Type"], archive["ETag"]) == ("application/zip", response["ETag"])
    assert Event.objects.get(verb="revision.export").object_ids["listing"] in folder


def test_an_archive_takes_the_place_of_the_draft(api: V1, folder: str, run_jobs: RunJobs) -> None:
    response = api.send("put", folder, folder_zip("Tide Gauges"))
    waiting = response.json()
    run_jobs()
    done = job_of(api, response)
    assert (waiting["state"], waiting["result"], response["Retry-After"]) == ("queued", None, "1")
    assert (done["kind"], done["state"], done["error"]) == ("import", "done", None)
    assert done["result"]["listing"] == str(Listing.objects.get().pk)  # type: ignore[index]
    assert done["progress"]["done"] == done["progress"]["total"]  # type: ignore[index]
    assert Section.objects.get(key="overview").document["title"] == "Tide Gauges"


def test_an_upload_takes_the_place_of_the_draft(api: V1, folder: str, run_jobs: RunJobs) -> None:
    response = api.put(folder, {"upload": api.upload(folder_zip("Tide Gauges"))})
    run_jobs()
    assert job_of(api, response)["state"] == "done"
    assert Section.objects.get(key="overview").document["title"] == "Tide Gauges"


def test_only_files_that_changed_are_uploaded(api: V1, folder: str, run_jobs: RunJobs) -> None:
    api.send("put", folder, folder_zip())
    run_jobs()
    present = {file["path"]: file["sha256"] for file in api.get(folder).json()["files"]}
    files = {**base_files(), "tests/test_unit.py": b"assert 1\n"}
    body = {"files": [{"path": path, "sha256": present.get(path, digest(data))} for path, data in files.items()]}
    refused = api.put(folder, body)
    api.upload(b"assert 1\n", "test_unit.py")
    accepted = api.put(folder, body)
    run_jobs()
    assert (refused.status_code, error(refused)["code"]) == (409, "files-missing")
    assert error(refused)["context"] == {"missing": [digest(b"assert 1\n")]}
    assert job_of(api, accepted)["state"] == "done"
    now = {file["path"]: file["sha256"] for file in api.get(folder).json()["files"]}
    assert now == {**present, "tests/test_unit.py": digest(b"assert 1\n")}
    assert api.get(folder).json()["name"] == "acme_widget"


def test_an_empty_file_is_kept(api: V1, folder: str, run_jobs: RunJobs) -> None:
    files = {**base_files(), "tests/__init__.py": b""}
    for data in files.values():
        api.upload(data)
    response = api.put(folder, {**listed(files), "folder": "acme"})
    run_jobs()
    assert job_of(api, response)["state"] == "done"
    assert {file["path"]: file["size"] for file in api.get(folder).json()["files"]}["tests/__init__.py"] == 0


def test_an_import_begins_a_listing(api: V1, run_jobs: RunJobs) -> None:
    responses = [
        api.send("post", "imports?name=Pier", folder_zip()),
        api.post("imports", {"upload": api.upload(folder_zip("Tide Gauges")), "name": "Tide"}),
    ]
    run_jobs()
    jobs = [job_of(api, response) for response in responses]
    assert [job["state"] for job in jobs] == ["done", "done"]
    names = [api.get(f"listings/{job['result']['listing']}").json()["name"] for job in jobs]  # type: ignore[index]
    assert names == ["Pier", "Tide"]


@pytest.mark.parametrize(
    "data, expected",
    [
        (b"PK\x03\x04 and then nothing", "The archive is damaged"),
        (zip_of_files({"../manifest.json": b"{}"}), "points outside your listing"),
        (zip_of_files({f"{number}.txt": b"" for number in range(2_001)}), "the limit is 2,000"),
        (zip_of_files({"manifest.json": b"{}", "zeros.bin": bytes(30_000_000)}), "too large once unpacked"),
    ],
    ids=["broken", "outside", "many", "bomb"],
)
def test_a_hostile_archive_is_refused_by_the_job(
    api: V1, folder: str, run_jobs: RunJobs, data: bytes, expected: str
) -> None:
    response = api.send("put", folder, data)
    run_jobs()
    job = job_of(api, response)
    assert (job["state"], job["result"]) == ("refused", None)
    assert job["error"]["code"] == "import-refused"  # type: ignore[index]
    assert expected in job["error"]["message"]  # type: ignore[index]
    assert Revision.objects.get().base == {}


@pytest.mark.parametrize(
    "body, status, code, target",
    [
        ({}, 422, "validation-failed", "body"),
        ({"upload": "x"}, 422, "validation-failed", "upload"),
        ({"files": [{"path": "../a", "sha256": "0" * 64}]}, 422, "validation-failed", "files.0.path"),
        ({"files": [{"path": "a/", "sha256": "0" * 64}]}, 422, "validation-failed", "files.0.path"),
        ({"files": [{"path": "a", "sha256": "0" * 63}]}, 422, "validation-failed", "files.0.sha256"),
        ({"files": [{"path": "a", "sha256": "0" * 64}] * 2}, 422, "validation-failed", "files"),
        ({"files": [{"path": f"f{n}", "sha256": "0" * 64} for n in range(10_000)]}, 422, "validation-failed", "files"),
        ({"upload": "0190d8f0-0000-7000-8000-000000000001"}, 404, "not-found", None),
        ([], 422, "validation-failed", "body"),
    ],
)
def test_a_wrong_body_is_named(api: V1, folder: str, body: object, status: int, code: str, target: str | None) -> None:
    response = api.put(folder, body)
    problem = error(response)
    assert (response.status_code, problem["code"], problem["target"]) == (status, code, target)
    assert not Import.objects.exists()


def test_a_body_of_another_type_is_refused(api: V1, folder: str) -> None:
    response = api.send("put", folder, b"\x1f\x8b", "application/gzip")
    assert (response.status_code, error(response)["code"]) == (415, "unsupported-folder-type")


def test_files_that_unpack_to_too_much_are_refused(api: V1, folder: str) -> None:
    api.upload(b"x" * 1_000)
    Blob.objects.update(size=150_000)
    files = [{"path": f"{number}.bin", "sha256": digest(b"x" * 1_000)} for number in range(2_000)]
    response = api.put(folder, {"files": files})
    assert (response.status_code, error(response)["code"]) == (422, "import-refused")


def test_an_upload_is_no_way_around_the_limit_of_archives(
    api: V1, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = folder_zip()
    body = {"upload": api.upload(data)}
    monkeypatch.setattr(folders, "ARCHIVE_BYTES", len(data) - 1)
    responses = [api.put(folder, body), api.post("imports", body)]
    assert [(response.status_code, error(response)["code"]) for response in responses] == [
        (413, "upload-too-large")
    ] * 2
    assert not Import.objects.exists()
    monkeypatch.setattr(folders, "ARCHIVE_BYTES", len(data))
    assert api.put(folder, body).status_code == 202


def test_an_archive_of_a_reader_is_not_stored(api: V1, folder: str) -> None:
    reader = api.colleague(Role.VIEWER)
    responses = [reader.send("post", "imports", folder_zip()), reader.send("put", folder, folder_zip())]
    assert [(response.status_code, error(response)["code"]) for response in responses] == [(403, "not-allowed")] * 2
    assert not Blob.objects.exists()


def test_files_of_others_are_missing(api: V1, folder: str) -> None:
    files, other = base_files(), make_v1("Southquay")
    uploads = [other.upload(data) for data in files.values()]
    response = api.put(folder, listed(files))
    assert error(response)["context"]["missing"] == sorted(digest(data) for data in files.values())
    assert api.put(folder, {"upload": uploads[0]}).status_code == 404


def test_an_open_upload_is_no_folder(api: V1, folder: str) -> None:
    upload = api.post("uploads", {"name": "a.zip", "size": 4, "sha256": "0" * 64}).json()
    response = api.put(folder, {"upload": upload["id"]})
    assert (response.status_code, error(response)["code"]) == (409, "upload-incomplete")


def test_a_folder_that_was_read_before_a_change_is_refused(api: V1, folder: str) -> None:
    etag = api.get(folder)["ETag"]
    type_in(api, title="Typed by hand")
    response = api.send("put", folder, folder_zip(), **{"If-Match": etag})
    assert (response.status_code, error(response)["code"]) == (412, "precondition-failed")


def test_a_change_while_the_job_waits_is_not_overwritten(api: V1, folder: str, run_jobs: RunJobs) -> None:
    response = api.send("put", folder, folder_zip(), **{"If-Match": api.get(folder)["ETag"]})
    type_in(api, title="Typed by hand")
    run_jobs()
    job = job_of(api, response)
    assert (job["state"], job["error"]["code"]) == ("refused", "stale")  # type: ignore[index]
    assert Section.objects.get(key="overview").document["title"] == "Typed by hand"


def test_what_is_submitted_is_not_replaced() -> None:
    acme = Partner()
    acme.reach("submitted")
    response = V1(acme.api.caller).send("put", f"listings/{acme.listing.pk}/folder", folder_zip())
    assert (response.status_code, error(response)["code"]) == (409, "not-possible")
    assert not Import.objects.exists()


def test_the_same_request_twice_is_one_job(api: V1, folder: str) -> None:
    jobs = {api.send("put", folder, folder_zip()).json()["id"] for _ in range(2)}
    assert len(jobs) == 1


def test_a_repeated_key_gets_the_same_response(api: V1, run_jobs: RunJobs) -> None:
    key = {"Idempotency-Key": "once"}
    first = api.send("post", "imports", folder_zip(), **key)
    run_jobs()
    again = api.send("post", "imports", folder_zip(), **key)
    other = api.send("post", "imports", folder_zip("Other"), **key)
    assert (again["Idempotency-Replayed"], again.content) == ("true", first.content)
    assert (other.status_code, error(other)["code"]) == (422, "idempotency-key-reused")
    assert Listing.objects.count() == 1


def test_a_job_of_a_killed_worker_runs_again(api: V1, folder: str, run_jobs: RunJobs) -> None:
    response = api.send("put", folder, folder_zip("Tide Gauges"))
    job = Job.objects.get(kind="import-archive")
    claim_job(job_id=job.pk, now=timezone.now())
    Job.objects.update(lease_until=timezone.now())
    run_jobs()
    assert job_of(api, response)["state"] == "done"
    assert Section.objects.get(key="overview").document["title"] == "Tide Gauges"


def test_a_job_that_failed_says_so(api: V1, folder: str) -> None:
    response = api.send("put", folder, folder_zip())
    job = Job.objects.get(kind="import-archive")
    Job.objects.update(attempt=job.max_attempts - 1)
    Blob.objects.all().delete()
    run_job(job.pk)
    response_job = job_of(api, response)
    assert Job.objects.get(pk=job.pk).state == JobState.FAILED
    assert (response_job["state"], response_job["error"]["code"]) == ("failed", "internal-error")  # type: ignore[index]


def test_jobs_of_others_are_not_there(api: V1, folder: str) -> None:
    job = api.send("put", folder, folder_zip()).json()["id"]
    for other in (make_v1("Southquay"), api.colleague(api.caller.application.role)):
        assert other.get(f"jobs/{job}").status_code == 404


def test_an_import_says_whose_vendor_was_found(api: V1, folder: str, run_jobs: RunJobs) -> None:
    receiver = api.caller.organisation
    foreign = api.send("put", folder, folder_zip())
    run_jobs()
    vendor = job_of(api, foreign)["result"]["foreign_vendor"]  # type: ignore[index]
    manifest = base_files()["manifest.json"]
    with_own = json.loads(manifest)
    with_own["author"] |= {"name": receiver.vendor_name, "vendor_id": receiver.vendor_id}
    response = api.send("put", folder, folder_zip(**{"manifest.json": json.dumps(with_own).encode()}))
    run_jobs()

    author = json.loads(manifest)["author"]
    assert vendor == {"name": author["name"], "vendor_id": author.get("vendor_id", "")}
    assert job_of(api, response)["result"]["foreign_vendor"] is None  # type: ignore[index]


def test_an_import_keeps_the_names_of_a_live_tile(run_jobs: RunJobs) -> None:
    api = V1(caller_of(acme := partner("Acme"), member(acme, Role.OWNER)))
    listing = live_listing(acme)
    before = Section.objects.get(revision__listing=listing, key="overview").document
    start_revision(listing_id=listing.pk, by=api.owner, now=NOW)
    files = dict(files_of_folder(SMALL / "vercel"))
    manifest = json.loads(files["manifest.json"])
    manifest["app_id"] = "other-queue"
    files["manifest.json"] = json.dumps(manifest).encode()

    response = api.send("put", f"listings/{listing.pk}/folder", zip_of_files(files, "other_queue"))
    run_jobs()

    assert job_of(api, response)["state"] == "done"
    after = Section.objects.get(revision__number=2, key="overview").document
    assert manifest["app_id"] != before["integration_id"] == after["integration_id"]
