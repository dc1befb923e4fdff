"""Products of the ingestion API, over HTTP: listed, created, read and deleted."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Application
from audit.models import Event
from common.actor import Role
from listings.models import Listing, Revision, Section
from tests.api.factories import make_caller
from tests.api.ingestion_client import BASE, Api, fault, product_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> Api:
    return Api(make_caller())


def test_a_product_is_a_listing_with_a_draft(api: Api) -> None:
    response = api.post("products", product_body())
    listing = Listing.objects.get()
    assert response.status_code == 201
    assert response["Location"].endswith(f"/v1.0/ingestion/products/{listing.pk}")
    assert response.json() == {**product_body(), "id": str(listing.pk)}
    assert (listing.name, listing.offer_id, listing.route) == ("tide-app", "tide-app", "integrations")
    assert Section.objects.get(key="configuration").document["code_type"] == "api_oauth"
    event = Event.objects.get(verb="listing.create")
    assert (event.actor_kind, event.actor_id) == ("application", api.caller.application.pk)


@pytest.mark.parametrize(
    "kind", ["AzureApplication", "AzureContainer", "AzureDeveloperService", "AzureThirdPartyVirtualMachine"]
)
def test_types_come_back_as_they_were_sent(api: Api, kind: str) -> None:
    product = api.product(kind=kind)
    assert product["resourceType"] == kind
    assert api.get(f"products/{product['id']}").json() == product


def test_keys_and_words_have_no_case(api: Api) -> None:
    body = {
        "RESOURCETYPE": "azureapplication",
        "Name": "tide-app",
        "externalIds": [{"Type": "AzureOfferID", "Value": "tide-app"}],
        "IsModularPublishing": "true",
    }
    assert api.post("PRODUCTS", body).json() == {**product_body(), "id": str(Listing.objects.get().pk)}


def test_products_are_found(api: Api) -> None:
    tide, pier = api.product("tide-app"), api.product("pier-box", "AzureContainer")
    values = {
        "ResourceType eq 'AzureApplication'": [tide],
        "resourcetype EQ 'azurecontainer' or ResourceType eq 'AzureDeveloperService'": [pier],
        "ResourceType eq 'AzureApplication' or ResourceType eq 'AzureContainer'": [tide, pier],
        "ExternalIDs/Any(i:i/Type eq 'AzureOfferId' and i/Value eq 'pier-box')": [pier],
        "externalids/any(x:x/type eq 'AzureOfferID' and x/value eq 'tide-app')": [tide],
        "ExternalIDs/Any(i:i/Type eq 'AzureOfferId' and i/Value eq 'o''clock')": [],
        "ExternalIDs/Any(i:i/Type eq 'Other' and i/Value eq 'tide-app')": [],
        "ResourceType eq 'SoftwareAsAService'": [],
        "": [tide, pier],
    }
    assert {text: api.get("products", **{"$filter": text}).json()["value"] for text in values} == values


def test_a_listing_of_the_portal_is_found_by_its_integration_id(api: Api) -> None:
    product = api.product()
    Listing.objects.update(offer_id="")
    Section.objects.filter(key="overview").update(document={"integration_id": "tide-gauge"})
    text = "ExternalIDs/Any(i:i/Type eq 'AzureOfferId' and i/Value eq 'tide-gauge')"
    (row,) = api.get("products", **{"$filter": text}).json()["value"]
    assert (row["id"], row["externalIDs"][0]["value"]) == (product["id"], "tide-gauge")
    taken = api.post("products", product_body("tide-gauge"))
    assert (taken.status_code, Listing.objects.count()) == (409, 1)


@pytest.mark.parametrize("text", ["Name eq 'x'", "ResourceType eq", "ResourceType eq 'a' and Name eq 'b'", "'"])
def test_other_filters_are_refused(api: Api, text: str) -> None:
    response = api.get("products", **{"$filter": text})
    assert response.status_code == 400
    assert "$filter" in fault(response)["data"]


def test_pages_are_linked(api: Api) -> None:
    ids = [api.product(f"app-{number}")["id"] for number in range(3)]
    first = api.get("products", **{"$top": "2", "$skipToken": ""}).json()
    assert first["nextLink"] == first["@odata.nextLink"]
    prefix, query = first["nextLink"].split("?")
    assert prefix == "v1.0/ingestion/products"
    second = api.client.get(f"/{prefix}?{query}", headers=api.headers).json()
    assert [product["id"] for product in first["value"] + second["value"]] == ids
    assert second.keys() == {"value"}


def test_a_page_costs_the_same_for_one_and_for_many(
    api: Api, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        api.product(f"app-{number}")
    with django_assert_num_queries(3):  # token, listings, documents
        api.get("products", **{"$top": "1"})
    with django_assert_num_queries(3):
        api.get("products")


@pytest.mark.parametrize("query", [{"$skipToken": "x"}, {"$top": "0"}, {"$top": "many"}])
def test_wrong_pages_are_refused(api: Api, query: dict[str, str]) -> None:
    response = api.get("products", **query)
    assert response.status_code == 400
    assert fault(response)["data"].keys() == query.keys()


def test_an_offer_id_is_taken_once(api: Api) -> None:
    api.product()
    again = api.post("products", {**product_body(), "name": "Other"})
    assert again.status_code == 409
    assert "tide-app" in fault(again)["reasonPhrase"]
    assert Listing.objects.count() == 1
    assert Api(make_caller("Southquay")).post("products", product_body()).status_code == 201


@pytest.mark.parametrize(
    "change, named",
    [
        ({"resourceType": "Azure"}, "resourceType"),
        ({"resourceType": "AzureVisualStudioExtension"}, "resourceType"),
        ({"name": ["x"]}, "name"),
        ({"name": ""}, "name"),
        ({"externalIDs": []}, "externalIDs"),
        ({"externalIDs": [{"type": "AzureOfferId", "value": "a b"}]}, "externalIDs"),
        ({"externalIDs": [{"type": "AzureOfferId", "value": "x" * 101}]}, "externalIDs"),
    ],
)
def test_wrong_bodies_name_the_field(api: Api, change: dict[str, object], named: str) -> None:
    response = api.post("products", {**product_body(), **change})
    assert response.status_code == 400
    assert named in fault(response)["data"]
    assert not Listing.objects.exists()


@pytest.mark.parametrize("body", ["{", '"text"', "[]", '{"name": "\\ud800"}', '{"name": "a\\u0000b"}', "\0", "nu\xff"])
def test_unreadable_bodies_are_refused(api: Api, body: str) -> None:
    response = api.client.post(f"{BASE}/products", body, content_type="application/json", headers=api.headers)
    assert response.status_code == 400
    assert fault(response)["faultCode"] == 50400


def test_a_body_has_a_limit(api: Api) -> None:
    body = product_body() | {"more": "x" * 3_000_000}
    assert api.post("products", body).status_code == 413


def test_a_product_of_others_is_not_there(api: Api) -> None:
    foreign = Api(make_caller("Southquay")).product()
    for response in (api.get(f"products/{foreign['id']}"), api.delete(f"products/{foreign['id']}")):
        assert response.status_code == 404
        assert fault(response)["faultCode"] == 50404
    assert api.get("products").json() == {"value": []}


def test_a_product_is_deleted_before_it_was_submitted(api: Api) -> None:
    product = api.product()
    assert api.delete(f"products/{product['id']}").status_code == 204
    assert not Listing.objects.exists()
    assert api.delete(f"products/{product['id']}").status_code == 404


def test_a_submitted_product_stays(api: Api) -> None:
    product = api.product()
    Revision.objects.update(state="submitted", submission_number=1)
    assert api.delete(f"products/{product['id']}").status_code == 409
    assert Listing.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["products/x", "nothing", "products/b27b341b-6297-4c2c-a4d8-4f8d320f8bb5/other", "products/getByModule(module=x)"],
)
def test_unknown_addresses_get_an_error_body(api: Api, path: str) -> None:
    response = api.get(path)
    assert response.status_code in {400, 404}
    fault(response)


def test_wrong_methods_get_an_error_body(api: Api) -> None:
    response = api.client.put(f"{BASE}/products", "{}", content_type="application/json", headers=api.headers)
    assert (response.status_code, fault(response)["faultCode"]) == (405, 50405)
    assert "GET" in response["Allow"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic x", "x"])
def test_nobody_calls_without_a_token(client: Client, header: str) -> None:
    response = client.get(f"{BASE}/products", headers={"Authorization": header})
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    fault(response)


def test_a_removed_application_is_out_at_once(api: Api) -> None:
    Application.objects.update(removed_at=timezone.now())
    assert api.get("products").status_code == 401


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_only_managers_call(role: Role) -> None:
    response = Api(make_caller(role=role)).get("products")
    assert response.status_code == 403
    assert "Manager" in fault(response)["reasonPhrase"]


def test_calls_are_limited(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 2)
    responses = [api.get("products") for _ in range(4)]
    limited = next(response for response in responses if response.status_code == 429)
    assert responses[0]["RateLimit-Limit"] == "2"
    assert 0 < int(limited["Retry-After"]) <= 60
    fault(limited)


def test_every_response_has_an_id(api: Api) -> None:
    assert len(api.get("products")["Request-ID"]) == 36
    assert api.get("products")["Content-Type"] == "application/json; charset=utf-8"
    assert not api.get("products").cookies


def test_an_error_in_place_of_a_compressed_page_says_nothing_of_compression(api: Api) -> None:
    api.headers["Accept-Encoding"] = "gzip"
    response = api.get("products/nowhere/at-all")
    assert "Content-Encoding" not in response.headers
    assert fault(response)["faultCode"] == 50404
