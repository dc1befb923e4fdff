"""Clients that a generator makes from the OpenAPI documents work with the running portal."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest
from pytest_django.live_server_helper import LiveServer

from api.configure.bodies import Version
from api.publishers.versions import VERSION
from api.tokens.resources import TokenResource
from tests.api.document_files import write_documents
from tests.api.factories import Caller, make_caller
from tests.api.generated_clients import GeneratedClient, generate_client

# The clients are generated once.
pytestmark = [pytest.mark.xdist_group("openapi"), pytest.mark.sqlite_is_enough]
OpenApi = Callable[[str, str], GeneratedClient]
_URL = "https://hooks.example.com/slipway"


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The name of the package that was generated from each document."""
    folder = tmp_path_factory.mktemp("clients")
    documents = write_documents(folder)
    names = {word: f"generated_{word}" for word in documents}
    for word, name in names.items():
        generate_client(documents[word], folder / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield names


@pytest.fixture
def caller(transactional_db: None) -> Caller:
    return make_caller("Westquay")


@pytest.fixture
def open_api(clients: Mapping[str, str], live_server: LiveServer, caller: Caller) -> Iterator[OpenApi]:
    """A function that returns the generated client of a surface, with a token for the resource."""
    with ExitStack() as stack:

        def open_client(word: str, resource: str) -> GeneratedClient:
            tokens = GeneratedClient(clients["tokens"], live_server.url)
            stack.callback(tokens.close)
            made = GeneratedClient(clients[word], live_server.url, _token(tokens, caller, resource))
            stack.callback(made.close)
            return made

        yield open_client


def _token(tokens: GeneratedClient, caller: Caller, resource: str) -> str:
    form = tokens.model("GetATokenForAResourceFormParams", caller.form(resource=resource))
    response = tokens.call("default", "get_a_token_for_a_resource", str(caller.organisation.pk), body=form)
    assert response.status_code == 200, response.content
    return str(response.parsed.access_token)


@pytest.fixture
def v1(open_api: OpenApi) -> GeneratedClient:
    return open_api("v1", TokenResource.PORTAL)


def test_a_generated_client_reads_and_changes(v1: GeneratedClient) -> None:
    body = v1.model("NewWebhook", {"url": _URL, "events": ["listing.live"]})
    made = v1.call("webhooks", "add_a_webhook", body=body, idempotency_key="one-webhook")
    again = v1.call("webhooks", "add_a_webhook", body=body, idempotency_key="one-webhook")
    assert (made.status_code, made.parsed.id, again.parsed.secret) == (201, again.parsed.id, None)
    assert [each.id for each in v1.call("webhooks", "list_webhooks").parsed.items] == [made.parsed.id]

    read = v1.call("webhooks", "read_a_webhook", made.parsed.id)
    changes = v1.model("WebhookChanges", {"description": "Build server"})
    seen = read.headers["ETag"]
    changed = v1.call("webhooks", "change_a_webhook", made.parsed.id, body=changes, if_match=seen)
    assert (changed.status_code, changed.parsed.description) == (200, "Build server")
    stale = v1.call("webhooks", "change_a_webhook", made.parsed.id, body=changes, if_match=seen)
    assert (stale.status_code, stale.parsed.error.code) == (412, "precondition-failed")

    assert v1.call("webhooks", "delete_a_webhook", made.parsed.id).status_code == 204
    assert v1.call("webhooks", "read_a_webhook", made.parsed.id).status_code == 404


def test_a_generated_client_creates_and_deletes_a_listing(v1: GeneratedClient) -> None:
    body = v1.model("NewListingBody", {"route": "integrations", "offering_type": "integration", "name": "Tide Gauge"})
    made = v1.call("listings", "create_a_listing", body=body)
    assert made.status_code == 201, made.content
    (listed,) = v1.call("listings", "list_listings", limit=1).parsed.items
    assert (listed.id, listed.name) == (made.parsed.id, "Tide Gauge")
    stale = v1.call("listings", "delete_a_listing", listed.id, if_match='"1.0"')
    deleted = v1.call("listings", "delete_a_listing", listed.id, if_match=made.headers["ETag"])
    assert (stale.status_code, deleted.status_code) == (412, 204)


def test_generated_clients_of_the_other_apis_read(open_api: OpenApi, caller: Caller) -> None:
    products = open_api("ingestion", TokenResource.INGESTION).call("products", "list_products")
    assert (products.status_code, products.parsed.value) == (200, [])

    publishers, slug = open_api("publishers", TokenResource.PUBLISHERS), caller.organisation.slug
    api_version = publishers.word("ListOffersApiVersion", VERSION)
    offers = publishers.call("offers", "list_offers", slug, api_version=api_version)
    assert (offers.status_code, offers.parsed) == (200, [])

    configure = open_api("configure", TokenResource.CONFIGURE)
    version = configure.word("ListProductsVersion", Version.PREVIEW3)
    listed = configure.call("resources", "list_products", version=version)
    assert (listed.status_code, listed.parsed.value) == (200, [])
