"""Requests of the declarative API: everything at once, by names, and read again on both APIs."""

import pytest

from tests.api.configure_client import Configure, product, resource
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api

pytestmark = pytest.mark.django_db

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
    made = api.done(*EVERYTHING.values())

    tree = api.tree(made[0]["id"])
    for sent, shown in zip(EVERYTHING.values(), made, strict=True):
        again = {key: value for key, value in shown.items() if key != "resourceName"}
        assert tree[shown["id"]] == again == api.get(shown["id"]).json()
        assert {key: again[key] for key in values(sent)} == values(sent)
        assert shown.get("resourceName") == sent.get("resourceName")
    # What was read can be sent again, and changes nothing.
    assert [
        {**each, "resourceName": sent.get("resourceName")}
        for each, sent in zip(api.done(*tree.values()), tree.values(), strict=True)
    ] == [{**each, "resourceName": None} for each in tree.values()]


def test_both_apis_show_the_same_rows(api: Configure) -> None:
    made = {each["$schema"].split("/")[-2]: each for each in api.done(*EVERYTHING.values())}
    ingestion, key = Api(api.caller), made["product"]["id"].removeprefix("product/")

    assert ingestion.get(f"products/{key}").json()["externalIDs"] == [{"type": "AzureOfferId", "value": "tide-gauge"}]
    (plan,) = ingestion.get(f"products/{key}/variants").json()["value"]
    assert made["plan"]["id"] == f"plan/{key}/{plan['id']}"
    assert (plan["externalID"], plan["friendlyName"], plan["state"]) == ("basic", "Basic", "Active")
