"""Calls that clients send twice with one idempotency key."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import ApplicationKey
from api.ingestion.routes import products
from api.models import IdempotencyKey
from common.actions import action
from common.errors import NotAllowed
from listings.actions import create_listing
from listings.models import Listing
from tests.api.factories import make_caller
from tests.api.ingestion_client import BASE, Api, Response, fault, product_body
from tests.api.submissions_scene import Partner
from tests.retention import remove

pytestmark = pytest.mark.django_db
KEY = {"Idempotency-Key": "5d1c2b7e"}


@pytest.fixture
def api() -> Api:
    api = Api(make_caller())
    api.headers |= KEY
    return api


def test_the_same_call_gets_the_same_response(api: Api) -> None:
    first, again = (api.post("products", product_body()) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert {name: again[name] for name in ("Location", "Content-Type")} == {
        name: first[name] for name in ("Location", "Content-Type")
    }
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert Listing.objects.count() == 1


def test_a_replay_to_a_client_that_takes_gzip_is_whole() -> None:
    draft = Partner()
    draft.reach("draft")
    path = f"products/{draft.listing.pk}/properties"
    entity = {**draft.api.get(path).json()["value"][0], "note": "x" * 1000}
    draft.api.headers |= {**KEY, "Accept-Encoding": "gzip"}
    first, again = (draft.api.put(f"{path}/{entity['id']}", entity, "*") for _ in range(2))

    assert first.status_code == 200
    assert (again["ETag"], again.headers.get("Content-Encoding")) == (first["ETag"], "gzip")
    assert IdempotencyKey.objects.get().body[:1] == b"{"


def test_a_refusal_is_kept_too(api: Api) -> None:
    body = {**product_body(), "name": ""}
    first, again = (api.post("products", body) for _ in range(2))
    assert (first.status_code, again.status_code) == (400, 400)
    assert again.json() == first.json()


def test_a_refusal_by_an_action_is_kept_without_its_writes(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def create_and_refuse(**values: Any) -> None:
        create_listing(**values)
        refuse()

    @action
    def refuse() -> None:
        Listing.objects.update(name="Changed")
        raise NotAllowed

    with monkeypatch.context() as patch:
        patch.setattr(products, "create_listing", create_and_refuse)
        refused = api.post("products", product_body())
    again = api.post("products", product_body())

    assert (refused.status_code, again.status_code, again["Idempotency-Replayed"]) == (403, 403, "true")
    assert Listing.objects.get().name != "Changed"


@pytest.mark.parametrize("change", [{"path": "products?x=1"}, {"body": product_body("pier-box")}], ids=str)
def test_a_key_is_for_one_request(api: Api, change: dict[str, Any]) -> None:
    api.post("products", product_body())
    response = api.post(**{"path": "products", "body": product_body(), **change})
    assert response.status_code == 409
    assert "Idempotency-Key" in fault(response)["reasonPhrase"]
    assert Listing.objects.count() == 1


def test_forms_with_files_have_keys_too(api: Api) -> None:
    """The content of a form is compared, although its bytes are no longer stored."""
    names = ("a.txt", "a.txt", "b.txt")
    responses = [api.client.post(f"{BASE}/products", _form(name), headers=api.headers) for name in names]
    assert [response.status_code for response in responses] == [400, 400, 409]
    assert ["Idempotency-Replayed" in response for response in responses] == [False, True, False]


def _form(name: str) -> dict[str, object]:
    return {"name": "tide", "file": SimpleUploadedFile(name, b"content")}


def test_keys_of_others_are_others(api: Api) -> None:
    other = Api(make_caller("Southquay"))
    other.headers |= KEY
    assert [client.post("products", product_body()).status_code for client in (api, other)] == [201, 201]


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "é", "\x7f"])
def test_unreadable_keys_are_refused(api: Api, key: str) -> None:
    api.headers["Idempotency-Key"] = key
    assert api.post("products", product_body()).status_code == 400
    assert not Listing.objects.exists()


def test_reading_takes_no_key(api: Api) -> None:
    assert api.get("products").status_code == 200
    assert not IdempotencyKey.objects.exists()


def test_a_claim_of_an_earlier_release_keeps_the_key(api: Api) -> None:
    _claim(api)
    response = api.post("products", product_body())
    assert (response.status_code, response["Retry-After"]) == (409, "1")
    assert not Listing.objects.exists()


def test_a_claim_of_an_earlier_release_ends(api: Api) -> None:
    _claim(api)
    IdempotencyKey.objects.update(expires_at=timezone.now())
    assert api.post("products", product_body()).status_code == 201
    assert "Idempotency-Replayed" in api.post("products", product_body())


def _claim(api: Api) -> None:
    """Claim the key as earlier releases do, which commit the claim before the call."""
    api.post("products", product_body())
    Listing.objects.all().delete()
    IdempotencyKey.objects.update(status=None, expires_at=timezone.now() + timedelta(minutes=1))


def test_faults_of_ours_are_not_kept(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(products, "create_listing", lambda **values: create_listing(**values) and 1 / 0)
        assert api.post("products", product_body()).status_code == 500
    assert not IdempotencyKey.objects.exists()
    assert not Listing.objects.exists()
    assert api.post("products", product_body()).status_code == 201


def test_no_key_is_claimed_without_a_token(api: Api) -> None:
    ApplicationKey.objects.update(revoked_at=timezone.now())
    assert api.post("products", product_body()).status_code == 401
    assert not IdempotencyKey.objects.exists()


def test_a_token_request_keeps_nothing(client: Client) -> None:
    caller = make_caller()
    responses = [client.post(f"/{caller.organisation.pk}/oauth2/token", caller.form(), headers=KEY) for _ in range(2)]
    assert len({response.json()["access_token"] for response in responses}) == 2
    assert not IdempotencyKey.objects.exists()


def test_old_keys_are_removed_by_a_job(api: Api) -> None:
    api.post("products", product_body())
    now = timezone.now()
    assert remove("idempotency-keys", now=now + timedelta(hours=23)) == []
    assert remove("idempotency-keys", now=now + timedelta(hours=25)) == [1]


@pytest.mark.django_db(transaction=True)
def test_calls_at_once_make_one_product(data_dir: Path) -> None:
    api, barrier = Api(make_caller()), Barrier(3)

    def call(_number: int) -> Response:
        try:
            client = Client(headers={**api.headers, **KEY})
            barrier.wait(timeout=10)
            return client.post(f"{BASE}/products", product_body(), content_type="application/json")
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        responses = list(pool.map(call, range(3)))
    assert Listing.objects.count() == 1
    assert [response.status_code for response in responses] == [201] * 3, responses
    assert sorted("Idempotency-Replayed" in response for response in responses) == [False, True, True]
