"""Wrong types on the APIs of other clients: they get an error or stay with the entity, and never reach a field."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.v1.section_types import assert_types
from listings.models import Section
from tests.api.configure_client import Configure, product, resource
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api
from tests.api.publishers_client import Publisher, offer_body
from tests.api.test_configure import LISTING, TIDE
from tests.api.test_modules import TEXTS, entity, put
from tests.api.test_publishers import OFFER
from tilekit.core.field import Json

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough, pytest.mark.slow]
WRONG: tuple[Json, ...] = (None, True, 5, "x", [5], {"x": 5})


def with_one_wrong(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The body with each of its values, and each value in its objects, in each wrong type."""
    for name, value in body.items():
        yield from ({**body, name: wrong} for wrong in WRONG)
        if isinstance(value, dict):
            yield from ({**body, name: inner} for inner in with_one_wrong(value))
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from ({**body, name: [inner]} for inner in with_one_wrong(value[0]))


def assert_well_typed() -> None:
    """Assert that all stored fields have their type."""
    stored = {row.key: row.document for row in Section.objects.filter(scope="")}
    assert_types(stored, {"api": stored["api"]})


def test_the_ingestion_api_stores_no_wrong_types() -> None:
    api = Api(make_caller())
    api.product()
    for body in with_one_wrong(TEXTS):
        response = put(api, entity(api), body)
        assert response.status_code < 500, (body, response.content)
        assert_well_typed()


def test_the_publisher_api_stores_no_wrong_types() -> None:
    publisher = Publisher(make_caller())
    publisher.offer()
    for offer in with_one_wrong(OFFER):
        response = publisher.put("/tide-vm", offer_body(offer=offer), If_Match="*")
        assert response.status_code < 500, (offer, response.content)
        assert_well_typed()


def test_the_configure_api_stores_no_wrong_types() -> None:
    configure = Configure(make_caller())
    root = configure.done(product("tide"))[0]
    for values in with_one_wrong(LISTING):
        sent = resource("listing", **{**values, **TIDE, "product": root["id"]})
        response = configure.post(sent)
        assert response.status_code < 500, (values, response.content)
        assert_well_typed()
