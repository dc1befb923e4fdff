"""With CONTENT_URL, uploaded files are served on a host that serves nothing else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.core.signing import Signer
from django.test import Client

from common.actor import Actor
from common.maintenance import MaintenanceWindow, remember_window
from files import access, addresses
from files.actions import put_blob
from files.addresses import KEY_WINDOW, file_address
from files.models import Blob
from files.writes import use_blobs
from tests.accounts.factories import make_member, make_organisation
from tests.files import samples

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PUBLIC, PRIVATE = uuid4(), uuid4()
CONTENT = "https://content.example"
CLOSED = (
    "/", "/accounts/login/", "/catalogue/", "/static/css/page.css", "/health/live", "/robots.txt", "/api/v1/listings",
    "/.well-known/security.txt", "/csp-reports/", "/metrics", "/files/", "//files/", "/no-such-page",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _origin(data_dir: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CONTENT_URL, settings.PUBLIC_URL = CONTENT, "https://partners.example"
    settings.ALLOWED_HOSTS = ["content.example", "partners.example", "testserver"]

    def visible(actor: Actor, listing_id: UUID, sha256: str) -> bool:
        return listing_id == PUBLIC or not actor.is_anonymous

    monkeypatch.setattr(access, "_accesses", {"test": visible})
    monkeypatch.setattr(addresses.timezone, "now", lambda: NOW)


@pytest.fixture
def content() -> Client:
    return Client(HTTP_HOST="content.example")


def used(listing_id: UUID, data: bytes = b"id,name\n", name: str = "a.csv") -> Blob:
    blob = put_blob(data, name=name, now=NOW)
    use_blobs(listing_id, [blob.sha256], now=NOW)
    return blob


def status(client: Client, path: str) -> int:
    response = client.get(path)
    response.getvalue()  # closes the file
    return response.status_code


def path_of(address: str) -> str:
    assert address.startswith(f"{CONTENT}/files/")
    return address.removeprefix(CONTENT)


def test_an_address_with_a_key_needs_no_cookie(content: Client) -> None:
    blob = used(PRIVATE)

    response = content.get(path_of(file_address(PRIVATE, blob.sha256, download_as="a.csv")))

    assert (response.status_code, response.getvalue()) == (200, b"id,name\n")
    assert response.headers["Content-Disposition"] == 'attachment; filename="a.csv"'
    assert response.headers["Cache-Control"] == "private, max-age=32400, immutable"  # 18:00 UTC


def test_responses_can_do_nothing_and_set_no_cookie(content: Client) -> None:
    blob = used(PUBLIC, samples.png(), "a.png")

    response = content.get(f"/files/{PUBLIC}/{blob.sha256}/")

    assert response.getvalue() == samples.png()
    assert {"default-src 'none'", "frame-ancestors 'none'", "sandbox"} <= {
        part.strip() for part in response.headers["Content-Security-Policy"].split(";")
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies


def test_a_session_is_worth_nothing_there(content: Client) -> None:
    blob = used(PRIVATE)
    content.force_login(make_member(make_organisation()))

    response = content.get(f"/files/{PRIVATE}/{blob.sha256}/")

    assert response.headers["Location"] == f"https://partners.example/files/{PRIVATE}/{blob.sha256}/"
    assert not response.cookies


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("host", ["content.example", "CONTENT.example:443", "content.example."])
def test_nothing_else_is_served(path: str, host: str) -> None:
    client = Client(HTTP_HOST=host)
    answers = [
        client.get(path),
        client.post(path, {"login": "a"}),
        client.get(path, headers={"Authorization": "Bearer a"}),
    ]

    assert [response.status_code for response in answers] == [404, 404, 404]
    assert [response.cookies for response in answers] == [{}, {}, {}]
    assert {"sandbox" in response.headers["Content-Security-Policy"] for response in answers} == {True}


def test_files_are_only_read(content: Client) -> None:
    blob = used(PUBLIC)

    assert content.post(f"/files/{PUBLIC}/{blob.sha256}/").status_code == 405
    assert status(content, f"/files/{PUBLIC}/{blob.sha256}/") == 200


def test_a_key_is_for_one_file_of_one_listing(content: Client) -> None:
    blob, other = used(PRIVATE), used(PRIVATE, b"other", "b.csv")
    elsewhere = uuid4()
    use_blobs(elsewhere, [blob.sha256], now=NOW)
    key = file_address(PRIVATE, blob.sha256).rpartition("?")[2]
    forged = Signer(salt="other").sign(key.removeprefix("key="))

    statuses = {
        "same": status(content, f"/files/{PRIVATE}/{blob.sha256}/?{key}"),
        "file": status(content, f"/files/{PRIVATE}/{other.sha256}/?{key}"),
        "listing": status(content, f"/files/{elsewhere}/{blob.sha256}/?{key}"),
        "salt": status(content, f"/files/{PRIVATE}/{blob.sha256}/?key={forged}"),
        "later": status(content, f"/files/{PRIVATE}/{blob.sha256}/?{key.replace('key=', 'key=9')}"),
        "nonsense": status(content, f"/files/{PRIVATE}/{blob.sha256}/?key=9999999999999999999999:a"),
    }

    assert statuses == {
        "same": 200, "file": 302, "listing": 302, "salt": 302, "later": 302, "nonsense": 302,
    }  # fmt: skip


def test_addresses_stay_the_same_for_a_window_and_then_expire(content: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = used(PRIVATE)
    address = file_address(PRIVATE, blob.sha256)
    start = NOW.replace(hour=6)  # of the window

    def at(time: datetime) -> tuple[bool, int]:
        monkeypatch.setattr(addresses.timezone, "now", lambda: time)
        return file_address(PRIVATE, blob.sha256) == address, status(content, path_of(address))

    assert at(start) == at(start + KEY_WINDOW - timedelta(seconds=1)) == (True, 200)
    assert at(start + KEY_WINDOW) == at(start + 2 * KEY_WINDOW - timedelta(seconds=1)) == (False, 200)
    assert at(start + 2 * KEY_WINDOW) == (False, 302)


def test_an_expired_address_works_again_for_those_who_may_see_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    blob = used(PRIVATE)
    address = file_address(PRIVATE, blob.sha256, download_as="a & b.csv")
    monkeypatch.setattr(addresses.timezone, "now", lambda: NOW + 3 * KEY_WINDOW)
    member, visitor = Client(HTTP_HOST="partners.example"), Client(HTTP_HOST="partners.example")
    member.force_login(make_member(make_organisation()))

    to_portal = Client(HTTP_HOST="content.example").get(path_of(address)).headers["Location"]
    answers = [client.get(to_portal.removeprefix("https://partners.example")) for client in (member, visitor)]
    response = Client(HTTP_HOST="content.example").get(path_of(answers[0].headers["Location"]))

    assert [answer.status_code for answer in answers] == [302, 404]
    assert answers[0].headers["Cache-Control"] == "private, no-store"
    assert response.getvalue() == b"id,name\n"
    assert response.headers["Content-Disposition"] == 'attachment; filename="a _ b.csv"'


def test_copies_of_pictures_are_not_made_during_maintenance(content: Client) -> None:
    blob = used(PUBLIC, samples.png(), "a.png")
    Blob.objects.filter(pk=blob.pk).update(renditions={}, renditions_version=0)
    later = NOW + timedelta(minutes=20)
    remember_window(MaintenanceWindow(starts_at=NOW, until=later, reason="Restore"), seconds=600)

    response = content.get(f"/files/{PUBLIC}/{blob.sha256}/640/")

    assert (response.getvalue(), response.headers["Cache-Control"]) == (samples.png(), "no-store")
    assert Blob.objects.get(pk=blob.pk).renditions_version == 0


def test_the_portal_redirects_old_addresses(client: Client) -> None:
    blob = used(PUBLIC, samples.png(), "a.png")

    for path in (f"/files/{PUBLIC}/{blob.sha256}/", f"/files/{PUBLIC}/{blob.sha256}/640/"):
        target = urlsplit(client.get(path).headers["Location"])
        assert (f"{target.scheme}://{target.netloc}", target.path) == (CONTENT, path)


def test_without_the_setting_the_host_and_keys_mean_nothing(settings: LazySettings, client: Client) -> None:
    blob = used(PRIVATE)
    key = file_address(PRIVATE, blob.sha256).rpartition("?")[2]
    settings.CONTENT_URL = ""

    assert client.get(f"/files/{PRIVATE}/{blob.sha256}/?{key}").status_code == 404
    assert Client(HTTP_HOST="content.example").get("/accounts/login/").status_code == 200
