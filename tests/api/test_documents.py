"""The OpenAPI documents are valid, and programs for Node can read them."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from openapi_spec_validator import validate

from api.reference.surfaces import SURFACE_SLUGS
from notices.events import all_events
from notices.webhooks.actions.deliveries import TEST_EVENT
from tests.api.document_files import Documents, write_documents
from tests.api.node_tools import REDOCLY_SETTINGS, run_node_tool

# The documents are built once.
pytestmark = [pytest.mark.xdist_group("openapi"), pytest.mark.sqlite_is_enough]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    return write_documents(tmp_path_factory.mktemp("documents"))


@pytest.mark.parametrize("word", SURFACE_SLUGS)
def test_a_document_is_valid(word: str, documents: Documents) -> None:
    validate(json.loads(documents[word].read_text()))


@pytest.mark.slow
def test_linter_finds_nothing(documents: Documents, tmp_path: Path) -> None:
    # This format prints problems and nothing else.
    options = ("--format", "github-actions", "--config", REDOCLY_SETTINGS)
    assert run_node_tool("redocly", "lint", *options, *documents.values(), cwd=tmp_path) == ""


@pytest.mark.slow
def test_types_for_typescript_are_generated(documents: Documents, tmp_path: Path) -> None:
    apis = {word: {"root": str(file), "x-openapi-ts": {"output": f"{word}.ts"}} for word, file in documents.items()}
    (tmp_path / "redocly.yaml").write_text(json.dumps({"apis": apis}))
    run_node_tool("openapi-typescript", cwd=tmp_path)
    run_node_tool("tsc", "--noEmit", "--strict", *(f"{word}.ts" for word in documents), cwd=tmp_path)


@pytest.mark.parametrize("word", SURFACE_SLUGS)
def test_every_error_has_an_example(word: str, documents: Documents) -> None:
    document = json.loads(documents[word].read_text())
    calls = [call for methods in document["paths"].values() for call in methods.values()]
    inline = [response for call in calls for status, response in call["responses"].items() if status >= "400"]
    errors = [
        *document["components"]["responses"].values(),
        *(response for response in inline if "$ref" not in response),
    ]
    assert all(content["example"] for error in errors for content in error["content"].values())
    assert all({"414", "431"} <= call["responses"].keys() for call in calls)


def test_every_webhook_event_is_described(documents: Documents) -> None:
    webhooks = json.loads(documents["v1"].read_text())["webhooks"]
    assert webhooks.keys() == {TEST_EVENT, *(event.name for event in all_events())}
    bodies = {name: event["post"]["requestBody"]["content"]["application/json"] for name, event in webhooks.items()}
    assert {name: body["example"]["type"] for name, body in bodies.items()} == {name: name for name in webhooks}


@pytest.mark.parametrize("word", SURFACE_SLUGS)
def test_a_document_lists_the_addresses_of_the_api(word: str, documents: Documents) -> None:
    servers = json.loads(documents[word].read_text())["servers"]
    assert [server["url"] for server in servers] == settings.API_ADDRESSES


@pytest.mark.parametrize("word", SURFACE_SLUGS)
def test_a_document_contains_no_notes_for_developers(word: str, documents: Documents) -> None:
    assert "Never rename" not in documents[word].read_text()
