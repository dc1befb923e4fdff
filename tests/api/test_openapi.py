"""The API matches its OpenAPI documents; Schemathesis sends valid and invalid requests.

Requests are generated when the test of a call runs: `parametrize()` of Schemathesis would generate those of all calls
during collection, in each pytest process and in runs that don't need them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from ninja import NinjaAPI
from schemathesis import Case, CheckContext, Response
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from api.reference.surfaces import surface_at, surfaces
from portal.wsgi import application
from tests.api.configure_client import Configure
from tests.api.document_headers import header_faults
from tests.api.factories import make_caller
from tests.api.publishers_client import Publisher
from tests.api.v1_client import make_v1

# What is read from the documents and our code is the same for all tests, so they run in one pytest worker.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("openapi"), pytest.mark.sqlite_is_enough, pytest.mark.slow]
ADDRESSES = (
    "/oauth2/openapi.json",
    "/v1.0/ingestion/openapi.json",
    "/api/publishers/openapi.json",
    "/rp/product-ingestion/openapi.json",
    "/api/v1/openapi.json",
)
_PLAIN = {"Accept-Encoding": "identity"}  # responses are read without decompressing them
_EFFORT = settings(
    max_examples=1,  # of each kind, after all boundary values of the schemas
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
# Their bodies combine those of other calls, the sections and the folder, which get the boundary values.
_COMBINED = ("PUT /api/v1/listings/{listing_id}/documents", "POST /api/v1/listings/{listing_id}/dry-runs")
tokens, ingestion, publishers, configure, v1 = (
    schemathesis.openapi.from_wsgi(address, application) for address in ADDRESSES
)
Headers = dict[str, str]
Check = Callable[[CheckContext, Response, Case], None]


def _has_described_headers(surface: NinjaAPI) -> Check:
    """A check that the response has the headers that the document describes for it, and no others."""

    def check(_context: CheckContext, response: Response, case: Case) -> None:
        call = (case.operation.method, case.operation.full_path)
        assert header_faults(surface, call, response.status_code, response.headers) == []

    return check


def _validate(case: Case, word: str, *, headers: Headers, ignored: list[Check]) -> None:
    """Send the request, and compare the response with the document of the surface."""
    more = [_has_described_headers(surface_at(word))]
    case.call_and_validate(headers=headers, excluded_checks=ignored, additional_checks=more)


def _each_call(document: BaseSchema) -> pytest.MarkDecorator:
    calls = [result.ok() for result in document.get_all_operations()]
    return pytest.mark.parametrize("operation", calls, ids=lambda call: call.label)


@cache
def _from_our_code() -> FeedbackSources:
    """Literals in our code, from which some random values are chosen. They are the same for all documents."""
    return FeedbackSources(constants_value_source=make_constants_value_source(tokens))


def _place_of_wrong_type(case: Case) -> str:
    """The place that has a value of another type than in the schema, as Schemathesis describes it; else empty."""
    match case.meta and case.meta.phase.data:
        case CoveragePhaseData(scenario=CoverageScenario.INCORRECT_TYPE) as change:
            return f"{change.parameter}: {change.description}"
        case _:
            return ""


def _try(operation: APIOperation, send: Callable[[Case], object]) -> None:
    """Send the examples of the call, the boundary values of its schemas, and random values.

    Each place in a body gets one of the values that have the wrong type for it.
    """
    places = set[str]()

    def trial(case: Case) -> None:
        place = _place_of_wrong_type(case)
        if place not in places:
            send(case)
        if place:
            places.add(place)

    is_combined = operation.label in _COMBINED
    config = HypothesisTestConfig(
        project=operation.schema.config,
        modes=[mode for mode in HypothesisTestMode if mode != HypothesisTestMode.COVERAGE or not is_combined],
        settings=_EFFORT,
        feedback=_from_our_code(),
    )
    create_test(operation=operation, test_func=trial, config=config)()


@contextmanager
def _open_connection() -> Iterator[None]:
    """Keep the database connection open. A server closes it after a request, but the test's transaction needs it.

    It must come after the token, because Django's test client connects these signals again.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def of_nobody() -> Iterator[Headers]:
    with _open_connection():
        yield _PLAIN


@pytest.fixture
def of_ingestion() -> Iterator[Headers]:
    token = make_caller().token(Client())
    with _open_connection():
        yield {**_PLAIN, "Authorization": f"Bearer {token}"}


@pytest.fixture
def of_portal() -> Iterator[Headers]:
    api = make_v1("Southquay")
    api.draft()
    with _open_connection():
        yield {**_PLAIN, **api.headers}


@pytest.fixture
def of_publisher() -> Iterator[Headers]:
    publisher = Publisher(make_caller("Westquay"))
    publisher.offer()
    with _open_connection():
        yield {**_PLAIN, **publisher.headers}


@pytest.fixture
def of_configure() -> Iterator[Headers]:
    configure = Configure(make_caller())
    with _open_connection():
        yield {**_PLAIN, **configure.headers}


@_each_call(ingestion)
def test_the_ingestion_api_holds_what_its_document_says(operation: APIOperation, of_ingestion: Headers) -> None:
    # A filter may be a valid text and still be unsupported; an unknown query parameter is ignored.
    ignored = [positive_data_acceptance, *([] if operation.body else [negative_data_rejection])]
    _try(operation, lambda case: _validate(case, "ingestion", headers=of_ingestion, ignored=ignored))


@_each_call(publishers)
def test_the_api_of_publishers_holds_what_its_document_says(operation: APIOperation, of_publisher: Headers) -> None:
    # A body may be valid but belong to another offer than the URL; unknown parameters are ignored.
    ignored = [positive_data_acceptance, *([] if operation.body else [negative_data_rejection])]

    def send(case: Case) -> None:
        case.path_parameters["publisher_id"] = "westquay"
        _validate(case, "publishers", headers=of_publisher, ignored=ignored)

    _try(operation, send)


@_each_call(configure)
def test_the_declarative_api_holds_what_its_document_says(operation: APIOperation, of_configure: Headers) -> None:
    # As above. A call may be accepted although its job then refuses a resource.
    ignored = [positive_data_acceptance, *([] if operation.body else [negative_data_rejection])]
    _try(operation, lambda case: _validate(case, "configure", headers=of_configure, ignored=ignored))


@_each_call(v1)
def test_our_own_api_holds_what_its_document_says(operation: APIOperation, of_portal: Headers) -> None:
    # A cursor or listing ID may be valid but not exist; unknown parameters are ignored.
    ignored = [positive_data_acceptance, *([] if operation.body else [negative_data_rejection])]
    _try(operation, lambda case: _validate(case, "v1", headers=of_portal, ignored=ignored))


@_each_call(tokens)
def test_the_token_endpoints_hold_what_their_document_says(operation: APIOperation, of_nobody: Headers) -> None:
    # A key that the document allows may still be the wrong one.
    _try(operation, lambda case: _validate(case, "tokens", headers=of_nobody, ignored=[positive_data_acceptance]))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_document_is_served_without_a_token(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.json()["openapi"]) == (200, "3.1.0")


@pytest.mark.parametrize("surface", tuple(surfaces().values()), ids=lambda surface: surface.title)
def test_every_call_is_described(surface: NinjaAPI) -> None:
    calls = [call for methods in surface.get_openapi_schema()["paths"].values() for call in methods.values()]
    assert calls
    assert all(call["summary"] and call["description"] for call in calls)
