"""Reading resources: by page, by durable ID, and with few queries."""

import pytest
from django.utils.http import urlencode

from listings.actions import save_section
from listings.models import Revision
from tests.accounts.factories import owner_of
from tests.api.configure_client import BASE, VERSION, Configure, error, product, resource
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api
from tests.api.test_configure import EVERYTHING, LISTING
from tests.listings.scene import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
WORDS = ("ebb", "flood", "slack", "surge", "wave")


@pytest.fixture
def api() -> Configure:
    return Configure(make_caller())


def walk(api: Configure, path: str, **query: object) -> list[list[str]]:
    """The IDs on each page, along the links."""
    address, pages = f"{BASE}/{path}?{urlencode({'$version': VERSION, **query})}", []
    while address:
        body = api.client.get(address, headers=api.headers).json()
        pages.append([item["id"] for item in body["value"]])
        address = body.get("@nextLink")
    return pages


def test_collections_come_by_page(api: Configure) -> None:
    products = [resource["id"] for resource in api.done(*(product(word) for word in WORDS))]
    root = products[0]
    plans = [
        plan["id"]
        for plan in api.done(*(resource("plan", product=root, identity={"externalId": word}) for word in WORDS))
    ]
    for path, ids, query in (
        ("product", products, {}),
        ("plan", plans, {"product": root}),
        ("plan", plans, {"product": "ebb-gauge"}),
    ):
        assert walk(api, path, **query) == [ids]
        assert walk(api, path, **{**query, "$maxpagesize": 2}) == [ids[:2], ids[2:4], ids[4:]]
        page = api.get(path, **{**query, "$top": 2, "$skip": 3}).json()
        assert [item["id"] for item in page["value"]] == ids[3:]
        for wrong in ({"continuationToken": "x"}, {"$maxpagesize": 0}, {"$skip": -1}, {"$top": "many"}):
            response = api.get(path, **{**query, **wrong})
            assert (response.status_code, error(response)["code"]) == (400, "badRequest")


def test_products_are_found_by_offer_id_and_type(api: Configure) -> None:
    application, container = api.done(product("ebb"), product("flood", type="azureContainer"))
    assert [item["id"] for item in api.get("product", externalId="flood-gauge").json()["value"]] == [container["id"]]
    assert [item["id"] for item in api.get("product", type="AzureApplication").json()["value"]] == [application["id"]]
    assert api.get("product", externalId="x").json() == api.get("product", type="x").json() == {"value": []}
    assert api.get("plan", product="x").json() == {"value": []}


def test_what_people_and_imports_change_is_shown(api: Configure) -> None:
    root, texts = (resource["id"] for resource in api.done(product(), EVERYTHING["listing"]))
    changes = {"title": "By hand", "overview_md": "Other *words*."}
    save_section(
        revision_id=Revision.objects.get().pk, key="overview", version=None, changes=changes,
        by=owner_of(api.caller.organisation), now=NOW,
    )  # fmt: skip
    shown = api.tree(root)[texts]
    assert (shown["title"], shown["searchResultSummary"]) == ("By hand", LISTING["searchResultSummary"])
    assert shown["description"] == "<p>Other <em>words</em>.</p>\n"


def test_a_product_of_the_other_api_is_whole(api: Configure) -> None:
    product_row = Api(api.caller).product("tide-app", "AzureContainer")
    shown = api.tree(f"product/{product_row['id']}")
    root = shown[f"product/{product_row['id']}"]
    assert (root["identity"], root["type"], root["alias"]) == ({"externalId": "tide-app"}, "azureContainer", "tide-app")
    assert {key.split("/")[0] for key in shown} == {
        "product", "listing", "property", "price-and-availability-offer", "technical-configuration", "reseller",
        "commercial-marketplace-setup", "customer-leads",
    }  # fmt: skip
    assert shown[f"customer-leads/{product_row['id']}"]["leadDestination"] == "none"
    for key in shown:
        assert api.get(key).json() == shown[key]
    for unknown in (
        f"plan/{product_row['id']}/7",
        f"listing/{product_row['id']}/7",
        f"gadget/{product_row['id']}",
        f"configure/{product_row['id']}",
    ):
        assert api.get(unknown).status_code == 404


def test_reads_cost_few_queries(api: Configure, django_assert_max_num_queries: object) -> None:
    status = api.status(
        product(), *(values for values in EVERYTHING.values() if values["$schema"].split("/")[-2] != "product")
    )
    root = api.get("product").json()["value"][0]["id"]
    # Two queries are for the token and the rate limit.
    for path, most in (
        (f"configure/{status['jobId']}/status", 3),
        (root, 6),
        (f"resource-tree/{root}", 6),
        ("product", 6),
    ):
        with django_assert_max_num_queries(most) as queries:  # type: ignore[operator]  # a context manager of pytest-django
            api.get(path)
        assert not any("FOR UPDATE" in query["sql"] for query in queries.captured_queries)
