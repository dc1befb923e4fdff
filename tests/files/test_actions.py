from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from files import actions
from files.errors import FileRefused, FileUnknown
from files.models import Blob, BlobUse
from files.queries import read_blob
from files.upload import FileUpload
from files.writes import drop_uses, use_blobs
from tests.files import samples
from tests.retention import remove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=25)
committed = pytest.mark.django_db(transaction=True)


def test_put_blob_stores_bytes_and_what_they_are() -> None:
    data = samples.png(width=32, height=18)

    blob = actions.put_blob(data, name="overview.png", accepts=("image",), now=NOW)

    assert (blob.media_type, blob.size, blob.facts) == ("image/png", len(data), {"width_px": 32, "height_px": 18})
    assert read_blob(blob.sha256) == data


def test_put_blob_reads_an_upload_in_pieces() -> None:
    data = b"metric_name\n" + b"acme.depth\n" * 300_000

    blob = actions.put_blob(SimpleUploadedFile("metadata.csv", data), name="metadata.csv", accepts=("csv",), now=NOW)

    assert (blob.size, blob.media_type) == (len(data), "text/plain")
    assert read_blob(blob.sha256) == data


def test_put_blob_keeps_the_same_bytes_once() -> None:
    first = actions.put_blob(samples.SVG, name="a.svg", now=NOW)
    second = actions.put_blob(samples.SVG, name="b.svg", now=LATER)

    assert first.pk == second.pk
    assert second.touched_at == LATER
    assert len(default_storage.listdir(f"blobs/{first.pk.hex[-2:]}")[1]) == 2  # the bytes and the safe copy


def test_put_blob_makes_a_safe_copy_of_an_svg() -> None:
    blob = actions.put_blob(samples.HOSTILE_SVG, name="logo.svg", accepts=("svg",), now=NOW)

    with default_storage.open(blob.rendition_name) as copy:
        shown = copy.read()
    assert b"script" not in shown
    assert b"onload" not in shown
    assert b"path" in shown
    assert read_blob(blob.sha256) == samples.HOSTILE_SVG


def test_put_blob_reads_what_is_in_a_wheel() -> None:
    blob = actions.put_blob(samples.wheel(), name="acme_widget-1.0.0-py3-none-any.whl", accepts=("wheel",), now=NOW)

    assert blob.facts["version"] == "1.0.0"
    assert blob.facts["entry_count"] == 1


@pytest.mark.parametrize(
    "data,accepts,max_bytes,reason",
    [
        (samples.png(), ("svg",), 1000, "wrong-kind"),
        (samples.SVG, ("image",), 1000, "wrong-kind"),
        (b"MZ\x90", ("wheel",), 1000, "wrong-kind"),
        (b"<html>", ("pdf",), 1000, "wrong-kind"),
        (b"x" * 1001, ("csv",), 1000, "too-large"),
        (b"", ("json",), 1000, "empty"),
    ],
)
def test_put_blob_refuses(data: bytes, accepts: tuple[str, ...], max_bytes: int, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        actions.put_blob(data, name="upload", accepts=accepts, max_bytes=max_bytes, now=NOW)

    assert refused.value.context["reason"] == reason
    assert not Blob.objects.exists()


def test_put_blob_says_what_a_renamed_file_is() -> None:
    with pytest.raises(FileRefused) as refused:
        actions.put_blob(samples.png(), name="logo.svg", accepts=("svg",), now=NOW)

    assert str(refused.value) == "logo.svg was rejected. The file is a PNG image, but this field accepts an SVG image."


def test_put_blobs_stores_new_ones_and_finds_known_ones() -> None:
    svg_blob = actions.put_blob(samples.SVG, name="logo.svg", now=NOW)

    stored = actions.put_blobs([FileUpload.of(samples.SVG, name="x"), FileUpload.of(samples.PDF, name="y")], now=LATER)

    assert stored[svg_blob.sha256].pk == svg_blob.pk
    assert {blob.media_type for blob in stored.values()} == {"image/svg+xml", "application/pdf"}


@committed
def test_use_blobs_needs_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        use_blobs(uuid4(), [], now=NOW)


def test_use_blobs_fails_for_unknown_bytes() -> None:
    with pytest.raises(FileUnknown):
        use_blobs(uuid4(), ["0" * 64], now=NOW)


@committed
def test_files_that_nobody_used_for_a_day_are_removed() -> None:
    unused = actions.put_blob(samples.SVG, name="logo.svg", now=NOW)
    used = actions.put_blob(samples.PDF, name="eula.pdf", now=NOW)
    fresh = actions.put_blob(samples.png(), name="a.png", now=LATER)
    with transaction.atomic():
        use_blobs(uuid4(), [used.sha256], now=NOW)

    assert remove("files", now=LATER) == [1]

    assert {blob.pk for blob in Blob.objects.all()} == {used.pk, fresh.pk}
    assert not default_storage.exists(unused.storage_name)
    assert not default_storage.exists(unused.rendition_name)


def test_drop_uses_keeps_what_is_named_and_what_is_new() -> None:
    listing_id = uuid4()
    named, old, new = (actions.put_blob(name.encode(), name=name, now=NOW) for name in ("named", "old", "new"))
    use_blobs(listing_id, [named.sha256, old.sha256], now=NOW)
    use_blobs(listing_id, [new.sha256], now=LATER)

    assert drop_uses(listing_id, before=LATER, keep=[named.sha256]) == 1

    assert {use.blob_id for use in BlobUse.objects.all()} == {named.pk, new.pk}


@committed
def test_reread_facts_reads_what_an_older_parser_read() -> None:
    blob = actions.put_blob(samples.HOSTILE_SVG, name="logo.svg", now=NOW)
    Blob.objects.update(parser_version=0, facts={}, rendition_type="")
    default_storage.delete(blob.rendition_name)

    assert actions.reread_facts() == blob.pk

    blob.refresh_from_db()
    assert blob.facts["width"] == 40
    assert default_storage.exists(blob.rendition_name)
    assert actions.reread_facts() is None


def test_caller_hears_of_every_few_files() -> None:
    """on_batch is called twice while files are read and twice while they are written."""
    uploads = [FileUpload.of(b"%d" % number, name=f"{number}.txt") for number in range(45)]
    heard: list[int] = []

    actions.put_blobs(uploads, now=NOW, on_batch=lambda: heard.append(1))

    assert len(heard) == 4
