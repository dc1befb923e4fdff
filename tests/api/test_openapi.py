"""The OpenAPI documents of the API say what it does; Schemathesis sends what they allow and what they forbid."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from ninja import NinjaAPI
from schemathesis import Case
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from api.calls import SURFACES
from portal.wsgi import application
from tests.api.configure_client import Configure
from tests.api.factories import make_caller
from tests.api.publishers_client import Publisher
from tests.api.v1_client import make_v1

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/oauth2/openapi.json",
    "/v1.0/ingestion/openapi.json",
    "/api/publishers/openapi.json",
    "/rp/product-ingestion/openapi.json",
    "/api/v1/openapi.json",
)
_PLAIN = {"Accept-Encoding": "identity"}  # nothing between the two unpacks an answer
_EFFORT = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
tokens, ingestion, publishers, configure, v1 = (
    schemathesis.openapi.from_wsgi(address, application) for address in ADDRESSES
)


Headers = dict[str, str]


@contextmanager
def _kept_connection() -> Iterator[None]:
    """A server closes its connection after a request; a test has only the one with its transaction.

    It comes after the token, because Django's test client connects these signals again.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def of_nobody() -> Iterator[Headers]:
    with _kept_connection():
        yield _PLAIN


@pytest.fixture
def of_ingestion() -> Iterator[Headers]:
    token = make_caller().token(Client())
    with _kept_connection():
        yield {**_PLAIN, "Authorization": f"Bearer {token}"}


@pytest.fixture
def of_portal() -> Iterator[Headers]:
    api = make_v1("Southquay")
    api.draft()
    with _kept_connection():
        yield {**_PLAIN, **api.headers}


@pytest.fixture
def of_publisher() -> Iterator[Headers]:
    publisher = Publisher(make_caller("Westquay"))
    publisher.offer()
    with _kept_connection():
        yield {**_PLAIN, **publisher.headers}


@pytest.fixture
def of_configure() -> Iterator[Headers]:
    configure = Configure(make_caller())
    with _kept_connection():
        yield {**_PLAIN, **configure.headers}


@ingestion.parametrize()
@_EFFORT
def test_the_ingestion_api_holds_what_its_document_says(case: Case, of_ingestion: Headers) -> None:
    # A filter may be a text and still not be one of ours; a parameter of an address that we do not know is ignored.
    ignored = [positive_data_acceptance, *([] if case.operation.body else [negative_data_rejection])]
    case.call_and_validate(headers=of_ingestion, excluded_checks=ignored)


@publishers.parametrize()
@_EFFORT
def test_the_api_of_publishers_holds_what_its_document_says(case: Case, of_publisher: Headers) -> None:
    # A body may be right and not be of the offer in the address; parameters that we do not know are ignored.
    ignored = [positive_data_acceptance, *([] if case.operation.body else [negative_data_rejection])]
    case.path_parameters["publisher_id"] = "westquay"
    case.call_and_validate(headers=of_publisher, excluded_checks=ignored)


@configure.parametrize()
@_EFFORT
def test_the_declarative_api_holds_what_its_document_says(case: Case, of_configure: Headers) -> None:
    # As above; a resource that a job refuses is no refused call.
    ignored = [positive_data_acceptance, *([] if case.operation.body else [negative_data_rejection])]
    case.call_and_validate(headers=of_configure, excluded_checks=ignored)


@v1.parametrize()
@_EFFORT
def test_our_own_api_holds_what_its_document_says(case: Case, of_portal: Headers) -> None:
    # A cursor or a listing may have the right shape and not exist; parameters that we do not know are ignored.
    ignored = [positive_data_acceptance, *([] if case.operation.body else [negative_data_rejection])]
    case.call_and_validate(headers=of_portal, excluded_checks=ignored)


@tokens.parametrize()
@_EFFORT
def test_the_token_endpoints_hold_what_their_document_says(case: Case, of_nobody: Headers) -> None:
    # What the document allows may still be the wrong key.
    case.call_and_validate(headers=of_nobody, excluded_checks=[positive_data_acceptance])


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_document_is_served_without_a_token(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.1.0")


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.title)
def test_every_call_is_described(surface: NinjaAPI) -> None:
    calls = [call for methods in surface.get_openapi_schema()["paths"].values() for call in methods.values()]
    assert calls
    assert all(call["summary"] and call["description"] for call in calls)
