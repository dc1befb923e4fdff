"""Access to the ingestion API: every call, for every role of an application and for strangers."""

import json
import re
from uuid import uuid4

import pytest
from django.test import Client

from api.reference.calls import DocumentedCall, calls_of
from api.reference.surfaces import surface_at
from common.actor import Role
from listings.models import Listing
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api, fault

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
CALLS = calls_of(surface_at("ingestion"))
# Calls without a product cannot reveal products of others.
OF_A_PRODUCT = [call for call in CALLS if "{product_id}" in call.example.path]


def statuses(calls: list[DocumentedCall], headers: dict[str, str]) -> dict[str, int]:
    """{call: the status of its response}, each with the example of the reference page."""
    return {call.id: _send(call, headers) for call in calls}


def _send(call: DocumentedCall, headers: dict[str, str]) -> int:
    product = Listing.objects.values_list("pk", flat=True).first()
    path = re.sub(r"{(\w+)}", lambda match: str(product if match[1] == "product_id" else uuid4()), call.example.path)
    body = {} if call.example.method == "GET" else {"data": json.dumps(call.example.body)}
    send = getattr(Client(), call.example.method.lower())
    response = send(path, content_type="application/json", headers={"If-Match": "*", **headers}, **body)
    assert fault(response)["faultCode"] == 50_000 + response.status_code
    return int(response.status_code)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_other_roles_make_no_call(role: Role) -> None:
    Api(make_caller("Southquay")).product()
    assert set(statuses(CALLS, Api(make_caller(role=role)).headers).values()) == {403}


def test_nobody_makes_a_call_without_a_token() -> None:
    Api(make_caller()).product()
    assert set(statuses(CALLS, {}).values()) == {401}


def test_products_of_others_do_not_exist() -> None:
    Api(make_caller("Southquay")).product()
    refusals = statuses(OF_A_PRODUCT, Api(make_caller()).headers)
    assert {call: status for call, status in refusals.items() if status != 404} == {}
