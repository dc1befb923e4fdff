"""Uploads in parts, over HTTP."""

import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from api.uploads import models, parts, queries
from api.uploads.models import Upload
from audit.models import Event
from common.actor import Role
from files.models import Blob
from files.queries import read_blob
from tests.api.v1_client import RAW, V1, Response, error, make_v1
from tests.retention import remove

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
DATA = b"0123456789abcdefghij1234"  # at most three parts of ten bytes


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "PART_BYTES", 10)


@pytest.fixture
def files(data_dir: Path) -> Path:
    return data_dir / "files"


@pytest.fixture
def api(files: Path) -> V1:
    return make_v1()


def begin(api: V1, data: bytes = DATA, **changes: object) -> Response:
    body = {"name": "tides.bin", "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), **changes}
    return api.post("uploads", body)


def send(api: V1, upload: str, number: int, data: bytes | None = None) -> Response:
    part = DATA[(number - 1) * 10 : number * 10] if data is None else data
    return api.send("put", f"uploads/{upload}/parts/{number}", part, RAW)


def begin_with_parts(api: V1, *numbers: int, **changes: object) -> str:
    """The ID of a new upload with these parts."""
    upload = str(begin(api, **changes).json()["id"])
    for number in numbers:
        assert send(api, upload, number).status_code == 200
    return upload


def stored_parts(files: Path) -> list[Path]:
    """The bytes of the stored parts."""
    return [path for path in files.glob("uploads/*/*") if path.is_file()]


def test_parts_make_a_file(api: V1, files: Path) -> None:
    response = begin(api)
    upload = response.json()["id"]
    received = [send(api, upload, number).json()["received"] for number in (3, 1, 2)]
    done = api.post(f"uploads/{upload}/complete")
    assert (response.status_code, response["Location"]) == (201, f"/api/v1/uploads/{upload}")
    assert (response.json()["state"], response.json()["parts"]) == ("open", 3)
    assert received == [[3], [1, 3], [1, 2, 3]]
    assert (done.status_code, done.json()["state"], done.json()["received"]) == (200, "complete", [1, 2, 3])
    assert api.get(f"uploads/{upload}").json() == done.json()
    assert read_blob(hashlib.sha256(DATA).hexdigest()) == DATA
    assert set(Event.objects.filter(verb__startswith="upload.").values_list("verb", flat=True)) == {
        "upload.begin",
        "upload.complete",
    }


def test_bytes_of_parts_go_once_the_file_is_there(
    api: V1, files: Path, django_capture_on_commit_callbacks: object
) -> None:
    upload = begin_with_parts(api, 1, 2, 3)
    assert len(stored_parts(files)) == 3
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        api.post(f"uploads/{upload}/complete")
    assert stored_parts(files) == []


@pytest.mark.parametrize(
    "data, status, code", [(DATA[:9], 422, "part-length-mismatch"), (DATA[:11], 413, "upload-too-large")]
)
def test_a_part_of_another_length_is_refused(api: V1, files: Path, data: bytes, status: int, code: str) -> None:
    upload = begin_with_parts(api)
    response = send(api, upload, 1, data)
    assert (response.status_code, error(response)["code"]) == (status, code)
    assert (api.get(f"uploads/{upload}").json()["received"], stored_parts(files)) == ([], [])


@pytest.mark.parametrize("announced, status, code", [("10", 400, "invalid-body"), ("", 411, "length-required")])
def test_a_part_that_is_cut_off_is_refused(api: V1, files: Path, announced: str, status: int, code: str) -> None:
    path = f"/api/v1/uploads/{begin_with_parts(api)}/parts/1"
    environ: dict[str, object] = {"wsgi.input": BytesIO(DATA[:8]), "CONTENT_LENGTH": announced}
    response = api.client.put(path, DATA[:8], RAW, headers=api.headers, **environ)  # type: ignore[arg-type]
    assert (response.status_code, error(response)["code"]) == (status, code)
    assert stored_parts(files) == []


def test_a_part_sent_twice_is_stored_once(api: V1, files: Path) -> None:
    upload = begin_with_parts(api, 1, 1)
    assert len(stored_parts(files)) == 1
    assert send(api, upload, 1, b"different!").json()["received"] == [1]


def test_a_complete_upload_takes_the_same_parts_only(api: V1, files: Path) -> None:
    upload = begin_with_parts(api, 1, 2, 3)
    api.post(f"uploads/{upload}/complete")
    same, other = send(api, upload, 1), send(api, upload, 1, b"different!")
    assert (same.status_code, same.json()["state"]) == (200, "complete")
    assert (other.status_code, error(other)["code"]) == (409, "upload-complete")


@pytest.mark.parametrize("number, status", [(0, 422), (4, 404), (100_001, 422)])
def test_a_part_that_is_none_is_refused(api: V1, number: int, status: int) -> None:
    assert send(api, begin_with_parts(api), number, DATA[:10]).status_code == status


def test_missing_parts_are_named(api: V1) -> None:
    response = api.post(f"uploads/{begin_with_parts(api, 2)}/complete")
    problem = error(response)
    assert (response.status_code, problem["code"]) == (409, "upload-incomplete")
    assert problem["context"] == {"missing": [1, 3]}


def test_a_wrong_digest_leaves_the_upload_open(api: V1) -> None:
    upload = begin_with_parts(api, 2, 3)
    send(api, upload, 1, b"different!")
    response = api.post(f"uploads/{upload}/complete")
    send(api, upload, 1)
    assert (response.status_code, error(response)["code"]) == (422, "digest-mismatch")
    assert error(response)["context"]["expected"] == hashlib.sha256(DATA).hexdigest()
    assert api.post(f"uploads/{upload}/complete").json()["state"] == "complete"


def test_completing_twice_changes_nothing(api: V1) -> None:
    upload = begin_with_parts(api, 1, 2, 3)
    first, second = (api.post(f"uploads/{upload}/complete") for _ in range(2))
    assert (first.json(), first.status_code) == (second.json(), second.status_code)
    assert Event.objects.filter(verb="upload.complete").count() == 1


def test_completing_while_another_call_does_loses_nothing(api: V1, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = begin_with_parts(api, 1, 2, 3)
    put_blob = parts.put_blob

    def and_meanwhile(*args: object, **options: object) -> Blob:
        monkeypatch.setattr(parts, "put_blob", put_blob)
        assert api.post(f"uploads/{upload}/complete").status_code == 200
        return put_blob(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(parts, "put_blob", and_meanwhile)
    assert api.post(f"uploads/{upload}/complete").json()["state"] == "complete"
    assert Blob.objects.count() == 1


def test_an_empty_file_needs_no_part(api: V1) -> None:
    upload = begin(api, b"").json()
    assert upload["parts"] == 0
    assert api.post(f"uploads/{upload['id']}/complete").json()["state"] == "complete"


def test_what_was_uploaded_is_not_asked_for_again(api: V1) -> None:
    api.post(f"uploads/{begin_with_parts(api, 1, 2, 3)}/complete")
    assert begin(api).json()["state"] == "complete"
    assert begin(api, size=23).json()["state"] == "open"
    assert begin(make_v1("Southquay")).json()["state"] == "open"


def test_uploads_of_others_are_not_there(api: V1) -> None:
    upload, other = begin_with_parts(api, 1), make_v1("Southquay")
    responses = [
        other.get(f"uploads/{upload}"),
        send(other, upload, 1),
        other.post(f"uploads/{upload}/complete"),
        other.delete(f"uploads/{upload}"),
    ]
    assert [response.status_code for response in responses] == [404] * 4
    assert api.colleague(Role.EDITOR).get(f"uploads/{upload}").json()["received"] == [1]


def test_a_reader_uploads_nothing(api: V1) -> None:
    upload, reader = begin_with_parts(api), api.colleague(Role.VIEWER)
    responses = [
        begin(reader),
        send(reader, upload, 1),
        reader.post(f"uploads/{upload}/complete"),
        reader.delete(f"uploads/{upload}"),
    ]
    assert [error(response)["code"] for response in responses] == ["not-allowed"] * 4


def test_an_organisation_has_a_limit(api: V1, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MAX_STORED_BYTES", 40)
    begin_with_parts(api)
    response = begin(api)
    assert (response.status_code, error(response)["code"]) == (409, "uploads-too-large")


def test_the_limit_counts_equal_bytes_once_and_deleted_ones_still(api: V1, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MAX_STORED_BYTES", 40)
    upload = begin_with_parts(api, 1, 2, 3)
    api.post(f"uploads/{upload}/complete")
    again = begin(api)
    api.delete(f"uploads/{upload}")
    other = begin(api, sha256="0" * 64)
    assert (again.status_code, again.json()["state"]) == (201, "complete")
    assert (other.status_code, error(other)["code"]) == (409, "uploads-too-large")


def test_archives_count_against_the_limit(api: V1, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MAX_STORED_BYTES", 40)
    draft = api.draft()
    response = api.send("put", f"listings/{draft.listing_id}/folder", b"x" * 41)
    assert (response.status_code, error(response)["code"]) == (409, "uploads-too-large")
    assert api.send("put", f"listings/{draft.listing_id}/folder", b"x" * 20).status_code == 202
    assert error(begin(api))["code"] == "uploads-too-large"


def test_there_is_a_limit_of_uploads(api: V1, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MAX_UPLOADS", 2)
    responses = [begin(api, size=0, sha256=hashlib.sha256().hexdigest()) for _ in range(3)]
    assert [response.status_code for response in responses] == [201, 201, 409]
    assert error(responses[2])["code"] == "too-many-uploads"


def test_expired_uploads_go(api: V1, files: Path, run_jobs: object, django_capture_on_commit_callbacks: object) -> None:
    old, new = begin_with_parts(api, 1), begin_with_parts(api, 1)
    Upload.objects.filter(pk=old).update(expires_at=timezone.now() - timedelta(seconds=1))
    responses = [send(api, old, 2), api.get(f"uploads/{old}"), api.post(f"uploads/{old}/complete")]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        remove("uploads")
    assert [response.status_code for response in responses] == [404] * 3
    assert [str(key) for key in Upload.objects.values_list("pk", flat=True)] == [new]
    assert len(stored_parts(files)) == 1


def test_a_deleted_upload_is_gone(api: V1, files: Path, django_capture_on_commit_callbacks: object) -> None:
    upload = begin_with_parts(api, 1)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        response = api.delete(f"uploads/{upload}")
    assert (response.status_code, response.content) == (204, b"")
    assert (api.get(f"uploads/{upload}").status_code, stored_parts(files)) == (404, [])


@pytest.mark.parametrize(
    "changes", [{"sha256": "x"}, {"sha256": "A" * 64}, {"size": -1}, {"size": 10**12}, {"name": ""}]
)
def test_a_wrong_announcement_is_named(api: V1, changes: dict[str, object]) -> None:
    response = begin(api, **changes)
    assert (response.status_code, error(response)["target"]) == (422, next(iter(changes)))


def test_a_key_sends_a_part_once(api: V1, files: Path) -> None:
    upload, key = begin_with_parts(api), {"Idempotency-Key": "part-1"}
    responses = [api.send("put", f"uploads/{upload}/parts/1", DATA[:10], RAW, **key) for _ in range(2)]
    other = api.send("put", f"uploads/{upload}/parts/1", b"different!", RAW, **key)
    assert [response.status_code for response in responses] == [200, 200]
    assert (responses[1]["Idempotency-Replayed"], error(other)["code"]) == ("true", "idempotency-key-reused")
    assert len(stored_parts(files)) == 1


def test_a_part_is_not_held_in_memory(api: V1, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the view nor the action reads the whole body at once."""
    upload = begin_with_parts(api)
    monkeypatch.setattr("django.http.HttpRequest.body", property(lambda _request: pytest.fail("read as a whole")))
    monkeypatch.setattr(ContentFile, "__init__", lambda *_args: pytest.fail("held in memory"))
    assert send(api, upload, 1).status_code == 200
