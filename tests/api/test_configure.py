"""Requests of the declarative API: many resources at once, identified by names, and read again on both APIs."""

from typing import Any

import pytest

from api.configure.routes.requests import MAX_RESOURCES_AT_ONCE
from api.models import ConfigureJob, IdempotencyKey
from jobs.models import Job
from listings.models import LeadSecret, Section, SectionVersion
from tests.api.configure_client import Configure, product, resource
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]

TIDE = {"product": {"resourceName": "tide"}}
BASIC = {**TIDE, "plan": {"resourceName": "basic"}}
CONTACT = {"name": "Bo", "email": "bo@quay.example", "phone": "+1555011"}
LISTING = {
    "languageId": "en-us",
    "title": "Tide Gauge Monitor",
    "searchResultSummary": "Live tide levels",
    "shortDescription": "Tide levels",
    "description": "<p>Curves of <b>every</b> gauge.</p>",
    "searchKeywords": ["tide", "harbour"],
    "supportContact": {**CONTACT, "uri": "https://quay.example/help"},
    "engineeringContact": CONTACT,
    "privacyPolicyLink": "https://quay.example/privacy",
    "globalGeneralLinks": [{"displayText": "Docs", "link": "https://quay.example/docs"}],
    "kind": "azure-listing",
}
EVERYTHING = {
    "product": product("tide", industries=["shipping"]),
    "plan": resource(
        "plan", resourceName="basic", **TIDE, identity={"externalId": "basic"}, alias="Basic", azureRegions=["global"]
    ),
    "listing": resource("listing", resourceName="texts", **TIDE, **LISTING),
    "listing-asset": resource(
        "listing-asset", **TIDE, listing={"resourceName": "texts"}, type="azureLogoLarge", friendlyName="logo.png",
        url="https://quay.example/logo.png", displayOrder=1,
    ),
    "plan-listing": resource("plan-listing", **BASIC, name="Basic plan", summary="For one harbour", languageId="en-US"),
    "property": resource("property", **TIDE, categories={"analytics": ["tides"]}, termsOfUse="Be kind.", kind="azure"),
    "price-and-availability-offer": resource(
        "price-and-availability-offer", **TIDE, previewAudiences=[{"type": "subscription", "id": "6666"}]
    ),
    "price-and-availability-plan": resource(
        "price-and-availability-plan", **BASIC, visibility="visible", audience="private", markets=["de", "fr"],
        trial="none", pricing={"recurrentPrice": {"prices": [1.5]}},
    ),
    "commercial-marketplace-setup": resource(
        "commercial-marketplace-setup", **TIDE, sellThroughMicrosoft=True, callToAction="Free", enableTestDrive="false"
    ),
    "reseller": resource("reseller", **TIDE, resellerChannelState="Enabled", tenantIds=["77"]),
    "customer-leads": resource(
        "customer-leads", **TIDE, leadDestination="httpsEndpoint", httpsEndpointUri="https://quay.example/leads"
    ),
    "plan-technical-configuration": resource(
        "plan-technical-configuration", **BASIC, kind="managedApplication", version="1.0.0", allowJitAccess=True
    ),
    "virtual-machine-plan-technical-configuration": resource(
        "virtual-machine-plan-technical-configuration", **BASIC, operatingSystem={"family": "linux"}, skus=[]
    ),
}  # fmt: skip
_ADDED = {"id", "product", "plan", "listing", "lifecycleState", "state", "resourceName"}


@pytest.fixture
def api() -> Configure:
    return Configure(make_caller())


def values(shown: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in shown.items() if key not in _ADDED}


def test_everything_comes_back_as_it_was_sent(api: Configure) -> None:
    resources = api.done(*EVERYTHING.values())

    tree = api.tree(resources[0]["id"])
    for sent, shown in zip(EVERYTHING.values(), resources, strict=True):
        again = {key: value for key, value in shown.items() if key != "resourceName"}
        assert tree[shown["id"]] == again == api.get(shown["id"]).json()
        assert {key: again[key] for key in values(sent)} == values(sent)
        assert shown.get("resourceName") == sent.get("resourceName")
    # Resources that were read can be sent again without changing anything.
    assert [
        {**resource, "resourceName": sent.get("resourceName")}
        for resource, sent in zip(api.done(*tree.values()), tree.values(), strict=True)
    ] == [{**resource, "resourceName": None} for resource in tree.values()]


def test_both_apis_show_the_same_rows(api: Configure) -> None:
    resources = {resource["$schema"].split("/")[-2]: resource for resource in api.done(*EVERYTHING.values())}
    ingestion, key = Api(api.caller), resources["product"]["id"].removeprefix("product/")

    assert ingestion.get(f"products/{key}").json()["externalIDs"] == [{"type": "AzureOfferId", "value": "tide-gauge"}]
    (plan,) = ingestion.get(f"products/{key}/variants").json()["value"]
    assert resources["plan"]["id"] == f"plan/{key}/{plan['id']}"
    assert (plan["externalID"], plan["friendlyName"], plan["state"]) == ("basic", "Basic", "Active")
    listing = _of_instance(ingestion, key, "listings", "Listing")
    assert (listing["title"], listing["summary"], listing["keywords"]) == (
        "Tide Gauge Monitor",
        "Live tide levels",
        ["tide", "harbour"],
    )
    assert [contact["type"] for contact in listing["listingContacts"]] == ["CustomerSupport", "Engineering"]
    assert [uri["uri"] for uri in listing["listingUris"]] == [
        LISTING["privacyPolicyLink"],
        "https://quay.example/docs",
    ]
    (image,) = ingestion.get(f"products/{key}/listings/{listing['id']}/images").json()["value"]
    assert (image["type"], image["fileName"], image["state"]) == ("AzureLogoLarge", "logo.png", "PendingUpload")
    setup = ingestion.get(f"products/{key}/setup").json()
    assert (setup["sellingOption"], setup["enableTestDrive"]) == ("ListAndSell", False)
    lead = ingestion.get(f"products/{key}/leadConfiguration").json()
    assert lead["resourceType"] == "HttpsEndpointLeadConfiguration"
    assert ingestion.get(f"products/{key}/resellerConfiguration").json()["resellerChannelState"] == "Enabled"


def test_what_changes_elsewhere_is_shown_here(api: Configure) -> None:
    resources = api.done(product(), EVERYTHING["listing"], EVERYTHING["plan"])
    ingestion, key = Api(api.caller), resources[0]["id"].removeprefix("product/")
    listing = _of_instance(ingestion, key, "listings", "Listing")
    path = f"products/{key}/listings/{listing['id']}"
    assert ingestion.put(path, {**listing, "title": "Another"}, "*").status_code == 200
    body = {"resourceType": "AzureSkuVariant", "externalID": "gold", "state": "Inactive"}
    new = ingestion.post(f"products/{key}/variants", body).json()

    tree = api.tree(resources[0]["id"])
    assert tree[resources[1]["id"]] == {
        **tree[resources[1]["id"]],
        "title": "Another",
        "searchResultSummary": "Live tide levels",
    }
    plan = tree[f"plan/{key}/{new['id']}"]
    assert (plan["identity"], plan["lifecycleState"]) == ({"externalId": "gold"}, "deprecated")


def test_plans_are_deprecated_and_deleted_with_what_is_theirs(api: Configure) -> None:
    resources = {resource["id"].split("/")[0]: resource for resource in api.done(*EVERYTHING.values())}
    root, plan = resources["product"]["id"], {"id": resources["plan"]["id"], "identity": {"externalId": "basic"}}
    api.done(resource("plan", **plan, lifecycleState="deprecated"))
    ingestion = Api(api.caller).get(f"products/{root.removeprefix('product/')}/variants").json()["value"]
    assert [variant["state"] for variant in ingestion] == ["Inactive"]

    (gone,) = api.done(resource("plan", id=resources["plan"]["id"], lifecycleState="deleted"))
    assert gone["lifecycleState"] == "deleted"
    assert not [key for key in api.tree(root) if "plan" in key.split("/")[0]]
    api.done(resource("product", id=root, lifecycleState="deleted"))
    assert api.get(root).status_code == 404
    assert api.get("product").json() == {"value": []}


def test_secrets_are_stored_apart(api: Configure) -> None:
    secret = "AccountKey=hunter2"
    sent = resource("customer-leads", **TIDE, leadDestination="azureTable", details={"connectionString": secret})
    other = resource("disk", **TIDE, source=[{"size": 1, "password": secret}])
    root, leads, disk = api.done(product(), sent, other)
    assert ("details" in leads, disk["source"]) == (False, [{"size": 1}])
    names = [name.rpartition(".")[2] for name in LeadSecret.objects.values_list("name", flat=True)]
    assert sorted(names) == ["details", "password"]
    assert secret not in str(api.tree(root["id"]))
    for model in (ConfigureJob, Section, SectionVersion, Job, IdempotencyKey):
        assert secret not in str(list(model.objects.values()))
    waiting = api.status(*[product(f"tide-{n}") for n in range(MAX_RESOURCES_AT_ONCE)], sent)
    assert secret not in str(ConfigureJob.objects.values().get(pk=waiting["jobId"]))


def test_texts_in_another_language_are_one_more_listing(api: Configure) -> None:
    first, german = (
        {**EVERYTHING["listing"], "resourceName": language, "languageId": language} for language in ("en-us", "de-de")
    )
    root, _first, second = (resource["id"] for resource in api.done(product(), first, german))
    again = api.done({**german, "product": root, "resourceName": None, "title": "Pegel"})
    assert [resource["id"] for resource in again] == [second]
    assert [resource["title"] for key, resource in api.tree(root).items() if key.startswith("listing/")] == [
        LISTING["title"],
        "Pegel",
    ]


def _of_instance(ingestion: Api, key: str, path: str, module: str) -> dict[str, Any]:
    branches = ingestion.get(f"products/{key}/branches/getByModule(module={module})").json()["value"]
    instance = branches[0]["currentDraftInstanceID"]
    return dict(ingestion.get(f"products/{key}/{path}/getByInstanceID(instanceID={instance})").json()["value"][0])
