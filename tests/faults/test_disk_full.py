"""The disk is full when a file is uploaded: the page reports it, no partial file remains, and trying again works."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from pytest_django import Settings

from audit.models import Event
from files.actions import put_blobs
from files.errors import FileNotStored
from files.models import Blob, BlobUse
from files.upload import FileUpload
from tests.faults.disk import SMALL_BYTES, Disk, small_disk
from tests.files import samples
from tests.listings.scene import NOW
from tests.studio.scene import Scene, make_scene, signed_in
from tests.tilekit.listing import METADATA

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.sqlite_is_enough]
TOO_LARGE = METADATA.encode() + b"#" * SMALL_BYTES
STREAMED = METADATA.encode() + b"#" * 3_000_000  # more than Django keeps in memory


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def scene(disk: Disk, data_dir: Path, settings: Settings) -> Scene:
    """A draft whose files are on the small disk."""
    draft = make_scene()
    settings.STORAGES = {**settings.STORAGES, "default": disk.storage}
    return draft


def upload(scene: Scene, content: bytes) -> HttpResponse:
    url = f"{scene.url('section-upload', 'data')}?path=data.metadata_csv"
    sent = SimpleUploadedFile("metadata.csv", content)
    return signed_in(scene.editor).post(url, {"metadata_csv-file": sent}, HTTP_HX_REQUEST="true")


def stored_counts() -> tuple[int, int, int]:
    return Blob.objects.count(), BlobUse.objects.count(), Event.objects.filter(verb="section.edit").count()


@pytest.mark.parametrize("content", [TOO_LARGE, STREAMED])
def test_an_upload_that_the_storage_cannot_hold_is_said_at_the_field_and_works_later(
    scene: Scene, disk: Disk, content: bytes
) -> None:
    if content is STREAMED and not disk.is_mounted:
        pytest.skip("on one disk a large upload is moved, not written again")
    before, version = stored_counts(), scene.section("data").version

    refused = upload(scene, content)

    assert refused.status_code == 422
    assert "store metadata.csv" in refused.content.decode()
    assert (disk.names(), stored_counts(), scene.section("data").version) == ([], before, version)
    disk.grow()
    taken = upload(scene, content)
    assert taken.status_code == 200
    blob = Blob.objects.get(size=len(content))
    assert disk.names() == [str(blob.pk)]
    assert scene.section("data").document["metadata_csv"]["sha256"] == blob.sha256


def test_an_upload_for_which_there_is_no_room_on_its_way_is_said_at_the_field(
    scene: Scene, disk: Disk, settings: Settings, tmp_path: Path
) -> None:
    """The storage has space, but the folder for temporary uploads doesn't."""
    if not disk.is_mounted:
        pytest.skip("nobody may mount a disk here")
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "roomy"}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    settings.FILE_UPLOAD_TEMP_DIR = str(disk.folder)
    before = stored_counts()

    refused = upload(scene, STREAMED)

    assert refused.status_code == 422
    assert "store metadata.csv" in refused.content.decode()
    assert (disk.names(), stored_counts()) == ([], before)
    disk.grow()
    assert upload(scene, STREAMED).status_code == 200
    assert disk.names() == []


def test_of_several_files_none_stays_where_one_has_no_room(scene: Scene, disk: Disk) -> None:
    before = stored_counts()
    small, large = FileUpload.of(samples.SVG, name="logo.svg"), FileUpload.of(TOO_LARGE, name="metadata.csv")

    with pytest.raises(FileNotStored):
        put_blobs([small, large], now=NOW)

    assert (disk.names(), stored_counts()) == ([], before)


def test_a_picture_stays_not_without_its_safe_copy(scene: Scene, disk: Disk) -> None:
    """There is space for the image, but not for its sanitised copy."""
    before = stored_counts()
    if not disk.is_mounted:
        pytest.skip("a limit for one file does not count two together")
    picture = samples.SVG.replace(b"<path", b"<desc>" + b"x" * (SMALL_BYTES * 2 // 3) + b"</desc><path")

    with pytest.raises(FileNotStored):
        put_blobs([FileUpload.of(picture, name="logo.svg")], now=NOW)

    assert (disk.names(), stored_counts()) == ([], before)
