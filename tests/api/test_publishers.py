"""Offers of virtual machines: written and read on their own surface, and the same products in the ingestion API."""

import json
from typing import Any

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.publishers import offers
from api.publishers.bodies.offers import MAX_PLANS
from api.publishers.offers import offer_named
from listings.actions import save_section
from listings.models import LEAD_SECRETS, LeadSecret, Listing, Revision, Section, SectionVersion
from listings.queries import open_revision
from tests.accounts.factories import owner_of
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api
from tests.api.publishers_client import Publisher, error, offer_body

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
MARKETPLACE = "microsoft-azure-marketplace."
SKU_TITLE = "microsoft-azure-virtualmachines.skuTitle"
OFFER = {
    f"{MARKETPLACE}title": "Tide Gauge Monitor",
    f"{MARKETPLACE}summary": "Live tide levels",
    f"{MARKETPLACE}longSummary": "Live tide levels of every gauge",
    f"{MARKETPLACE}description": "<h1>Curves</h1><p>Of <b>every</b> gauge.</p>",
    f"{MARKETPLACE}categoryMap": [{"categoryL1": "log-collection", "categoryL2-log-collection": ["other"]}],
    f"{MARKETPLACE}supportContactEmail": "help@harbour.example",
    f"{MARKETPLACE}publicAzureSupportUrl": "https://harbour.example/help",
    f"{MARKETPLACE}engineeringContactEmail": "eng@harbour.example",
    f"{MARKETPLACE}leadDestination": "None",
    f"{MARKETPLACE}tableLeadConfiguration": {},
    f"{MARKETPLACE}videos": [],
    "something.else": {"deep": [None, 1.5, {"x": ""}]},
}
PLANS = [
    {
        "planId": "Premium",
        SKU_TITLE: "Premium",
        "virtualMachinePricing": {"isByol": True, "freeTrialDurationInMonths": 0},
        "microsoft-azure-virtualmachines.vmImages": {"1.0.1": {"osVhdUrl": "https://x.example/vm.vhd?sig=a%2Fb"}},
        "regions": ["DE", None],
    },
    {"planId": "basic"},
]


@pytest.fixture
def publisher() -> Publisher:
    return Publisher(make_caller())


@pytest.fixture
def api(publisher: Publisher) -> Api:
    return Api(publisher.caller)


def field(path: str) -> object:
    section, _dot, name = path.partition(".")
    return Section.objects.order_by("-revision__number").filter(key=section)[0].document.get(name)


def edit(publisher: Publisher, section: str, **changes: Any) -> None:
    """Change fields as a person of the organisation does in the wizard."""
    revision = open_revision(Listing.objects.get().pk)
    assert revision is not None
    by = owner_of(publisher.caller.organisation)
    save_section(revision_id=revision.pk, key=section, version=None, changes=changes, by=by, now=timezone.now())


def test_an_offer_comes_back_as_it_was_sent_and_is_a_product(publisher: Publisher, api: Api) -> None:
    sent = {
        **offer_body(offer=OFFER, plans=PLANS, displayText="Tide Gauge VM", more=[None]),
        "publisherId": "Northquay",
        "id": "TIDE-VM",
        "offerTypeVersions": {"microsoft-azure-virtualmachines": 87},
        "isvUpgradeRequest": None,
    }
    response = publisher.put("/tide-vm", sent)
    assert (response.status_code, response["ETag"]) == (200, response.json()["eTag"])
    ours = {"publisherId": "northquay", "id": "tide-vm", "version": 1, "status": "neverPublished"}
    rest = {name: response.json()[name] for name in ("eTag", "changedTime")}
    assert response.json() == publisher.get("/tide-vm").json() == {**sent, **ours, **rest}
    (product,) = api.get("products").json()["value"]
    assert product["externalIDs"] == [{"type": "AzureOfferId", "value": "tide-vm"}]
    assert (product["resourceType"], product["name"]) == ("AzureThirdPartyVirtualMachine", "Tide Gauge VM")
    assert publisher.get(f"/{product['id']}").json() == response.json()
    variants = api.get(f"products/{product['id']}/variants").json()["value"]
    assert [(variant["externalID"], variant.get("friendlyName")) for variant in variants] == [
        ("Premium", "Premium"),
        ("basic", None),
    ]
    summary = {name: response.json()[name] for name in ("offerTypeId", "publisherId", "status", "id", "version")}
    summary |= {"definition": {"displayText": "Tide Gauge VM"}, "changedTime": rest["changedTime"]}
    assert publisher.get().json() == [summary]


def test_names_of_attributes_are_keys_like_any_other(publisher: Publisher) -> None:
    offer = {"title": "Not a title", "support_email": ["not an address"], f"{MARKETPLACE}title": "Tide Gauge Monitor"}
    plan = {"planId": "basic", "plan_id": 7, "title": {"not": "a name"}}
    sent = {**offer_body(offer=offer, plans=[plan], display_text=8), "offer_type_id": 9}
    response = publisher.put("/tide-vm", sent)
    assert response.status_code == 200, response.content
    assert response.json() == {**response.json(), **sent}
    assert (field("overview.title"), field("support.support_email")) == ("Tide Gauge Monitor", None)


def test_well_known_keys_set_fields_and_show_what_changed_since(publisher: Publisher) -> None:
    offer = publisher.offer(offer=OFFER)
    values = ("overview.title", "overview.short_description", "overview.categories", "support.support_email")
    assert [field(path) for path in values] == [
        "Tide Gauge Monitor",
        "Live tide levels",
        ["Log Collection", "Marketplace"],
        "help@harbour.example",
    ]
    assert field("overview.overview_md") == "### Curves\n\nOf **every** gauge."
    assert field("support.support_url") == "https://harbour.example/help"
    assert field("support.maintainer_email") == "eng@harbour.example"
    edit(publisher, "overview", title="Another title", categories=["Metrics"])
    shown = publisher.get("/tide-vm").json()
    assert shown["definition"]["offer"] == {
        **OFFER,
        f"{MARKETPLACE}title": "Another title",
        f"{MARKETPLACE}categoryMap": [{"categoryL1": word} for word in ("metrics", "marketplace")],
    }
    assert shown["eTag"] != offer["eTag"]
    assert publisher.put("/tide-vm", shown).status_code == 200
    assert field("overview.overview_md") == "### Curves\n\nOf **every** gauge."
    publisher.offer(offer={})
    assert (field("overview.title"), field("overview.short_description")) == ("Tide Gauge VM", "")


def test_products_of_the_ingestion_api_are_offers_and_the_last_write_wins(publisher: Publisher, api: Api) -> None:
    product = api.product("tide-vm", "AzureThirdPartyVirtualMachine")["id"]
    api.product("tide-app")
    variant = {"resourceType": "AzureSkuVariant", "externalID": "basic", "friendlyName": "Basic"}
    plan = api.post(f"products/{product}/variants", variant).json()
    shown = publisher.get("/tide-vm").json()
    assert shown["definition"] == {
        "displayText": "tide-vm",
        "offer": {f"{MARKETPLACE}title": "tide-vm"},
        "plans": [{"planId": "basic", SKU_TITLE: "Basic"}],
    }
    assert [offer["id"] for offer in publisher.get().json()] == ["tide-vm"]
    publisher.offer(plans=[{"planId": "new"}, {"planId": "BASIC", SKU_TITLE: "Small", "regions": ["DE"]}])
    path = f"products/{product}/variants/{plan['id']}"
    assert api.get(path).json() == {**plan, "externalID": "BASIC", "friendlyName": "Small"} | {
        "@odata.etag": api.get(path).json()["@odata.etag"]
    }
    assert api.put(path, {**variant, "friendlyName": "Tiny"}).status_code == 200
    assert publisher.get("/tide-vm").json()["definition"]["plans"] == [
        {"planId": "new"},
        {"planId": "basic", SKU_TITLE: "Tiny", "regions": ["DE"]},
    ]
    assert api.delete(path).status_code == 204
    assert publisher.get("/tide-vm").json()["definition"]["plans"] == [{"planId": "new"}]
    body = offer_body()
    del body["definition"]["plans"]
    assert publisher.put("/tide-vm", body).json()["definition"]["plans"] == [{"planId": "new"}]
    publisher.offer(plans=[])
    assert api.get(f"products/{product}/variants").json() == {"value": []}
    rows = Section.objects.get(revision__listing=product, key="api").document["entities"]
    assert [row["entity"] for row in rows] == ["OfferDefinition"]
    assert Listing.objects.count() == 2


def test_an_offer_of_the_portal_is_found_by_its_integration_id(publisher: Publisher) -> None:
    publisher.offer()
    Listing.objects.update(offer_id="")
    edit(publisher, "overview", integration_id="northquay-tide")
    (listed,) = publisher.get().json()
    assert publisher.put(f"/{listed['id']}", offer_body(displayText="Tide")).json()["id"] == listed["id"]
    assert Listing.objects.count() == 1


LEADS = {
    f"{MARKETPLACE}leadDestination": "Table",
    f"{MARKETPLACE}tableLeadConfiguration": {"connectionString": "tide-secret-1", "contactEmail": "x@harbour.example"},
    f"{MARKETPLACE}crmLeadConfiguration": {"password": "tide-secret-2"},
}


def stored_secrets() -> dict[tuple[str, str], object]:
    """{(kind, name): secret} of the stored secrets, decrypted."""
    rows = LeadSecret.objects.all()
    return {(row.kind, row.name): json.loads(LEAD_SECRETS.decrypt(row.sealed)) for row in rows}


def test_secrets_are_kept_and_never_shown(publisher: Publisher, api: Api) -> None:
    plans = [{"planId": "basic", "more": [{"clientSecret": "tide-secret-3"}]}]
    response = publisher.put("/tide-vm", {**offer_body(offer=LEADS, plans=plans), "apiKey": "tide-secret-4"})
    assert response.json()["definition"]["offer"] == {
        f"{MARKETPLACE}leadDestination": "Table",
        f"{MARKETPLACE}tableLeadConfiguration": {"contactEmail": "x@harbour.example"},
        f"{MARKETPLACE}crmLeadConfiguration": {},
    }
    others = {
        ("", f"definition.offer.{MARKETPLACE}crmLeadConfiguration.password"): "tide-secret-2",
        ("", "definition.plans.basic.more.0.clientSecret"): "tide-secret-3",
        ("", "apiKey"): "tide-secret-4",
    }
    assert stored_secrets() == {("AzureTableLeadConfiguration", "connectionString"): "tide-secret-1", **others}
    everything = [row for model in (Section, SectionVersion, LeadSecret) for row in model.objects.all()]
    shown = publisher.get("/tide-vm").content + api.get("products").content
    assert "tide-secret" not in serializers.serialize("json", everything) + shown.decode()
    publisher.put("/tide-vm", response.json())
    assert len(stored_secrets()) == 4
    lead = {"resourceType": "MarketoLeadConfiguration", "serverID": "s", "password": "tide-secret-5"}
    assert api.post(f"products/{Listing.objects.get().pk}/leadConfiguration", lead).status_code == 200
    assert stored_secrets() == {("MarketoLeadConfiguration", "password"): "tide-secret-5", **others}
    long = publisher.put("/tide-vm", offer_body(offer={"password" + "x" * 200: "tide-secret-6"}))
    assert (long.status_code, "tide-secret" in error(long)["message"]) == (400, False)


def test_a_stale_tag_changes_nothing(publisher: Publisher) -> None:
    first = publisher.offer()
    second = publisher.put("/tide-vm", offer_body(displayText="Second"), If_Match=first["eTag"]).json()
    stale = [
        publisher.put("/tide-vm", offer_body(displayText="Third"), If_Match=first["eTag"]),
        publisher.put("/tide-vm", {**offer_body(displayText="Third"), "eTag": first["eTag"]}),
        publisher.put("/other-vm", offer_body(), If_Match=first["eTag"]),
    ]
    assert [(response.status_code, error(response)["code"]) for response in stale] == [(412, "PreconditionFailed")] * 3
    assert [offer["definition"] for offer in publisher.get().json()] == [{"displayText": "Second"}]
    responses = [
        publisher.put("/tide-vm", second),
        publisher.put("/tide-vm", {**second, "eTag": first["eTag"]}, If_Match="*"),
        publisher.put("/other-vm", offer_body(displayText="Other"), If_Match="*"),
    ]
    assert [response.status_code for response in responses] == [200, 200, 200]


@pytest.mark.parametrize("name", ["Tide Gauge VM", "Another"])
def test_a_first_write_that_comes_second_changes_what_the_first_made(
    publisher: Publisher, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.offer()
    results = iter([None])
    monkeypatch.setattr(offers, "offer_named", lambda *named: next(results, offer_named(*named)))
    changed = publisher.offer(displayText=name, plans=[{"planId": "basic"}])
    assert (changed["definition"]["displayText"], publisher.get("/tide-vm").json()) == (name, changed)
    assert Listing.objects.count() == 1


@pytest.mark.parametrize(
    "path, changes, named",
    [
        ("/tide-vm", {"id": "other"}, "id"),
        ("/tide-vm", {"publisherId": "southquay"}, "publisherId"),
        ("/tide-vm", {"offerTypeId": "microsoft-azure-applications"}, "offerTypeId"),
        ("/tide-vm", {"definition": None}, "definition"),
        ("/tide-vm", {"definition": {"offer": []}}, "offer"),
        ("/tide-vm", {"definition": {"displayText": "x" * 201}}, "displayText"),
        ("/tide-vm", {"definition": {"plans": [{"planId": " "}]}}, "planId"),
        ("/tide-vm", {"definition": {"plans": [{"planId": "a"}, {"planId": "A"}]}}, "plans"),
        ("/tide-vm", {"definition": {"offer": {f"{MARKETPLACE}title": "x" * 100_000}}}, ""),
        ("/tide-vm", {"definition": {"offer": {f"{MARKETPLACE}title": {"en": "Tide"}}}}, f"{MARKETPLACE}title"),
        ("/tide-vm", {"definition": {"plans": [{"planId": f"p{n}"} for n in range(MAX_PLANS + 1)]}}, "plans"),
        ("/tide-vm", {"definition": {"displayText": "a\u200bb"}}, ""),
        ("/-tide", {}, "id"),
    ],
)
def test_wrong_offers_are_refused_and_nothing_is_made(
    publisher: Publisher, path: str, changes: dict[str, object], named: str
) -> None:
    response = publisher.put(path, {**offer_body(), **changes})
    assert (response.status_code, error(response)["code"]) == (400, "BadRequest")
    assert error(response)["message"].startswith(f"{named}: " if named else "")
    assert not Listing.objects.exists()


def test_ids_and_names_that_are_taken_are_named(publisher: Publisher, api: Api) -> None:
    api.product("tide-app")
    publisher.offer("tide-vm", displayText="Tide")
    responses = [publisher.put("/tide-app", offer_body()), publisher.put("/pier-vm", offer_body(displayText="Tide"))]
    assert [(response.status_code, error(response)["code"]) for response in responses] == [(409, "Conflict")] * 2
    assert ["tide-app" in error(responses[0])["message"], "Tide" in error(responses[1])["message"]] == [True, True]
    assert Revision.objects.count() == 2


def test_a_list_is_filtered_by_type_only(publisher: Publisher) -> None:
    offer = publisher.offer()
    named = {"&$filter=offerTypeId eq '%s'": 1, "&$filter=OFFERTYPEID+EQ+'%s'": 1, "&$filter=offerTypeId eq 'x%s'": 0}
    for query, number in named.items():
        response = publisher.get(query=query.replace("%s", offer["offerTypeId"]))
        assert (response.status_code, len(response.json())) == (200, number)
    refused = publisher.get(query="&$filter=status eq 'running'")
    assert (refused.status_code, error(refused)["message"]) == (400, "$filter: This filter is not supported.")


def test_a_list_asks_the_same_number_of_queries(publisher: Publisher) -> None:
    for name in ("a", "b", "c"):
        publisher.offer(f"{name}-vm", displayText=name)
    publisher.get()
    with CaptureQueriesContext(connection) as three:
        assert len(publisher.get().json()) == 3
    publisher.offer("d-vm", displayText="d")
    with CaptureQueriesContext(connection) as four:
        assert len(publisher.get().json()) == 4
    assert len(three) == len(four)
