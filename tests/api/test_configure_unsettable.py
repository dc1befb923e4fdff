"""What a client of the configure API may not set: IDs of others, and what only the portal sets.

Unknown keys are stored with the resource and returned unchanged, as this API promises. They must change nothing else.
"""

from itertools import product as product_of
from typing import Any
from uuid import uuid4

import pytest

from tests.api.configure_client import Configure, product, resource
from tests.api.factories import make_caller, stored_listings

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
Values = dict[str, Any]


@pytest.fixture(scope="module")
def configure(shared_rows: object) -> Configure:
    return Configure(make_caller())


def _new_resources(api: Configure, name: str) -> dict[str, Values]:
    """{type: resource} of a new product with a plan, texts and an image."""
    of_product, texts = {"product": {"resourceName": name}}, {"resourceName": "texts"}
    rows = api.done(
        product(name),
        resource("plan", **of_product, identity={"externalId": "basic"}, alias="Basic"),
        resource("listing", **of_product, **texts, languageId="en-us", title="Tides"),
        resource("listing-asset", **of_product, listing=texts, type="azureLogoLarge", friendlyName="logo.png"),
    )
    return {row["id"].partition("/")[0]: row for row in rows}


@pytest.fixture(scope="module")
def resources(configure: Configure) -> dict[str, Values]:
    return _new_resources(configure, "tide")


@pytest.fixture(scope="module")
def theirs(shared_rows: object) -> dict[str, Values]:
    return _new_resources(Configure(make_caller("Southquay")), "theirs")


@pytest.mark.parametrize(
    "word, key",
    [("product", "id"), *product_of(("plan", "listing", "listing-asset"), ("id", "product", "plan", "listing"))],
)
def test_a_resource_cannot_name_those_of_others(
    configure: Configure, resources: dict[str, Values], theirs: dict[str, Values], *, word: str, key: str
) -> None:
    foreign = theirs[word if key == "id" else key]["id"]
    before = stored_listings()
    assert configure.errors({**resources[word], key: foreign})[0][1:] == ("notFound", "resourceNotFound")
    assert stored_listings() == before


@pytest.mark.parametrize(
    "word, values, code",
    [
        ("product", {"ID": "product/x"}, "schemaValidationError"),
        ("product", {"LifecycleState": "deleted"}, "schemaValidationError"),
        ("product", {"Identity": {"externalId": "x"}}, "schemaValidationError"),
        ("product", {"Type": "azureVirtualMachine"}, "schemaValidationError"),
        ("product", {"alias": 5}, "schemaValidationError"),
        ("product", {"identity": {"externalId": "x"}}, "invalidId"),
        ("product", {"lifecycleState": "live"}, "invalidState"),
        ("plan", {"Product": "product/x"}, "schemaValidationError"),
        ("plan", {"Alias": "Other"}, "schemaValidationError"),
        ("plan", {"alias": {"x": 1}}, "schemaValidationError"),
        ("plan", {"identity": {"externalID": "other"}}, "schemaValidationError"),
        ("plan", {"identity": {"externalId": 5}}, "schemaValidationError"),
        ("listing", {"Title": "Other"}, "schemaValidationError"),
        ("listing", {"lifecycleState": "deprecated"}, "notSupported"),
        ("listing-asset", {"state": "Uploaded"}, "invalidState"),
        ("listing-asset", {"State": "Uploaded"}, "schemaValidationError"),
        ("listing-asset", {"displayOrder": "x"}, "schemaValidationError"),
    ],
)
def test_a_resource_cannot_set_what_the_portal_sets(
    configure: Configure, resources: dict[str, Values], *, word: str, values: Values, code: str
) -> None:
    before = stored_listings()
    assert configure.errors({**resources[word], **values})[0][2] == code
    assert stored_listings() == before


@pytest.mark.parametrize(
    "values, code",
    [
        ({"status": "completed"}, "schemaValidationError"),
        ({"result": "succeeded"}, "schemaValidationError"),
        ({"created": "2999-01-01T00:00:00Z"}, "schemaValidationError"),
        ({"owner": "southquay"}, "schemaValidationError"),
        ({"Target": {"targetType": "live"}}, "schemaValidationError"),
        ({"lifecycleState": "deprecated"}, "notSupported"),
    ],
)
def test_a_submission_cannot_set_its_result(
    configure: Configure, resources: dict[str, Values], values: Values, code: str
) -> None:
    sent = {"product": resources["product"]["id"], "target": {"targetType": "preview"}, **values}
    assert configure.errors(resource("submission", **sent))[0][2] == code


def test_a_resource_can_be_sent_back_as_it_was_read(configure: Configure, resources: dict[str, Values]) -> None:
    before = configure.tree(resources["product"]["id"])
    configure.done(*resources.values())
    assert configure.tree(resources["product"]["id"]) == before


def test_unknown_keys_change_nothing_else(configure: Configure, resources: dict[str, Values]) -> None:
    inner = {"kept": {"id": resources["product"]["id"]}}
    unknown = {"publisherId": "southquay", "owner": str(uuid4()), "@odata.etag": "x", "configure": inner}
    (plan,) = configure.done({**resources["plan"], **unknown})
    assert {**plan, **unknown} == plan
    assert {**plan, **resources["plan"]} == plan
