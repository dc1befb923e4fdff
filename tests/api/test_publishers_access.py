"""Who may call the publisher API, and how its calls fail, wherever in the portal the error comes from."""

import json
import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from api.limits import MAX_JSON_BYTES
from api.publishers.routes import offers
from api.reference.calls import DocumentedCall, calls_of
from api.reference.surfaces import surface_at
from common.actor import Role
from listings.models import Listing
from tests.accounts.factories import owner_of
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api
from tests.api.publishers_client import VERSION, Publisher, error, offer_body
from tests.api.test_json_parser import HOSTILE
from tests.reviews.scene import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
CALLS = calls_of(surface_at("publishers"))


def responses_to(
    headers: dict[str, str], publisher: str = "southquay", client: Client | None = None
) -> set[tuple[int, str]]:
    """Status and code of every call, for the offer tide-vm, with the examples of the reference page."""
    return {_send(call, headers, publisher, client or Client()) for call in CALLS}


def _send(call: DocumentedCall, headers: dict[str, str], publisher: str, client: Client) -> tuple[int, str]:
    ids = {"publisher_id": publisher, "offer_id": "tide-vm"}
    path = re.sub(r"{(\w+)}", lambda part: ids.get(part[1], str(uuid4())), call.example.path)
    body = {} if call.example.method == "GET" else {"data": json.dumps(call.example.body)}
    send = getattr(client, call.example.method.lower())
    response = send(f"{path}?{VERSION}", content_type="application/json", headers=headers, **body)
    return response.status_code, error(response)["code"]


def test_every_call_is_for_managers_with_a_token_for_it() -> None:
    theirs = Publisher(make_caller("Southquay"))
    theirs.offer()
    for role in (Role.VIEWER, Role.EDITOR):
        assert responses_to(Publisher(make_caller(role.name, role=role)).headers) == {(403, "Forbidden")}
    of_ingestion = Api(theirs.caller)
    assert responses_to({}) == responses_to(of_ingestion.headers) == {(401, "Unauthorized")}
    person = browser_of(owner_of(theirs.caller.organisation))
    assert responses_to({}, client=person) == {(401, "Unauthorized")}
    assert of_ingestion.client.get("/v1.0/ingestion/products", headers=theirs.headers).status_code == 401
    assert theirs.client.get(f"{theirs.base}?{VERSION}")["WWW-Authenticate"] == "Bearer"


def test_publishers_of_others_cannot_be_told_from_those_that_do_not_exist() -> None:
    theirs = Publisher(make_caller("Southquay"))
    theirs.offer()
    ours = Publisher(make_caller())
    for publisher in ("southquay", str(theirs.caller.organisation.pk), "nobody", str(uuid4()), "x" * 300):
        assert responses_to(ours.headers, publisher) == {(404, "NotFound")}
    responses = [ours.client.get(f"/api/publishers/{name}/offers?{VERSION}", headers=ours.headers) for name in "xy"]
    assert responses[0].content == responses[1].content
    assert ours.get("/tide-vm").status_code == 404
    assert Listing.objects.count() == 1


def test_a_publisher_has_two_ids_and_paths_have_no_case() -> None:
    ours = Publisher(make_caller())
    ours.offer("Tide-VM")
    for name in ("northquay", "NorthQuay", str(ours.caller.organisation.pk).upper()):
        response = ours.client.get(f"/API/Publishers/{name}/Offers/Tide-VM/STATUS/?{VERSION}", headers=ours.headers)
        assert (response.status_code, response.json()["status"]) == (200, "neverPublished")
    assert ours.get("/tide-vm").status_code == 404


@pytest.fixture
def publisher() -> Publisher:
    return Publisher(make_caller())


@pytest.mark.parametrize("query", ["", "?api-version=2017-10-30", "?api-version=", "?version=2017-10-31"])
def test_every_call_names_the_version(publisher: Publisher, query: str) -> None:
    for send in (publisher.client.get, publisher.client.put, publisher.client.post):
        path = f"{publisher.base}/tide-vm{'/publish' if send == publisher.client.post else ''}"
        response = send(f"{path}{query}", headers=publisher.headers)
        assert (response.status_code, error(response)["code"]) == (400, "InvalidAPIVersion")


def test_unknown_addresses_and_methods_get_an_error_body(publisher: Publisher) -> None:
    for path in ("", "/", "/northquay", "/northquay/offers/tide-vm/slot", "/northquay/nothing"):
        response = publisher.client.get(f"/api/publishers{path}?{VERSION}", headers=publisher.headers)
        assert (response.status_code, error(response)["code"]) == (404, "NotFound")
    for method in ("DELETE", "PATCH", "OPTIONS", "POST"):
        response = publisher.client.generic(method, f"{publisher.base}/tide-vm?{VERSION}", headers=publisher.headers)
        assert (response.status_code, error(response)["code"]) == (405, "MethodNotAllowed")
    response = publisher.client.get(f"{publisher.base}/a%00b?{VERSION}", headers=publisher.headers)
    assert (response.status_code, error(response)["code"]) == (400, "BadRequest")


def test_hostile_bodies_are_refused_in_shape(publisher: Publisher) -> None:
    def send(body: str | bytes, content_type: str = "application/json") -> tuple[int, str]:
        path = f"{publisher.base}/tide-vm?{VERSION}"
        response = publisher.client.generic("PUT", path, body, content_type, headers=publisher.headers)
        return response.status_code, error(response)["code"]

    for body in HOSTILE.values():
        assert send(body.replace("%s", "definition") if isinstance(body, str) else body) == (400, "BadRequest")
    assert send("[" * (MAX_JSON_BYTES + 1)) == (413, "RequestEntityTooLarge")
    form = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
    assert send(form, "multipart/form-data; boundary=x") == (400, "BadRequest")
    assert not Listing.objects.exists()


def test_a_key_is_for_one_request(publisher: Publisher) -> None:
    first = publisher.put("/tide-vm", offer_body(), Idempotency_Key="k-1")
    again = publisher.put("/tide-vm", offer_body(), Idempotency_Key="k-1")
    assert (again.content, again["ETag"], again["Idempotency-Replayed"]) == (first.content, first["ETag"], "true")
    other = publisher.put("/other-vm", offer_body(displayText="Other"), Idempotency_Key="k-1")
    assert (other.status_code, error(other)["code"]) == (409, "Conflict")
    unreadable = publisher.put("/tide-vm", offer_body(), Idempotency_Key="a b")
    assert (unreadable.status_code, error(unreadable)["code"]) == (400, "BadRequest")


def test_calls_are_limited(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 2)
    responses = [publisher.get() for _ in range(4)]
    limited = next(response for response in responses if response.status_code == 429)
    assert (responses[0]["RateLimit-Limit"], error(limited)["code"]) == ("2", "TooManyRequests")
    assert 0 < int(limited["Retry-After"]) <= 60


@pytest.mark.parametrize(
    "fault, status, code",
    [(RuntimeError(), 500, "InternalServerError"), (OperationalError(), 503, "ServiceUnavailable")],
)
def test_faults_of_ours_send_an_error_body(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, code: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    publisher.client.raise_request_exception = False
    monkeypatch.setattr(offers, "as_summaries", fail)
    response = publisher.get()
    assert (response.status_code, error(response)["code"]) == (status, code)
