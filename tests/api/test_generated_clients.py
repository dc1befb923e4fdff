"""Clients that a generator makes from the OpenAPI documents work with the running portal."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from hashlib import sha256
from uuid import UUID
from zipfile import ZipFile

import httpx
import pytest
from pytest_django.live_server_helper import LiveServer

from api.configure.query_parameters import Version
from api.publishers.routes.publishing import PUBLISHERS_VERSION
from api.tokens.resources import TokenResource
from tests.api.configure_client import label, product, resource
from tests.api.document_files import write_documents
from tests.api.factories import Caller, make_caller
from tests.api.files_scene import BLOB
from tests.api.generated_clients import Generated, GeneratedClient, generate_client
from tests.api.ingestion_client import product_body
from tests.api.publishers_client import offer_body
from tests.files.samples import png
from tests.sandboxes.scene import sandbox

# The clients are generated once.
pytestmark = [pytest.mark.xdist_group("openapi"), pytest.mark.slow, pytest.mark.sqlite_is_enough]
OpenApi = Callable[[str, str], GeneratedClient]
_URL = "https://hooks.example.com/slipway"
_DATA = b"tides"
_SCOPED, _SUBMISSION = "get_a_token_for_a_scope", "SubmissionCreationRequest"


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
            client = GeneratedClient(clients[word], live_server.url, _token(tokens, caller, resource))
            stack.callback(client.close)
            return client

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
    created = v1.call("webhooks", "add_a_webhook", body=body, idempotency_key="one-webhook")
    again = v1.call("webhooks", "add_a_webhook", body=body, idempotency_key="one-webhook")
    assert (created.status_code, created.parsed.id, again.parsed.secret) == (201, again.parsed.id, None)
    assert [webhook.id for webhook in v1.call("webhooks", "list_webhooks").parsed.items] == [created.parsed.id]

    read = v1.call("webhooks", "read_a_webhook", created.parsed.id)
    changes = v1.model("WebhookChanges", {"description": "Build server"})
    seen = read.headers["ETag"]
    changed = v1.call("webhooks", "change_a_webhook", created.parsed.id, body=changes, if_match=seen)
    assert (changed.status_code, changed.parsed.description) == (200, "Build server")
    stale = v1.call("webhooks", "change_a_webhook", created.parsed.id, body=changes, if_match=seen)
    assert (stale.status_code, stale.parsed.error.code) == (412, "precondition-failed")

    assert v1.call("webhooks", "delete_a_webhook", created.parsed.id).status_code == 204
    assert v1.call("webhooks", "read_a_webhook", created.parsed.id).status_code == 404


def test_a_generated_client_creates_and_deletes_a_listing(v1: GeneratedClient) -> None:
    body = v1.model("NewListingBody", {"route": "integrations", "offering_type": "integration", "name": "Tide Gauge"})
    created = v1.call("listings", "create_a_listing", body=body)
    assert created.status_code == 201, created.content
    (listed,) = v1.call("listings", "list_listings", limit=1).parsed.items
    assert (listed.id, listed.name) == (created.parsed.id, "Tide Gauge")
    stale = v1.call("listings", "delete_a_listing", listed.id, if_match='"1.0"')
    deleted = v1.call("listings", "delete_a_listing", listed.id, if_match=created.headers["ETag"])
    assert (stale.status_code, deleted.status_code) == (412, 204)


def test_a_generated_client_uploads_and_downloads(v1: GeneratedClient) -> None:
    body = v1.model("NewUpload", {"name": "tide.bin", "size": len(_DATA), "sha256": sha256(_DATA).hexdigest()})
    begun = v1.call("uploads", "start_an_upload", body=body)
    assert (begun.status_code, begun.parsed.state, begun.parsed.received) == (201, "open", [])
    sent = v1.call("uploads", "send_a_part", begun.parsed.id, 1, body=v1.file(_DATA))
    done = v1.call("uploads", "complete_an_upload", begun.parsed.id)
    assert (sent.parsed.received, done.status_code, done.parsed.state) == ([1], 200, "complete")
    assert v1.call("uploads", "delete_an_upload", begun.parsed.id).status_code == 204

    new = v1.model("NewListingBody", {"route": "integrations", "offering_type": "integration", "name": "Tide Gauge"})
    listing = v1.call("listings", "create_a_listing", body=new).parsed
    folder = v1.call("folders", "download_the_folder", listing.id)
    assert (folder.status_code, ZipFile(folder.parsed.payload).testzip()) == (200, None)


def test_a_generated_client_of_the_token_api(clients: Mapping[str, str], live_server: LiveServer) -> None:
    caller, tokens = make_caller("Southquay"), GeneratedClient(clients["tokens"], live_server.url)
    tenant, form = str(caller.organisation.pk), caller.form(resource="", scope=f"{TokenResource.PORTAL}/.default")
    response = tokens.call("default", _SCOPED, tenant, body=tokens.model("GetATokenForAScopeFormParams", form))
    assert (response.status_code, response.parsed.token_type, bool(response.parsed.access_token)) == (
        200,
        "Bearer",
        True,
    )
    wrong = tokens.model("GetATokenForAScopeFormParams", {**form, "client_secret": "wrong"})
    refused = tokens.call("default", _SCOPED, tenant, body=wrong)
    assert (refused.status_code, refused.parsed.error) == (401, "invalid_client")
    tokens.close()


def test_a_generated_client_of_the_ingestion_api(open_api: OpenApi) -> None:
    api = open_api("ingestion", TokenResource.INGESTION)
    created = api.call("products", "create_a_product", body=api.model("NewProduct", product_body()))
    assert created.status_code == 201, created.content
    product = UUID(created.parsed.id)
    (listed,) = api.call("products", "list_products").parsed.value
    assert api.call("products", "read_a_product", product).parsed.name == listed.name == "tide-app"

    (texts,) = api.call("modules", "list_listings_in_an_instance", product, _texts_of(api, product)).parsed.value
    changes = api.model("NewListingTextsBody", {**texts.to_dict(), "title": "Tide Gauge"})
    put = (product, UUID(texts.id))
    changed = api.call("modules", "replace_a_listing", *put, body=changes, if_match=texts.odata_etag)
    assert (changed.status_code, changed.parsed.title) == (200, "Tide Gauge")
    other = api.model("NewListingTextsBody", {**texts.to_dict(), "title": "Harbour Gauge"})
    stale = api.call("modules", "replace_a_listing", *put, body=other, if_match=texts.odata_etag)
    assert (stale.status_code, type(stale.parsed)) == (412, str)

    _upload_image(api, product, UUID(texts.id))
    assert api.call("products", "delete_a_product", product).status_code == 204
    gone = api.call("products", "read_a_product", product)
    assert (gone.status_code, type(gone.parsed)) == (404, str)


def _texts_of(api: GeneratedClient, product: UUID) -> str:
    """The ID of the draft's texts."""
    branches = api.call("modules", "list_branches", product, "Listing").parsed.value
    return str(branches[0].current_draft_instance_id)


def _upload_image(api: GeneratedClient, product: UUID, texts: UUID) -> None:
    """Upload the file of a new image to the address in its body, as storage clients do, and read the image again."""
    body = {"resourceType": "ListingImage", "fileName": "a.png", "type": "Screenshot", "state": "PendingUpload"}
    created = api.call("images", "create_an_image", product, texts, body=api.model("ImageBody", body))
    assert created.status_code == 201, created.content
    assert httpx.put(created.parsed.file_sas_uri, content=png(), headers=BLOB).status_code == 201
    done = api.model("ImageBody", {**created.parsed.to_dict(), "state": "Uploaded"})
    key = UUID(created.parsed.id)
    put = api.call("images", "replace_an_image", product, texts, key, body=done, if_match=created.parsed.odata_etag)
    assert (put.status_code, put.parsed.state) == (200, "Processed")
    (listed,) = api.call("images", "list_images", product, texts).parsed.value
    assert listed.id == created.parsed.id
    assert api.call("images", "delete_an_image", product, texts, key).status_code == 204


def test_a_generated_client_submits_with_the_ingestion_api(open_api: OpenApi, caller: Caller) -> None:
    sandbox(caller.organisation)
    api = open_api("ingestion", TokenResource.INGESTION)
    created = api.call("products", "create_a_product", body=api.model("NewProduct", product_body()))
    product, body = UUID(created.parsed.id), api.model("NewIngestionSubmissionBody", {"resourceType": _SUBMISSION})
    sent = api.call("submissions", "submit_the_draft", product, body=body)
    assert sent.status_code == 201, sent.content
    assert sent.parsed.state == "InProgress"
    read = api.call("submissions", "read_a_submission", product, sent.parsed.id)
    (listed,) = api.call("submissions", "list_submissions", product).parsed.value
    assert (read.status_code, read.parsed.id) == (200, listed.id)
    validations = api.call("submissions", "list_validations", product, listed.id)
    assert (validations.status_code, validations.parsed.value) == (200, [])
    assert api.call("submissions", "cancel_a_submission", product, listed.id).status_code == 204


def test_a_generated_client_of_the_publisher_api(open_api: OpenApi, caller: Caller) -> None:
    api, ids = open_api("publishers", TokenResource.PUBLISHERS), (caller.organisation.slug, "tide-vm")

    def call(tag: str, name: str, *more: object, **options: object) -> Generated:
        version = api.word(f"{name.title().replace('_', '')}ApiVersion", PUBLISHERS_VERSION)
        return api.call(tag, name, *(more or ids), api_version=version, **options)

    body = api.model("NewOffer", offer_body())
    created = call("offers", "write_an_offer", body=body)
    assert (created.status_code, created.parsed.definition.display_text) == (200, "Tide Gauge VM")
    changes = api.model("NewOffer", offer_body(plans=[{"planId": "basic"}]))
    changed = call("offers", "write_an_offer", body=changes, if_match=created.parsed.e_tag)
    stale = call("offers", "write_an_offer", body=changes, if_match=created.parsed.e_tag)
    assert (changed.status_code, stale.status_code, stale.parsed.error.code) == (200, 412, "PreconditionFailed")
    assert call("offers", "read_an_offer").parsed == changed.parsed
    assert [offer.id for offer in call("offers", "list_offers", ids[0]).parsed] == ["tide-vm"]

    assert call("publishing", "publish_an_offer", body=api.model("PublishRequest", {})).status_code == 202
    (operation,) = call("publishing", "list_operations").parsed
    progress = call("publishing", "read_an_operation", *ids, operation.id).parsed
    status = call("publishing", "read_the_status_of_an_offer").parsed
    assert [step.id for step in status.steps[:1]] == [step.id for step in progress.steps[:1]]
    assert (status.status, progress.cancellation_request_state) == ("running", "canCancel")
    assert call("publishing", "cancel_publishing").status_code == 202
    refused = call("publishing", "release_an_offer")
    assert (refused.status_code, refused.parsed.error.code) == (409, "Conflict")


def test_a_generated_client_of_the_configure_api(open_api: OpenApi) -> None:
    api = open_api("configure", TokenResource.CONFIGURE)

    def call(tag: str, name: str, *more: object, **options: object) -> Generated:
        version = api.word(f"{name.title().replace('_', '')}Version", Version.PREVIEW3)
        return api.call(tag, name, *more, version=version, **options)

    def apply(*resources: Mapping[str, object]) -> Generated:
        body = {"$schema": label("configure"), "resources": list(resources)}
        return call("configuration_requests", "configure_resources", body=api.model("NewConfigure", body))

    job = apply(product()).parsed
    assert call("configuration_requests", "read_the_status_of_a_job", UUID(job.job_id)).parsed.job_result == "succeeded"
    (resource_row,) = call("configuration_requests", "read_the_resources_of_a_job", UUID(job.job_id)).parsed.resources
    key = UUID(resource_row["id"].partition("/")[2])
    changed = apply({**resource_row.to_dict(), "alias": "The gauge"})
    assert (changed.status_code, changed.parsed.job_result) == (202, "succeeded")
    assert call("resources", "read_a_resource_of_a_product", "product", key).parsed["alias"] == "The gauge"
    assert resource_row["id"] in [
        resource["id"] for resource in call("resources", "read_a_products_resource_tree", key).parsed.resources
    ]
    assert [product["id"] for product in call("resources", "list_products").parsed.value] == [resource_row["id"]]
    assert call("submissions", "list_submissions", key).status_code == 200

    failed = apply(resource("plan", product=resource_row["id"], alias="Basic")).parsed
    assert (failed.job_result, failed.errors[0].resource_id) == ("failed", resource_row["id"])
    assert (
        call("configuration_requests", "read_the_resources_of_a_job", UUID(failed.job_id)).parsed.code == "badRequest"
    )
    assert apply({**resource_row.to_dict(), "lifecycleState": "deleted"}).parsed.job_result == "succeeded"
    gone = call("resources", "read_a_resource_of_a_product", "product", key)
    assert (gone.status_code, gone.parsed.code) == (404, "notFound")
