"""Plans of a product, over HTTP."""

import pytest

from listings.models import Listing, Submission
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api, Response, fault
from tests.api.submissions_scene import Partner
from tilekit.sections import limits

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
BASIC = {
    "resourceType": "AzureSkuVariant",
    "friendlyName": "Basic",
    "externalID": "basic",
    "leadGenID": "publisher_name.basic",
    "SubType": "Managed-Application",
}


@pytest.fixture
def api() -> Api:
    api = Api(make_caller())
    api.product()
    return api


def variants() -> str:
    return f"products/{Listing.objects.get().pk}/variants"


def make(api: Api, plan_id: str = "basic", **more: object) -> dict[str, object]:
    response = api.post(variants(), {**BASIC, "externalID": plan_id, **more})
    assert response.status_code == 201, response.content
    return dict(response.json())


def branches(api: Api, module: str) -> list[dict[str, str]]:
    path = f"products/{Listing.objects.get().pk}/branches/getByModule(module={module})"
    return list(api.get(path).json()["value"])


def of_plan(api: Api, plan: object, module: str, path: str, **query: str) -> dict[str, object]:
    """The entity of a plan, looked up as clients do it."""
    (branch,) = (branch for branch in branches(api, module) if branch.get("variantID") == plan)
    instance = branch["currentDraftInstanceID"]
    response = api.get(f"products/{Listing.objects.get().pk}/{path}/getByInstanceID(instanceID={instance})", **query)
    assert response.status_code == 200, response.content
    return dict(response.json()["value"][0])


def put(api: Api, row: dict[str, object], body: object, path: str) -> Response:
    return api.put(f"products/{Listing.objects.get().pk}/{path}/{row['id']}", body, str(row["@odata.etag"]))


def test_a_plan_is_made_with_its_defaults(api: Api) -> None:
    response = api.post(variants(), {**BASIC, "unknownKey": 1, "id": "mine"})
    variant = response.json()
    assert response.status_code == 201
    assert response["Location"].endswith(f"/v1.0/ingestion/{variants()}/{variant['id']}")
    assert response["ETag"] == variant["@odata.etag"]
    assert {name: value for name, value in variant.items() if name not in {"id", "@odata.etag"}} == {
        "resourceType": "AzureSkuVariant",
        "state": "Active",
        "friendlyName": "Basic",
        "conversionPaths": "*",
        "externalID": "basic",
        "leadGenID": "publisher_name.basic",
        "cloudAvailabilities": ["public-azure"],
        "subType": "managed-application",
        "extendedProperties": [],
        "unknownKey": 1,
    }
    assert api.get(f"{variants()}/{str(variant['id']).upper()}").json() == variant
    assert api.get(variants()).json() == {"value": [variant]}


def test_a_test_drive_has_one_name(api: Api) -> None:
    response = api.post(variants(), {"resourceType": "azuretestdrivevariant", "testDriveType": "AzureSolution"})
    assert (response.status_code, response.json()["id"], response.json()["state"]) == (201, "testdrive", "Active")
    assert api.get(f"{variants()}/TestDrive").json() == response.json()
    again = api.post(variants(), {"resourceType": "AzureTestDriveVariant"})
    assert (again.status_code, fault(again)["faultCode"]) == (409, 50409)


def test_branches_of_plans_come_after_the_offers_in_the_order_of_making(api: Api) -> None:
    plans = [make(api, name)["id"] for name in ("gold", "basic", "another")]
    for module in ("Listing", "Package", "Availability"):
        assert [branch.get("variantID") for branch in branches(api, module)] == [None, *plans]
    for module in ("Property", "ResellerConfiguration"):
        assert [branch.get("variantID") for branch in branches(api, module)] == [None]
    assert of_plan(api, plans[0], "Listing", "listings")["title"] == "Basic"


def test_pages_of_plans_are_linked(api: Api) -> None:
    ids = [make(api, f"plan-{number}")["id"] for number in range(3)]
    first = api.get(variants(), **{"$top": "2", "$skipToken": ""}).json()
    assert first["nextLink"] == first["@odata.nextLink"]
    second = api.client.get(f"/{first['nextLink']}", headers=api.headers).json()
    assert [variant["id"] for variant in first["value"] + second["value"]] == ids
    assert second.keys() == {"value"}
    assert api.get(variants(), **{"$skipToken": "x"}).status_code == 400


def test_a_plan_is_replaced_and_keeps_its_id(api: Api) -> None:
    variant = make(api)
    body = {"friendlyName": "Better", "state": "inactive"}
    path = f"{variants()}/{variant['id']}"
    response = api.put(path, body)
    assert response.status_code == 200, response.content
    assert (response.json()["externalID"], response.json()["state"]) == ("basic", "Inactive")
    assert "leadGenID" not in response.json()
    assert api.put(path, body, str(variant["@odata.etag"])).status_code == 412
    assert api.put(path, {**body, "friendlyName": "Best"}, response["ETag"]).status_code == 200
    assert api.get(path).json()["friendlyName"] == "Best"


@pytest.mark.parametrize(
    "body, status, named",
    [
        ({**BASIC, "externalID": "BASIC"}, 409, "externalID"),
        ({**BASIC, "externalID": ""}, 400, "externalID"),
        ({"resourceType": "AzureSkuVariant"}, 400, "externalID"),
        ({**BASIC, "externalID": "x", "resourceType": "Azure"}, 400, "resourceType"),
        ({**BASIC, "externalID": "x", "state": "Draft"}, 400, "state"),
        ({**BASIC, "externalID": "x", "SubType": "saas"}, 400, "subType"),
    ],
)
def test_wrong_plans_are_refused(api: Api, body: object, status: int, named: str) -> None:
    make(api)
    response = api.post(variants(), body)
    assert (response.status_code, list(fault(response)["data"])) == (status, [named])
    assert len(api.get(variants()).json()["value"]) == 1


def test_there_are_only_so_many(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "API_ENTITIES", 1)
    variant = make(api)
    assert api.post(variants(), {**BASIC, "externalID": "second"}).status_code == 400
    assert api.put(f"{variants()}/{variant['id']}", BASIC).status_code == 200


def test_a_plan_id_cannot_be_changed_to_that_of_another_plan(api: Api) -> None:
    make(api, "gold")
    path = f"{variants()}/{make(api)['id']}"
    assert api.put(path, {**BASIC, "externalID": "Gold"}).status_code == 409
    assert api.put(path, {"resourceType": "AzureTestDriveVariant"}).status_code == 400


def test_a_plan_goes_with_everything_that_was_sent_for_it(api: Api) -> None:
    other, plan = make(api, "other"), make(api)
    row = of_plan(api, plan["id"], "Listing", "listings")
    assert put(api, row, {"title": "Basic"}, "listings").status_code == 200
    assert api.delete(f"{variants()}/{plan['id']}").status_code == 204
    assert [variant["id"] for variant in api.get(variants()).json()["value"]] == [other["id"]]
    assert len(branches(api, "Listing")) == 2
    for path in (f"{variants()}/{plan['id']}", f"{variants().removesuffix('variants')}listings/{row['id']}"):
        assert api.get(path).status_code == 404
    assert api.delete(f"{variants()}/{plan['id']}").status_code == 404
    assert make(api)["id"] != plan["id"]


def test_a_plan_that_is_live_stays() -> None:
    of = Partner()
    of.reach("published")
    variant, submission = make(of.api), Submission.objects.get()
    submission.documents["api"] = of.revision.sections.get(key="api").document
    submission.save()
    refused = of.api.delete(f"{variants()}/{variant['id']}")
    assert (refused.status_code, fault(refused)["faultCode"]) == (409, 50409)
    fresh = make(of.api, "fresh")
    assert of.api.delete(f"{variants()}/{fresh['id']}").status_code == 204
    assert [variant["id"] for variant in of.api.get(variants()).json()["value"]] == [variant["id"]]


def test_plans_of_others_are_not_there(api: Api) -> None:
    path, other = f"{variants()}/{make(api)['id']}", Api(make_caller("Southquay"))
    assert other.get(variants()).status_code == 404
    for response in (other.get(path), other.delete(path), other.put(path, BASIC), other.post(variants(), BASIC)):
        assert response.status_code == 404


FEATURE = {
    "resourceType": "FeatureAvailability",
    "visibility": "private",
    "marketStates": [{"marketCode": "DE", "state": "enabled"}],
    "trial": {"type": "notrial"},
    "priceSchedules": [
        {"isBaseSchedule": "true", "schedules": [{"retailPrice": {"openPrice": 9.5}, "pricingModel": "recurring"}]}
    ],
    "later": {"kept": True},
}
PATH = "featureAvailabilities"


def test_prices_and_markets_are_sent_on_request(api: Api) -> None:
    plan = make(api)["id"]
    row = of_plan(api, plan, "Availability", PATH)
    assert row["visibility"] == "Public"
    assert row.keys().isdisjoint({"marketStates", "trial", "priceSchedules"})
    response = put(api, row, FEATURE, "featureavailabilities")
    assert response.status_code == 200, response.content
    assert (response.json()["visibility"], response.json()["later"]) == ("Private", {"kept": True})
    assert "priceSchedules" not in response.json()
    full = of_plan(api, plan, "Availability", PATH, **{"$expand": "marketstates, PriceSchedules,Trial"})
    assert full["@odata.etag"] == response.json()["@odata.etag"]
    assert full["marketStates"] == [{"marketCode": "DE", "state": "Enabled"}]
    assert full["trial"] == {"type": "NoTrial"}
    assert full["priceSchedules"] == [
        {"isBaseSchedule": True, "schedules": [{"retailPrice": {"openPrice": 9.5}, "pricingModel": "Recurring"}]}
    ]
    changed = put(api, full, {**FEATURE, "marketStates": []}, PATH)
    assert changed["ETag"] != full["@odata.etag"]
    wrong = put(api, changed.json(), {**FEATURE, "visibility": "Hidden"}, PATH)
    assert (wrong.status_code, list(fault(wrong)["data"])) == (400, ["visibility"])


@pytest.mark.parametrize(
    "sub_type, kind",
    [("managed-application", "AzureManagedApplication"), ("solution-template", "AzureSolutionTemplate")],
)
def test_what_a_plan_sells_decides_its_package_configuration(api: Api, sub_type: str, kind: str) -> None:
    plan = make(api, SubType=sub_type)["id"]
    row = of_plan(api, plan, "Package", "packageConfigurations")
    assert row["resourceType"] == f"{kind}PackageConfiguration"
    assert of_plan(api, None, "Package", "packageConfigurations")["resourceType"] == (
        "AzureApplicationPackageConfiguration"
    )


GUID = "0b5000e6-0000-4000-8000-000000000001"
MANAGED = {
    "resourceType": "AzureManagedApplicationPackageConfiguration",
    "version": "1.0.0",
    "publicAzureTenantID": GUID,
    "publicAzureAuthorizations": [{"principalID": GUID, "roleDefinitionID": GUID}],
    "packageReferences": [{"type": "AzureApplicationPackage", "value": GUID}],
    "deploymentMode": "Complete",
}


@pytest.mark.parametrize(
    "change",
    [
        {"packageReferences": [{"type": "AzureApplicationPackage", "value": "e2"}]},
        {"publicAzureTenantID": "tenant"},
        {"publicAzureAuthorizations": [{"principalID": "me", "roleDefinitionID": GUID}]},
    ],
)
def test_package_configurations_hold_guids(api: Api, change: dict[str, object]) -> None:
    row = of_plan(api, make(api)["id"], "Package", "packageConfigurations")
    response = put(api, row, MANAGED, "packageconfigurations")
    assert response.status_code == 200, response.content
    assert MANAGED.items() <= response.json().items()
    refused = put(api, response.json(), {**MANAGED, **change}, "packageconfigurations")
    assert refused.status_code == 400
    assert "Enter a valid GUID" in refused.json()


def test_placeholders_of_clients_are_ignored(api: Api) -> None:
    """Microsoft's command fills in every key of the configuration with the word "string"."""
    row = of_plan(api, make(api)["id"], "Package", "packageConfigurations")
    word = {"principalID": "string", "roleDefinitionID": "string"}
    sent = {**MANAGED, "azureGovernmentTenantID": "string", "azureGovernmentAuthorizations": [word]}
    sent["policies"] = [dict.fromkeys(("policyName", "policyDefinitionID", "policyParameters"), "string")]

    response = put(api, row, sent, "packageconfigurations")

    assert response.status_code == 200, response.content
    shown = response.json()
    assert shown["azureGovernmentTenantID"] == ""
    assert (shown["azureGovernmentAuthorizations"], shown["policies"]) == ([], [])
    mixed = {**sent, "azureGovernmentAuthorizations": [{**word, "principalID": GUID}]}
    assert put(api, shown, mixed, "packageconfigurations").status_code == 400


def test_the_type_of_a_package_configuration_is_what_was_put(api: Api) -> None:
    plan = make(api)["id"]
    row = of_plan(api, plan, "Package", "packageConfigurations")
    template = {"resourceType": "azuresolutiontemplatepackageconfiguration", "version": "1"}
    response = put(api, row, template, "packageConfigurations")
    assert response.json()["resourceType"] == "AzureSolutionTemplatePackageConfiguration"
    again = put(api, response.json(), {"version": "2"}, "packageConfigurations")
    assert again.json()["resourceType"] == "AzureSolutionTemplatePackageConfiguration"
    offer = of_plan(api, None, "Package", "packageConfigurations")
    assert put(api, offer, template, "packageConfigurations").status_code == 400
    sent = {"azureActiveDirectoryTenantID": GUID, "azureActiveDirectoryApplicationID": ""}
    assert put(api, offer, sent, "packageConfigurations").status_code == 200
