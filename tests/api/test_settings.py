"""Resources that a product has once: setup, resellers and leads, as clients see them."""

import json

import pytest
from django.core import serializers

from audit.models import Event
from listings.models import LEAD_SECRETS, LeadSecret, Listing, Section, SectionVersion
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api, Response, fault

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
SETUP = {
    "resourceType": "AzureProductSetup",
    "sellingOption": "listandsell",
    "callToAction": "Free-Trial",
    "trialUri": "https://harbour.example/trial",
    "enableTestDrive": "true",
    "channelStates": [{"type": "Reseller", "value": "enabled"}],
}
LEAD = {
    "resourceType": "DynamicsLeadConfiguration",
    "contactEmail": "leads@harbour.example",
    "uri": "https://crm.harbour.example",
    "UserName": "leads",
    "Password": "tide-secret-1",
    "applicationKey": "tide-secret-2",
    "accessToken": {"value": "tide-secret-3"},
    "nested": [{"clientSecret": "tide-secret-4"}],
}


@pytest.fixture
def api() -> Api:
    api = Api(make_caller())
    api.product()
    return api


def at(word: str) -> str:
    return f"products/{Listing.objects.get().pk}/{word}"


def test_the_setup_is_read_and_written(api: Api) -> None:
    assert api.get(at("Setup")).json()["resourceType"] == "AzureProductSetup"
    response = api.post(at("setup"), SETUP)
    assert (response.status_code, "ETag" in response) == (200, False)
    written = {
        **SETUP,
        "sellingOption": "ListAndSell",
        "callToAction": "free-trial",
        "enableTestDrive": True,
        "channelStates": [{"type": "Reseller", "value": "Enabled"}],
    }
    assert response.json() == api.get(at("setup")).json() == written


def test_resellers_are_read_and_written(api: Api) -> None:
    assert api.get(at("resellerconfiguration")).json()["resellerChannelState"] == "Disabled"
    response = api.post(at("resellerConfiguration"), {"ResellerChannelState": "partialoptin", "TenantIds": ["t1"]})
    assert response.status_code == 200
    assert response.json() == api.get(at("resellerConfiguration")).json()
    assert response.json() == {
        "resourceType": "ResellerConfiguration",
        "resellerChannelState": "PartialOptIn",
        "tenantIds": ["t1"],
    }


@pytest.mark.parametrize(
    "word, body, named",
    [
        ("setup", {"callToAction": "call"}, "callToAction"),
        ("setup", {"sellingOption": "Sell"}, "sellingOption"),
        ("setup", {"channelStates": [{"type": "Reseller", "value": "On"}]}, "value"),
        ("setup", {"resourceType": "AzureSetup"}, "resourceType"),
        ("resellerConfiguration", {"resellerChannelState": "OptIn"}, "resellerChannelState"),
        ("leadConfiguration", {"resourceType": "FaxLeadConfiguration"}, "resourceType"),
        ("leadConfiguration", {"contactEmail": "x@harbour.example"}, "resourceType"),
        ("leadConfiguration", {**LEAD, "Password": ["tide-secret-1"]}, "password"),
    ],
)
def test_wrong_settings_are_refused(api: Api, word: str, body: dict[str, object], named: str) -> None:
    before = api.get(at(word)).json()
    response = api.post(at(word), body)
    assert (response.status_code, list(fault(response)["data"])) == (400, [named])
    assert "tide-secret" not in response.content.decode()
    assert api.get(at(word)).json() == before


def stored() -> dict[str, object]:
    """{name: secret} of the stored secrets, decrypted."""
    rows = LeadSecret.objects.order_by("name")
    return {row.name: json.loads(LEAD_SECRETS.decrypt(row.sealed)) for row in rows}


def test_secrets_of_leads_are_kept_and_never_shown(api: Api) -> None:
    response = api.post(at("leadconfiguration"), LEAD)
    assert response.status_code == 200, response.content
    assert response.json() == api.get(at("leadConfiguration")).json()
    assert response.json() == {
        "resourceType": "DynamicsLeadConfiguration",
        "contactEmail": "leads@harbour.example",
        "uri": "https://crm.harbour.example",
        "userName": "leads",
    }
    assert stored() == {
        "accessToken": {"value": "tide-secret-3"},
        "applicationKey": "tide-secret-2",
        "nested": [{"clientSecret": "tide-secret-4"}],
        "password": "tide-secret-1",
    }
    everything = [row for model in (Section, SectionVersion, LeadSecret, Event) for row in model.objects.all()]
    assert "tide-secret" not in serializers.serialize("json", everything)
    assert Event.objects.get(verb="lead-secret.set").actor_id == api.caller.application.pk


def send(api: Api, **changes: object) -> Response:
    body = {name: value for name, value in {**LEAD, **changes}.items() if value is not None}
    response = api.post(at("leadConfiguration"), body)
    assert response.status_code == 200, response.content
    return response


def test_a_secret_stays_until_another_one_or_another_kind_is_sent(api: Api) -> None:
    send(api, accessToken=None, nested=None)
    send(api, Password=None, applicationKey="new", accessToken=None, nested=None)
    assert stored() == {"applicationKey": "new", "password": "tide-secret-1"}
    send(api, Password="", applicationKey=None, accessToken=None, nested=None)
    assert stored() == {"applicationKey": "new"}
    body = {"resourceType": "AzureTableLeadConfiguration", "connectionString": "tide-secret-5"}
    assert api.post(at("leadConfiguration"), body).json() == {"resourceType": "AzureTableLeadConfiguration"}
    assert stored() == {"connectionString": "tide-secret-5"}


def test_settings_of_others_are_not_there(api: Api) -> None:
    other = Api(make_caller("Southquay"))
    for word in ("setup", "resellerConfiguration", "leadConfiguration"):
        assert other.get(at(word)).status_code == 404
        assert other.post(at(word), {}).status_code == 404
    assert api.get(at("leadConfiguration")).json() == {}
