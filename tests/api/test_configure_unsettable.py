"""What a client of the configure API may not set: IDs of others, and what only the portal sets.

Unknown keys are stored with the resource and returned unchanged, as this API promises. They must change nothing else.
"""

from itertools import product as product_of
from typing import Any
from uuid import uuid4

import pytest

from tests.api.configure_client import Configure, product, resource
from tests.api.factories import make_caller, stored_listings

pytestmark = pytest.mark.django_db
Values = dict[str, Any]


@pytest.fixture
def configure() -> Configure:
    return Configure(make_caller())


def _made(api: Configure, name: str) -> dict[str, Values]:
    """{type: resource} of a new product with a plan, texts and an image."""
    of_product, texts = {"product": {"resourceName": name}}, {"resourceName": "texts"}
    found = api.done(
        product(name),
        resource("plan", **of_product, identity={"externalId": "basic"}, alias="Basic"),
        resource("listing", **of_product, **texts, languageId="en-us", title="Tides"),
        resource("listing-asset", **of_product, listing=texts, type="azureLogoLarge", friendlyName="logo.png"),
    )
    return {each["id"].partition("/")[0]: each for each in found}


@pytest.fixture
def made(configure: Configure) -> dict[str, Values]:
    return _made(configure, "tide")


@pytest.fixture
def theirs() -> dict[str, Values]:
    return _made(Configure(make_caller("Southquay")), "theirs")


@pytest.mark.parametrize(
    "word, key",
    [("product", "id"), *product_of(("plan", "listing", "listing-asset"), ("id", "product", "plan", "listing"))],
)
def test_a_resource_cannot_name_those_of_others(
    configure: Configure, made: dict[str, Values], theirs: dict[str, Values], *, word: str, key: str
) -> None:
    foreign = theirs[word if key == "id" else key]["id"]
    before = stored_listings()
    assert configure.errors({**made[word], key: foreign})[0][1:] == ("notFound", "resourceNotFound")
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
    configure: Configure, made: dict[str, Values], *, word: str, values: Values, code: str
) -> None:
    before = stored_listings()
    assert configure.errors({**made[word], **values})[0][2] == code
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
    configure: Configure, made: dict[str, Values], values: Values, code: str
) -> None:
    sent = {"product": made["product"]["id"], "target": {"targetType": "preview"}, **values}
    assert configure.errors(resource("submission", **sent))[0][2] == code


def test_a_resource_can_be_sent_back_as_it_was_read(configure: Configure, made: dict[str, Values]) -> None:
    before = configure.tree(made["product"]["id"])
    configure.done(*made.values())
    assert configure.tree(made["product"]["id"]) == before


def test_unknown_keys_change_nothing_else(configure: Configure, made: dict[str, Values]) -> None:
    inner = {"kept": {"id": made["product"]["id"]}}
    unknown = {"publisherId": "southquay", "owner": str(uuid4()), "@odata.etag": "x", "configure": inner}
    (plan,) = configure.done({**made["plan"], **unknown})
    assert {**plan, **unknown} == plan
    assert {**plan, **made["plan"]} == plan
