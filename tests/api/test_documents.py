"""The OpenAPI documents are valid."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from openapi_spec_validator import validate

from api.reference.surfaces import SURFACE_SLUGS
from tests.api.document_files import Documents, write_documents

# The documents are built once.
pytestmark = pytest.mark.xdist_group("openapi")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    return write_documents(tmp_path_factory.mktemp("documents"))


@pytest.mark.parametrize("word", SURFACE_SLUGS)
def test_a_document_is_valid(word: str, documents: Documents) -> None:
    validate(json.loads(documents[word].read_text()))


@pytest.mark.parametrize("word", SURFACE_SLUGS)
def test_a_document_lists_the_addresses_of_the_api(word: str, documents: Documents) -> None:
    servers = json.loads(documents[word].read_text())["servers"]
    assert [each["url"] for each in servers] == settings.API_ADDRESSES
