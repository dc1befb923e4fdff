from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client

from common.actor import Actor
from files import access
from files.actions import put_blob
from files.models import Blob
from files.writes import use_blobs
from tests.files import samples

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEEN, HIDDEN = uuid4(), uuid4()


@pytest.fixture(autouse=True)
def _file_access(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def seen_by_all(actor: Actor, listing_id: UUID, sha256: str) -> bool:
        return listing_id == SEEN

    monkeypatch.setattr(access, "_accesses", {"test": seen_by_all})


def _used(data: bytes, name: str, listing_id: UUID = SEEN) -> Blob:
    blob = put_blob(data, name=name, now=NOW)
    use_blobs(listing_id, [blob.sha256], now=NOW)
    return blob


def test_picture_is_shown_and_cannot_do_anything(client: Client) -> None:
    data = samples.png()
    blob = _used(data, "a.png")

    response = client.get(f"/files/{SEEN}/{blob.sha256}/")

    assert response.getvalue() == data
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    policy = {part.strip() for part in response.headers["Content-Security-Policy"].split(";")}
    assert policy == {
        "default-src 'none'", "style-src 'unsafe-inline'", "base-uri 'none'", "frame-ancestors 'none'", "sandbox",
    }  # fmt: skip


def test_svg_is_shown_as_its_safe_copy_only(client: Client) -> None:
    blob = _used(samples.HOSTILE_SVG, "logo.svg")

    response = client.get(f"/files/{SEEN}/{blob.sha256}/")

    assert response.headers["Content-Type"] == "image/svg+xml"
    assert b"script" not in response.getvalue()


def test_svg_that_cannot_be_read_is_a_download(client: Client) -> None:
    blob = _used(b"<svg", "logo.svg")

    response = client.get(f"/files/{SEEN}/{blob.sha256}/?name=images/logo.svg")

    assert response.getvalue() == b"<svg"
    assert response.headers["Content-Disposition"] == 'attachment; filename="logo.svg"'
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_download_gives_the_original_bytes(client: Client) -> None:
    blob = _used(samples.HOSTILE_SVG, "logo.svg")

    response = client.get(f"/files/{SEEN}/{blob.sha256}/?download&name=..%2F..%2Fa%0D%0Ab.svg")

    assert response.getvalue() == samples.HOSTILE_SVG
    assert response.headers["Content-Disposition"] == 'attachment; filename="a_b.svg"'


def test_text_is_never_shown_inline(client: Client) -> None:
    blob = _used(b"<script>alert(1)</script>", "README.md")

    response = client.get(f"/files/{SEEN}/{blob.sha256}/")

    assert response.getvalue().startswith(b"<script>")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_knowing_a_digest_opens_nothing(client: Client) -> None:
    blob = _used(samples.png(), "a.png", HIDDEN)

    assert client.get(f"/files/{SEEN}/{blob.sha256}/").status_code == 404
    assert client.get(f"/files/{HIDDEN}/{blob.sha256}/").status_code == 404


def test_lost_bytes_are_not_found(client: Client, data_dir: Path) -> None:
    blob = _used(samples.PDF, "a.pdf")
    (data_dir / "files" / blob.storage_name).unlink()

    assert client.get(f"/files/{SEEN}/{blob.sha256}/").status_code == 404


def test_first_page_of_a_document_is_shown_and_the_document_is_not(client: Client) -> None:
    data = samples.pdf()
    address = f"/files/{SEEN}/{_used(data, 'a.pdf').sha256}/"

    page, document = client.get(f"{address}?page"), client.get(address)

    assert page.getvalue().startswith(b"\x89PNG")
    assert page.headers["Content-Type"] == "image/png"
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert document.getvalue() == data
    assert document.headers["Content-Disposition"].startswith("attachment")


def test_document_without_a_picture_is_downloaded(client: Client) -> None:
    response = client.get(f"/files/{SEEN}/{_used(samples.PDF, 'a.pdf').sha256}/?page")

    assert response.getvalue() == samples.PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
