"""Upload URLs that allow one upload: what they accept, from whom, and for how long."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.actions import remove_application
from accounts.models import Organisation
from accounts.models.organisations import OrganisationState
from api.limits import WINDOW_SECONDS
from api.uploads import addresses
from api.uploads.models import ReceivedFile
from files.models import Blob
from tests.accounts.factories import owner_of
from tests.api.factories import make_caller
from tests.api.files_scene import new_package, send
from tests.api.ingestion_client import Api
from tilekit.sections import limits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
NOTHING = (0, 0)


@pytest.fixture
def api() -> Api:
    return Api(make_caller())


@pytest.fixture
def package(api: Api) -> dict[str, Any]:
    """A package that waits for its file."""
    return new_package(api, f"products/{api.product()['id']}")


def stored_counts() -> tuple[int, int]:
    return ReceivedFile.objects.count(), Blob.objects.count()


@pytest.mark.parametrize("kind", ["", "application/octet-stream", "application/zip", "text/plain; charset=utf-8"])
def test_bytes_of_any_type_arrive(package: dict[str, Any], kind: str) -> None:
    response = send(package["fileSasUri"], b"bytes", "acme.zip", content_type=kind)
    assert (response.status_code, response.content) == (201, b"")
    assert response["ETag"].strip('"')
    row = ReceivedFile.objects.get()
    assert (str(row.entity_id), row.name, row.size) == (package["id"], "acme.zip", 5)
    assert Blob.objects.get().sha256 == row.sha256


def test_a_second_upload_replaces_the_first(package: dict[str, Any]) -> None:
    first, second = (send(package["fileSasUri"], data)["ETag"] for data in (b"first", b"second"))
    assert first != second
    assert ReceivedFile.objects.get().size == len(b"second")


def test_a_form_arrives_as_the_bytes_that_were_sent(package: dict[str, Any]) -> None:
    send(package["fileSasUri"], b"a=b&c=d", content_type="application/x-www-form-urlencoded")
    assert ReceivedFile.objects.get().size == len(b"a=b&c=d")


def test_an_account_may_stand_before_the_address(package: dict[str, Any]) -> None:
    assert send(package["fileSasUri"].replace("/file/", "/devaccount/file/"), b"bytes").status_code == 201


def test_addresses_begin_with_the_setting(api: Api, package: dict[str, Any], settings: pytest.FixtureRequest) -> None:
    assert package["fileSasUri"].startswith("http://testserver/file/")
    settings.UPLOAD_BASE_URL = "https://files.example/devaccount"
    product = f"products/{api.get('products').json()['value'][0]['id']}"
    assert new_package(api, product)["fileSasUri"].startswith("https://files.example/devaccount/file/")


def changed(address: str, what: str, other: str) -> str:
    """The URL with one of its parts replaced."""
    path, _, query = address.partition("?")
    signature, expiry = query.split("&")
    return {
        "signature": f"{path}?{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}&{expiry}",
        "expiry": f"{path}?{signature}&se=2999-01-01T00%3A00%3A00Z",
        "no-signature": f"{path}?{expiry}",
        "no-expiry": f"{path}?{signature}",
        "foreign": f"{other.partition('?')[0]}?{query}",
        "nothing": path,
    }[what]


@pytest.mark.parametrize("what", ["signature", "expiry", "no-signature", "no-expiry", "foreign", "nothing"])
def test_a_changed_address_is_refused(api: Api, package: dict[str, Any], what: str) -> None:
    product = f"products/{api.get('products').json()['value'][0]['id']}"
    response = send(changed(package["fileSasUri"], what, new_package(api, product)["fileSasUri"]), b"bytes")
    assert (response.status_code, response["Content-Type"]) == (403, "application/xml")
    assert b"<Code>AuthenticationFailed</Code>" in response.content
    assert stored_counts() == NOTHING


def test_an_address_ends_after_an_hour(package: dict[str, Any]) -> None:
    path = package["fileSasUri"].removeprefix("http://testserver")
    request, entity = RequestFactory().put(path), ReceivedFile(entity_id=package["id"]).entity_id
    lifetime = addresses.GRANT_LIFETIME
    for late, is_granted in ((lifetime - timedelta(minutes=1), True), (lifetime, False)):
        assert (addresses.grant_in(request, entity, now=timezone.now() + late) is not None) == is_granted


@pytest.mark.parametrize("what", ["application", "organisation"])
def test_an_address_ends_with_its_application(api: Api, package: dict[str, Any], what: str) -> None:
    organisation = api.caller.organisation
    if what == "application":
        by = owner_of(organisation)
        removed = api.caller.application.pk
        remove_application(organisation_id=organisation.pk, application_id=removed, by=by, now=timezone.now())
    else:
        Organisation.objects.filter(pk=organisation.pk).update(state=OrganisationState.SUSPENDED)
    assert send(package["fileSasUri"], b"bytes").status_code == 403
    assert stored_counts() == NOTHING


@pytest.mark.parametrize("size", [0, limits.ARCHIVE_BYTES + 1], ids=["empty", "large"])
def test_a_file_of_a_wrong_size_is_refused(package: dict[str, Any], size: int) -> None:
    response = send(package["fileSasUri"], b"", CONTENT_LENGTH=str(size))
    assert response.status_code == (413 if size else 400)
    assert stored_counts() == NOTHING


@pytest.mark.parametrize(
    "length, status", [("6", 400), ("", 411), ("-1", 411), ("x", 411)], ids=["cut-off", "none", "negative", "text"]
)
def test_a_body_whose_length_is_not_what_was_announced_is_refused(
    package: dict[str, Any], length: str, status: int
) -> None:
    path = package["fileSasUri"].removeprefix("http://testserver")
    environ = {"wsgi.input": io.BytesIO(b"bytes"), "CONTENT_LENGTH": length}
    assert Client().generic("PUT", path, **environ).status_code == status
    assert stored_counts() == NOTHING


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_other_methods_are_refused(package: dict[str, Any], method: str) -> None:
    path = package["fileSasUri"].removeprefix("http://testserver")
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert (response.status_code, response["Content-Type"]) == (405, "application/xml")


def test_parts_of_a_file_are_refused(package: dict[str, Any]) -> None:
    assert send(f"{package['fileSasUri']}&comp=block&blockid=AAAA", b"part").status_code == 400
    assert stored_counts() == NOTHING


def test_uploads_count_as_calls(package: dict[str, Any], settings: pytest.FixtureRequest) -> None:
    settings.API_CALLS_PER_MINUTE = 1
    responses = [send(package["fileSasUri"], b"bytes") for _ in range(2)]
    assert responses[-1].status_code == 429
    assert 0 < int(responses[-1]["Retry-After"]) <= WINDOW_SECONDS


def test_a_disk_that_is_full_is_no_fault_of_the_client(package: dict[str, Any], data_dir: Path) -> None:
    (data_dir / "files").write_text("no folder")
    assert send(package["fileSasUri"], b"bytes").status_code == 503
    assert stored_counts() == NOTHING
