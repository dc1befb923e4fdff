"""How calls of the declarative API and resources of its jobs are refused, and who may call it."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from api.configure.bodies import MAX_RESOURCES
from api.configure.models import ConfigureJob
from api.configure.problems import DetailCode, ErrorCode
from api.configure.routes import requests
from api.configure.surface import configure
from common.actor import Role
from listings.models import Listing
from tests.api.configure_client import BASE, VERSION, Configure, error, label, product, resource, resource_in
from tests.api.factories import make_caller
from tests.api.test_configure import EVERYTHING, TIDE

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
UNKNOWN = f"product/{uuid4()}"
PATHS = (
    "product",
    "plan",
    UNKNOWN,
    f"resource-tree/{UNKNOWN}",
    f"configure/{uuid4()}",
    f"configure/{uuid4()}/status",
    f"submission/{uuid4()}",
    f"submission/{uuid4()}/0",
    f"plan/{uuid4()}/{uuid4()}",
)


@pytest.fixture
def api() -> Configure:
    return Configure(make_caller())


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_other_roles_make_no_call(role: Role) -> None:
    api = Configure(make_caller(role=role))
    responses = [api.post(product()), *(api.get(path) for path in PATHS)]
    assert {(response.status_code, error(response)["code"]) for response in responses} == {(403, "forbidden")}
    assert not Listing.objects.exists()


def test_nobody_calls_without_a_token_for_this_api(api: Configure) -> None:
    ingestion = {"Authorization": f"Bearer {api.caller.token(Client())}"}
    for headers in ({}, {"Authorization": "Bearer x"}, ingestion):
        for path in PATHS:
            response = Client().get(f"{BASE}/{path}", headers=headers)
            assert (response.status_code, error(response)["code"]) == (401, "unauthorized")
            assert response["WWW-Authenticate"] == "Bearer"
    assert api.client.get("/v1.0/ingestion/products", headers=api.headers).status_code == 401


def test_what_is_of_others_does_not_exist(api: Configure) -> None:
    status = api.status(product(), EVERYTHING["plan"])
    root, plan = (resource["id"] for resource in api.get(f"configure/{status['jobId']}").json()["resources"])
    other = Configure(make_caller("Southquay"))
    key = root.removeprefix("product/")
    for path in (f"configure/{status['jobId']}", f"configure/{status['jobId']}/status", root, plan, f"submission/{key}",
                 f"submission/{key}/0", f"resource-tree/{root}"):  # fmt: skip
        response = other.get(path)
        assert (response.status_code, error(response)["code"]) == (404, "notFound")
    assert other.get("product").json() == other.get("plan", product=root).json() == {"value": []}
    for reference in (root, {"externalId": "tide-gauge"}):
        assert other.errors(resource("property", product=reference))[0][1:] == ("notFound", "resourceNotFound")


@pytest.mark.parametrize("version", [None, "", "2021-01-01"])
def test_the_version_is_asked_for(api: Configure, version: str | None) -> None:
    query = {} if version is None else {"$version": version}
    responses = [
        api.client.get(f"{BASE}/{path}", {**query, "product": "x"}, headers=api.headers)
        for path in PATHS
        if "?" not in path
    ]
    body = {"$schema": label("configure"), "resources": [product()]}
    responses.append(api.client.post(f"{BASE}/configure", body, content_type="application/json", headers=api.headers))
    for response in responses:
        problem = error(response)
        assert (response.status_code, problem["code"], problem["details"][0]["code"]) == (
            400,
            "badRequest",
            "invalidRequest",
        )
        assert all(version in problem["message"] for version in ("2022-03-01-preview2", "2022-03-01-preview3"))


def test_labels_and_paths_are_read_in_any_case(api: Configure) -> None:
    older = "HTTPS://product-ingestion.example/Schema/Product/2022-03-01-preview2"
    (root,) = api.done({**product(), "$schema": older})
    assert api.get(root["id"].upper()).json()["$schema"] == older
    response = api.client.get(
        f"{BASE.upper()}/Resource-Tree/{root['id']}", {"$version": "2022-03-01-Preview2"}, headers=api.headers
    )
    assert response.json()["$schema"].endswith("/schema/resource-tree/2022-03-01-preview2")


CONFIGURE = {"$schema": label("configure")}
TOO_MANY = {**CONFIGURE, "resources": [product()] * (MAX_RESOURCES + 1)}


@pytest.mark.parametrize("body", [
    b"{}", b"[]", {"$schema": label("product"), "resources": [product()]}, {**CONFIGURE, "resources": []},
    {**CONFIGURE, "resources": [1]}, {**CONFIGURE, "resources": [{"id": 1}]},
    {**CONFIGURE, "resources": [product(alias="a\0")]},
])  # fmt: skip
def test_a_wrong_envelope_makes_no_job(api: Configure, body: object) -> None:
    assert _refusal(api, body) == (400, "badRequest", "schemaValidationError")
    assert not ConfigureJob.objects.exists()


def test_a_request_that_is_too_large_makes_no_job(api: Configure) -> None:
    assert _refusal(api, TOO_MANY) == (400, "badRequest", "collectionLimitExceeded")
    assert _refusal(api, b"{") == (400, "badRequest", "invalidRequest")
    assert _refusal(api, b" " * 1_000_001) == (413, "badRequest", "invalidRequest")


def test_what_is_wrong_is_named_by_its_place(api: Configure) -> None:
    bodies = {b"[]": "Input should", b'{"$schema": "x", "resources": [{"id": 1, "$schema": "x"}]}': "resources.0.id: "}
    assert [error(api.send(body))["message"].startswith(words) for body, words in bodies.items()] == [True, True]
    (status,) = api.status(product(), resource("listing", **TIDE))["errors"]
    assert status["message"] == status["details"][0]["message"] == "resources[1]: title: Field required"


def _refusal(api: Configure, body: object) -> tuple[int, str, str]:
    response = api.send(body)
    problem = error(response)
    return response.status_code, problem["code"], problem["details"][0]["code"]


def test_every_failure_has_the_shape(api: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    headers, path = api.headers, f"{BASE}/configure?$version={VERSION}"
    responses = {
        404: api.client.get(f"{BASE}/nothing/at/all", headers=headers),
        405: api.client.put(path, headers=headers),
        415: api.client.post(path, {"a": "b"}, headers=headers),
    }
    assert {status: response.status_code for status, response in responses.items()} == {
        status: status for status in responses
    }
    assert [error(response)["code"] for response in responses.values()] == [
        "notFound",
        "methodNotAllowed",
        "badRequest",
    ]
    monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 1)
    busy = [api.get("product") for _ in range(20)][-1]
    assert (busy.status_code, error(busy)["code"], "Retry-After" in busy) == (429, "serviceUnavailable", True)
    monkeypatch.undo()

    def fail(*_args: object, **_options: object) -> None:
        raise OperationalError

    monkeypatch.setattr(requests, "request_configure", fail)
    api.client.raise_request_exception = False
    broken = api.post(product())
    assert broken.status_code >= 500
    assert error(broken)["code"] in {ErrorCode.INTERNAL_SERVER_ERROR, ErrorCode.SERVICE_UNAVAILABLE}


def test_errors_name_a_resource_by_its_durable_id(api: Configure) -> None:
    """For what has no ID yet, that is what it refers to, or else the job. Clients refuse other forms."""
    (root,) = api.done(product())
    property_id = root["id"].replace("product", "property")
    refused = ({"id": property_id, "lifecycleState": "gone"}, {"product": root["id"], "lifecycleState": "gone"})
    first, second = api.status(*(resource("property", **values) for values in refused))["errors"]
    assert [problem["details"][0]["resourceId"] for problem in (first, second)] == [property_id, root["id"]]
    assert first["message"].startswith("gone is not a valid lifecycleState")
    assert second["message"].startswith("resources[1]: gone is not a valid lifecycleState")
    status = api.status(resource("property", product={"externalId": "unknown"}))
    assert [error["resourceId"] for error in status["errors"]] == [f"configure/{status['jobId']}"]


@pytest.mark.parametrize(
    "path", [UNKNOWN, f"resource-tree/{UNKNOWN}", f"submission/{uuid4()}/0", f"plan/{uuid4()}/x"], ids=range(4)
)
def test_a_refused_call_names_the_resource_of_its_path(api: Configure, path: str) -> None:
    problem = error(api.get(path))
    assert problem["resourceId"] == problem["details"][0]["resourceId"] == path.removeprefix("resource-tree/")
    assert "resourceId" not in error(api.get("plan"))
    job = f"configure/{uuid4()}"
    assert error(api.get(f"{job}/status"))["resourceId"] == job


def test_a_key_is_of_one_request(api: Configure) -> None:
    key = {"Idempotency-Key": "5d1c2b7e"}
    first, again = (api.post(product(), **key).json() for _ in range(2))
    assert first == again
    other = api.post(product("ebb"), **key)
    assert (other.status_code, error(other)["code"]) == (409, "conflict")


NEW = resource("plan", **TIDE, identity={"externalId": "basic"})
SUBMISSION = resource("submission", **TIDE)
BAD, MISSING, CONFLICT = "badRequest", "notFound", "conflict"


def named(name: str, word: str = "plan", **refers: object) -> dict[str, Any]:
    return resource(word, resourceName=name, **refers)


# {fault: (resources, the refused one, and the codes)}
REFUSED: dict[str, tuple[list[dict[str, Any]], str, str, str]] = {
    "no label": ([{"$schema": "tide"}], "resources[0]", BAD, "invalidResource"),
    "no resource": ([resource("configure")], "resources[0]", BAD, "invalidResource"),
    "no product": ([resource("property")], "resources[0]", BAD, "invalidRequest"),
    "unknown name": ([resource("property", **TIDE)], "resources[0]", MISSING, "resourceNotFound"),
    "unknown ID": ([resource("property", product=UNKNOWN)], "resources[0]", MISSING, "resourceNotFound"),
    "odd reference": ([product(), resource("property", product=7)], "resources[1]", BAD, "invalidRequest"),
    "wrong ID": ([product(id="plan/7")], "tide", BAD, "invalidId"),
    "unknown product": ([product(id=UNKNOWN)], UNKNOWN, MISSING, "resourceNotFound"),
    "name twice": ([product(), product(identity={"externalId": "b"})], "tide", BAD, "invalidResource"),
    "circle": ([named("a", plan={"resourceName": "b"}), named("b", plan={"resourceName": "a"})],
               "a", BAD, "invalidResource"),
    "name of a plan": ([product(), {**NEW, "resourceName": "p"}, named("x", "property", product={"resourceName": "p"})],
                       "x", BAD, "invalidResource"),
    "no plan": ([product(), named("x", "plan-listing", **TIDE)], "x", BAD, "invalidRequest"),
    "unknown plan": ([product(), named("x", "plan-listing", **TIDE, plan={"externalId": "x"})],
                     "x", MISSING, "resourceNotFound"),
    "offer ID": ([product(identity={"externalId": "not an ID"})], "tide", BAD, "schemaValidationError"),
    "type": ([product(type="softwareAsAService")], "tide", BAD, "notSupported"),
    "plan ID twice": ([product(), NEW, NEW], "resources[2]", CONFLICT, "businessValidationError"),
    "no title": ([product(), resource("listing", **TIDE)], "resources[1]", BAD, "schemaValidationError"),
    "wrong type": ([product(), named("x", "listing", **TIDE, title="x", supportContact="me")],
                   "x", BAD, "schemaValidationError"),
    "state": ([product(lifecycleState="gone")], "tide", BAD, "invalidState"),
    "deleted without ID": ([product(lifecycleState="deleted")], "tide", BAD, "invalidId"),
    "target": ([product(), {**SUBMISSION, "target": {"targetType": "draft"}}], "resources[1]", BAD, "invalidRequest"),
    "live at once": ([product(), {**SUBMISSION, "target": {"targetType": "live"}}],
                     "resources[1]", CONFLICT, "invalidState"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_resource_changes_nothing(api: Configure, name: str) -> None:
    sent, *expected = REFUSED[name]
    assert api.errors(*sent)[0] == tuple(expected)
    assert not Listing.objects.exists()


def test_a_job_that_failed_says_why(api: Configure) -> None:
    api.done(product("ebb"))
    status = api.status(product("ebb"), product("tide", type="x"), resource("property", **TIDE))
    assert [(resource_in(error), error["code"]) for error in status["errors"]] == [
        ("ebb", "conflict"),
        ("tide", "badRequest"),
    ]
    assert {error["resourceId"] for error in status["errors"]} == {f"configure/{status['jobId']}"}
    response = api.get(f"configure/{status['jobId']}")
    problem = error(response)
    assert (response.status_code, problem["code"], problem["resourceId"]) == (
        409,
        "conflict",
        f"configure/{status['jobId']}",
    )
    assert [detail["message"].partition(":")[0] for detail in problem["details"]] == ["ebb", "tide"]
    codes = {detail["code"] for detail in problem["details"]}
    assert codes <= {code.value for code in DetailCode}


def test_every_call_is_refused_in_the_words_of_the_document() -> None:
    schemas = configure.get_openapi_schema()["components"]["schemas"]
    assert set(schemas["ConfigureErrorBody"]["required"]) == {"code", "message", "details"}
    assert schemas["Detail"]["properties"]["resourceId"]["anyOf"][0]["pattern"].startswith("^[a-z]")
