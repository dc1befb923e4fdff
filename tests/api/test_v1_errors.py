"""How calls of our own API fail, wherever in the portal the error comes from."""

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from accounts.models import Application
from api.v1.routes import listings, tiles
from api.v1.surface import v1
from listings.models import Listing
from tests.api.factories import INGESTION
from tests.api.v1_client import PREFIX, V1, error, make_v1

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
ACCEPT = pytest.mark.parametrize("accept", ["", "*/*", "text/html", "application/json"])


@pytest.fixture
def api() -> V1:
    return make_v1()


@ACCEPT
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/nothing",
        "/listings/x",
        "/listings/",
        "/listings/x/y",
        "/submissions/x",
        "/threads",
        "/catalog",
        "/checks/",
    ],
)
def test_unknown_addresses_get_an_error_body(api: V1, accept: str, path: str) -> None:
    response = api.client.get(f"{PREFIX}{path}", headers={**api.headers, "Accept": accept})
    assert (response.status_code, error(response)["code"]) == (404, "not-found")


@ACCEPT
def test_wrong_methods_get_an_error_body(api: V1, accept: str) -> None:
    response = api.client.put(f"{PREFIX}/listings", headers={**api.headers, "Accept": accept})
    assert (response.status_code, error(response)["code"]) == (405, "method-not-allowed")
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize("path, status", [("listings", 200), ("checks", 200), ("listings/x", 404)])
def test_head_is_get_without_the_body(api: V1, path: str, status: int) -> None:
    response = api.client.head(f"{PREFIX}/{path}", headers=api.headers)
    same = api.get(path)
    assert (response.status_code, response.content, same.status_code) == (status, b"", status)
    assert response.get("Content-Length") == same.get("Content-Length")


@pytest.mark.parametrize("path", ["{home}", "{home}/findings", "{home}/waivers", "checks", "webhooks"])
def test_every_call_knows_its_parameters(api: V1, path: str) -> None:
    listing = api.post("listings", {"name": "Pier", "route": "integrations", "offering_type": "integration"}).json()
    response = api.get(path.format(home=f"listings/{listing['id']}"), severity="blocker")
    assert (response.status_code, error(response)["target"]) == (422, "severity")


@pytest.mark.parametrize(
    "body, place, message",
    [
        ({}, "name", "A value is required."),
        ({"name": 5}, "name", "Must be a string."),
        ({"name": "x" * 201}, "name", "Must have 200 or fewer characters."),
        ({"name": "Pier", "nmae": ""}, "nmae", "There is no field with this name."),
        ({"name": "Pier", "route": "x"}, "route", "Must be one of: integrations, marketplace."),
        ([], "body", "Must be an object."),
    ],
)
def test_values_of_the_wrong_shape_are_named(api: V1, body: object, place: str, message: str) -> None:
    problem = error(api.post("listings", body))
    assert (problem["code"], problem["context"]["fields"][place]) == ("validation-failed", [message])
    assert not Listing.objects.exists()


@pytest.mark.parametrize(
    "body, why",
    [
        (b"{", "The body is not valid JSON. See line 1, column 2."),
        (b'{"name": "\xe9"}', "Byte 11 is not valid UTF-8."),
        (b'{"name": ' + b"9" * 5_000 + b"}", "The JSON contains a number with too many digits."),
    ],
)
def test_unreadable_bodies_are_explained(api: V1, body: bytes, why: str) -> None:
    problem = error(api.send("post", "listings", body, "application/json"))
    assert (problem["code"], problem["context"]["why"]) == ("invalid-body", why)


@ACCEPT
def test_refused_characters_get_an_error_body(api: V1, accept: str) -> None:
    response = api.client.get(f"{PREFIX}/listings?cursor=a%00", headers={**api.headers, "Accept": accept})
    assert response.status_code in {400, 422}
    error(response)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic x"])
def test_nobody_calls_without_a_token(client: Client, header: str) -> None:
    response = client.get(f"{PREFIX}/listings", headers={"Authorization": header})
    assert (response.status_code, response["WWW-Authenticate"], error(response)["code"]) == (
        401,
        "Bearer",
        "invalid-token",
    )


def test_a_token_is_for_one_api(api: V1) -> None:
    ingestion = {"Authorization": f"Bearer {api.caller.token(api.client)}"}
    assert api.client.get(f"{PREFIX}/listings", headers=ingestion).status_code == 401
    assert api.client.get("/v1.0/ingestion/products", headers=api.headers).status_code == 401
    assert api.client.get("/v1.0/ingestion/products", headers=ingestion).status_code == 200


@pytest.mark.parametrize("resource", ["slipway", settings.PUBLIC_URL, f"{settings.PUBLIC_URL}/"])
def test_the_api_goes_by_the_name_of_the_portal(api: V1, resource: str) -> None:
    path = f"/{api.caller.organisation.pk}/oauth2/v2.0/token"
    response = api.client.post(path, api.caller.form(resource="", scope=f"{resource}/.default"))
    headers = {"Authorization": f"Bearer {response.json()['access_token']}"}
    assert api.client.get(f"{PREFIX}/listings", headers=headers).status_code == 200
    assert INGESTION not in resource


def test_a_removed_application_is_out_at_once(api: V1) -> None:
    Application.objects.update(removed_at=timezone.now())
    assert api.get("listings").status_code == 401


def test_calls_are_limited(api: V1, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 2)
    responses = [api.get("listings") for _ in range(4)]
    limited = next(response for response in responses if response.status_code == 429)
    assert (responses[0]["RateLimit-Limit"], error(limited)["code"]) == ("2", "rate-limit-exceeded")
    assert 0 < int(limited["Retry-After"]) <= 60


@pytest.mark.parametrize(
    "fault, status, code", [(RuntimeError(), 500, "internal-error"), (OperationalError(), 503, "database-unavailable")]
)
@pytest.mark.parametrize("path", ["listings", "catalog/tiles"])
@ACCEPT
def test_faults_of_ours_send_an_error_body(
    api: V1, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, code: str, path: str, accept: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    api.client.raise_request_exception = False
    monkeypatch.setattr(listings, "as_listings", fail)
    monkeypatch.setattr(tiles, "page_of_tiles", fail)
    response = api.client.get(f"{PREFIX}/{path}", headers={**api.headers, "Accept": accept})
    assert (response.status_code, error(response)["code"]) == (status, code)
    assert status != 503 or response["Retry-After"] == "10"


def test_a_key_is_for_one_request(api: V1) -> None:
    path, key = f"listings/{api.draft().listing_id}/sections/overview", {"Idempotency-Key": "k-1"}
    first, again = (api.patch(path, {"title": "Tide"}, **key) for _ in range(2))
    other = api.patch(path, {"title": "Pier"}, **key)
    assert (again.json(), again["ETag"], again["Idempotency-Replayed"]) == (first.json(), first["ETag"], "true")
    problem = error(other)
    assert (other.status_code, problem["code"], problem["target"]) == (422, "idempotency-key-reused", "Idempotency-Key")


def test_every_call_documents_its_errors() -> None:
    calls = [call for methods in v1.get_openapi_schema()["paths"].values() for call in methods.values()]
    assert all({401, 403, 404, 429} <= call["responses"].keys() for call in calls)
