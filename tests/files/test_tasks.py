"""Background jobs for stored files: one batch in each job, and no file holds up others."""

from collections.abc import Callable
from datetime import UTC, datetime
from errno import EIO
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from django.utils import timezone

from common.external_service import ServiceUnavailable
from files import actions, renditions, store
from files.actions import put_blob
from files.errors import FileNotReadable
from files.models import Blob
from files.queries import blobs_without_renditions, outdated_blobs
from files.tasks import REREAD_JOB
from files.writes import RENDITIONS_JOB, use_blobs
from jobs.limits import STEP_SECONDS
from jobs.models import Job, JobState
from jobs.worker import run_job
from jobs.writes import enqueue
from tests.files import samples
from tests.retention import remove, shorten_batches
from tilekit.media import drawing_process

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def stored_pictures(count: int) -> list[Blob]:
    """Pictures that a listing uses, the oldest first."""
    blobs = [put_blob(samples.png(width=20 + number), name="a.png", now=NOW) for number in range(count)]
    with transaction.atomic():
        use_blobs(uuid4(), [blob.sha256 for blob in blobs], now=NOW)
    return blobs


class DamagedContent(BytesIO):
    """A file on a disk with a fault: it can be opened, but not read."""

    def read(self, *_: object) -> bytes:
        raise OSError(EIO, "Input/output error")


def make_unreadable(blob: Blob) -> None:
    store.clear_cache()
    default_storage.delete(blob.storage_name)
    Path(default_storage.path(blob.storage_name)).mkdir()


def queue(kind: str) -> Job:
    with transaction.atomic():
        return enqueue(kind, payload={}, key="periodic", now=timezone.now())


def test_picture_that_cannot_be_read_does_not_hold_up_others(run_jobs: Callable[[], int]) -> None:
    *_, newest = stored_pictures(3)
    make_unreadable(newest)

    run_jobs()

    assert list(blobs_without_renditions()) == [newest]
    assert set(Job.objects.filter(kind=RENDITIONS_JOB).values_list("state", flat=True)) == {JobState.DONE}


def test_damaged_file_does_not_hold_up_others(run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    damaged, *_ = stored_pictures(3)
    opened = vars(FileSystemStorage)["_open"]

    def opened_or_damaged(storage: FileSystemStorage, name: str, mode: str = "rb") -> object:
        return File(DamagedContent()) if name == damaged.storage_name else opened(storage, name, mode)

    monkeypatch.setattr(FileSystemStorage, "_open", opened_or_damaged)
    store.clear_cache()
    Blob.objects.update(parser_version=0)
    run_job(queue(REREAD_JOB).pk)
    run_jobs()

    assert list(outdated_blobs()) == [damaged]
    assert list(blobs_without_renditions()) == [damaged]


def test_outage_is_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    stored_pictures(2)

    def unavailable(*_: object) -> None:
        raise ServiceUnavailable

    monkeypatch.setattr(FileSystemStorage, "_open", unavailable)
    with pytest.raises(FileNotReadable):
        actions.make_renditions_of_newest()
    store.clear_cache()
    Blob.objects.update(parser_version=0)
    with pytest.raises(FileNotReadable):
        actions.reread_facts()


def test_slow_picture_ends_before_the_step_of_its_job() -> None:
    assert renditions._SHRINK_SECONDS + drawing_process.SECONDS < STEP_SECONDS


def test_unused_files_are_deleted_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten_batches(monkeypatch, "files", 2)
    for number in range(5):
        put_blob(b"%d" % number, name="a.txt", now=NOW)

    assert remove("files") == [2, 2, 1]

    assert not Blob.objects.exists()


def test_files_are_read_again_in_batches(run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_BLOBS_AT_ONCE", 2)
    first, *_ = stored_pictures(5)
    make_unreadable(first)
    Blob.objects.update(parser_version=0)

    run_job(queue(REREAD_JOB).pk)

    assert outdated_blobs().count() == 4
    run_jobs()
    assert list(outdated_blobs()) == [first]
