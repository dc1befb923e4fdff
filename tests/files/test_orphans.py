"""Stored objects without a database row are deleted after a week."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from common.ids import uuid7
from files import orphans, store
from files.actions import put_blob
from files.deletion_pause import deletions_paused
from files.errors import FileNotReadable
from files.orphans import StorageMismatch
from files.tasks import ORPHANS_JOB
from jobs.worker import run_job
from jobs.writes import enqueue
from tests.files import samples
from tests.files.s3_server import s3_server, use_storage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, settings: Settings) -> Iterator[None]:
    if request.param == "folder":
        request.getfixturevalue("data_dir")
        yield
        return
    with s3_server() as server:
        use_storage(settings, server.url())
        yield


def id_from(*, days_ago: int) -> UUID:
    """A UUIDv7 of that time, which would be in the same folder as others."""
    then = timezone.now() - timedelta(days=days_ago)
    return UUID(int=int(then.timestamp() * 1000) << 80 | uuid7().int % (1 << 80))


def put_object(pk: UUID, *, suffix: str = "", folder: str = "blobs/3f") -> str:
    return default_storage.save(f"{folder}/{pk}{suffix}", ContentFile(b"kelp"))


def stored_names(folder: str = "blobs") -> set[str]:
    return {name for subfolder in store.list_folder(folder)[0] for name in store.list_folder(subfolder)[1]}


def delete_all_orphans() -> None:
    after = ""
    while after := orphans.delete_orphans(now=timezone.now(), after=after, on_step=lambda: None):
        pass


def test_old_objects_without_a_row_are_deleted_with_their_copies() -> None:
    orphan = id_from(days_ago=8)
    put_object(orphan)
    put_object(orphan, suffix=".safe")
    put_object(orphan, suffix=".320")

    delete_all_orphans()

    assert stored_names() == set()


def test_orphans_stay_while_a_back_up_reads_files() -> None:
    name = put_object(id_from(days_ago=8))

    with deletions_paused():
        delete_all_orphans()
    assert stored_names() == {name}
    delete_all_orphans()

    assert stored_names() == set()


def test_objects_with_a_row_are_kept() -> None:
    blob = put_blob(samples.SVG, name="logo.svg", now=timezone.now())
    blob.pk, blob.sha256 = id_from(days_ago=30), "0" * 64
    blob.save(force_insert=True)
    folder = blob.storage_name.rpartition("/")[0]
    names = {put_object(blob.pk, folder=folder), put_object(blob.pk, folder=folder, suffix=".safe")}

    delete_all_orphans()

    assert names <= stored_names()


def test_new_objects_and_those_of_others_are_kept() -> None:
    """An object is stored before its row, and other programs may use the bucket."""
    notes = default_storage.save("blobs/3f/notes.txt", ContentFile(b"kelp"))
    names = {put_object(id_from(days_ago=6)), put_object(uuid4()), notes}

    delete_all_orphans()

    assert stored_names() == names


def test_parts_of_uploads_are_deleted() -> None:
    for _ in range(30):
        put_object(id_from(days_ago=8), folder=f"uploads/{uuid4()}")

    delete_all_orphans()

    assert stored_names("uploads") == set()


def test_nothing_is_deleted_if_the_database_belongs_to_another_storage() -> None:
    names = {put_object(id_from(days_ago=8)) for _ in range(21)}

    with pytest.raises(StorageMismatch, match="21 of 21 objects have no row"):
        delete_all_orphans()

    assert stored_names() == names


def test_outage_is_not_an_empty_storage(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "listdir", fail)
        with pytest.raises(FileNotReadable):
            delete_all_orphans()


def fail(*_: object) -> None:
    raise PermissionError


def test_job_deletes_them_in_batches(run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "_FOLDERS", 1)
    for subfolder in ("01", "a0", "ff"):
        put_object(id_from(days_ago=8), folder=f"blobs/{subfolder}")
    with transaction.atomic():
        job = enqueue(ORPHANS_JOB, payload={}, key="periodic", now=timezone.now())

    run_job(job.pk)

    assert len(stored_names()) == 2
    run_jobs()
    assert stored_names() == set()


def test_time_of_an_id_is_its_creation() -> None:
    before = datetime.now(tz=UTC)

    assert abs(orphans.creation_time(uuid7()) - before) < timedelta(seconds=5)
