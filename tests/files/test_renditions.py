"""The smaller copies of images: their sizes, when they are made, and who may load them."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from common.actor import Actor
from files import access, actions, store, views
from files.actions import make_renditions, put_blob
from files.file_types import SVG
from files.inspection import Facts
from files.models import Blob
from files.queries import blobs_without_renditions
from files.renditions import COPY_BYTES, Renditions, renditions_of
from files.writes import RENDITIONS_JOB, use_blobs
from jobs.models import Job
from jobs.queries import claimable
from jobs.worker import run_job
from jobs.writes import enqueue
from notices.writes import MAIL_JOB
from tests.files import samples

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LISTING = uuid4()
LARGE_SVG = samples.SVG.replace(b"<path", b"<g>" + b'<path d="M0 0h1v1H0z"/>' * 2_000 + b"</g><path")


@pytest.fixture(autouse=True)
def _file_access(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def seen_by_all(actor: Actor, listing_id: UUID, sha256: str) -> bool:
        return listing_id == LISTING

    monkeypatch.setattr(access, "_accesses", {"test": seen_by_all})


def noise(kind: str, size: tuple[int, int] = (700, 500), **more: object) -> bytes:
    """A picture that compresses badly."""
    width, height = size
    buffer = BytesIO()
    Image.frombytes("RGB", size, Random(1).randbytes(3 * width * height)).save(buffer, kind, **more)  # always the same
    return buffer.getvalue()


def animation() -> bytes:
    buffer, frames = BytesIO(), [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def store_used_blob(data: bytes, name: str = "a.png") -> Blob:
    blob = put_blob(data, name=name, now=NOW)
    with transaction.atomic():
        use_blobs(LISTING, [blob.sha256], now=NOW)
    return blob


def made_of(data: bytes, media_type: str = "image/png") -> Renditions:
    renditions = renditions_of(data, media_type, {})
    assert renditions is not None
    return renditions


def address(blob: Blob, width: int) -> str:
    return f"/files/{LISTING}/{blob.sha256}/{width}/"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_copies_are_within_their_limits(kind: str) -> None:
    renditions = made_of(noise(kind))

    assert renditions.size == (700, 500)
    assert {width: len(copy) <= COPY_BYTES[width] for width, copy in renditions.copies.items()} == dict.fromkeys(
        COPY_BYTES, True
    )
    for width, copy in renditions.copies.items():
        with Image.open(BytesIO(copy)) as picture:
            assert picture.format == "WEBP"
            assert picture.width <= min(width, 700)


def test_photo_is_turned_as_a_browser_shows_it() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    assert made_of(noise("JPEG", (300, 200), exif=exif)).size == (200, 300)


def test_animation_is_its_first_frame() -> None:
    with Image.open(BytesIO(made_of(animation()).copies[320])) as picture:
        red, _green, blue = picture.convert("RGB").getpixel((5, 5))  # type: ignore[misc]  # of RGB

    assert (red > 200, blue < 60, getattr(picture, "n_frames", 1)) == (True, True, 1)


def test_16_bits_keep_their_brightness() -> None:
    buffer = BytesIO()
    Image.new("I;16", (40, 30), 32_768).save(buffer, "PNG")

    with Image.open(BytesIO(made_of(buffer.getvalue()).copies[320])) as picture:
        grey = picture.convert("L").getpixel((5, 5))
    assert grey in range(120, 136)


@pytest.mark.parametrize("data", [b"", noise("PNG")[:500], samples.png_that_claims(width=60_000, height=60_000)])
def test_broken_or_huge_picture_has_none(data: bytes) -> None:
    assert renditions_of(data, "image/png", {}) is None


def test_small_svg_stays_svg_and_a_large_one_becomes_pixels() -> None:
    facts: Facts = {"width": 40.0, "height": 10.0}

    small, large = (renditions_of(data, SVG, facts) for data in (samples.SVG, LARGE_SVG))

    assert small == Renditions(size=(40, 10), copies={})
    assert large is not None
    assert (large.size, len(large.copies)) == ((40, 10), len(COPY_BYTES))


@pytest.mark.parametrize("data", [samples.png(), samples.SVG, samples.pdf()])
def test_worker_makes_them_when_a_file_comes_in(data: bytes, run_jobs: Callable[[], int]) -> None:
    blob = store_used_blob(data)
    assert Job.objects.filter(kind=RENDITIONS_JOB).count() == 1

    run_jobs()

    blob.refresh_from_db()
    assert not blob.needs_renditions
    assert blob.picture_size is not None


@pytest.mark.parametrize("key", [RENDITIONS_JOB, "periodic"])
def test_other_jobs_run_between_two_pictures(key: str, run_jobs: Callable[[], int]) -> None:
    blobs = [put_blob(samples.png(width=width), name="a.png", now=NOW) for width in (20, 30, 40)]
    with transaction.atomic():
        job = enqueue(RENDITIONS_JOB, payload={}, key=key, now=NOW)
        use_blobs(LISTING, [blob.sha256 for blob in blobs], now=NOW)
    run_job(job.pk)

    with transaction.atomic():
        mail = enqueue(MAIL_JOB, payload={"outbox": str(uuid4())}, now=timezone.now())
    first = claimable(timezone.now()).order_by("priority", "run_at", "pk").first()

    assert first == mail
    assert blobs_without_renditions().count() == len(blobs) - 1
    run_jobs()
    assert not blobs_without_renditions().exists()


def test_file_that_shows_nothing_asks_for_nothing() -> None:
    blob = store_used_blob(b"metric_name\n", "metadata.csv")

    assert not Job.objects.filter(kind=RENDITIONS_JOB).exists()
    assert not blob.needs_renditions


def test_missing_copy_is_made_when_it_is_asked_for(client: Client) -> None:
    blob = store_used_blob(noise("PNG"))

    response = client.get(address(blob, 320))

    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(response.getvalue()) == Blob.objects.get().renditions["bytes"]["320"]


def test_many_missing_copies_do_not_take_the_portal(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = store_used_blob(samples.png())
    monkeypatch.setattr(views, "_RENDITION_WAIT_SECONDS", 0)

    with views._rendition_slot:
        response = client.get(address(blob, 320))

    assert (response.status_code, response.headers["Cache-Control"]) == (503, "no-store")


def test_picture_that_cannot_be_made_smaller_is_tried_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = store_used_blob(samples.png()[:40])
    assert client.get(address(blob, 320)).status_code == 404
    monkeypatch.delattr(actions, "renditions_of")

    assert client.get(address(blob, 320)).status_code == 404


def test_copies_are_visible_to_those_who_see_the_picture(client: Client) -> None:
    blob = store_used_blob(samples.png())

    assert client.get(address(blob, 320).replace(str(LISTING), str(uuid4()))).status_code == 404
    assert client.get(address(blob, 321)).status_code == 404


def test_copies_go_with_the_picture() -> None:
    blob = make_renditions(put_blob(samples.png(), name="a.png", now=NOW))
    folder = f"blobs/{blob.pk.hex[-2:]}"
    assert len(default_storage.listdir(folder)[1]) == 1 + len(COPY_BYTES)

    store.delete(blob)

    assert default_storage.listdir(folder)[1] == []
