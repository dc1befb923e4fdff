"""The changelog of the API, and the record of the documents that it describes."""

import os
import re
import subprocess
import sys
from itertools import pairwise

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from api.changelog.entries import API_CHANGELOG
from api.changelog.record import (
    DocumentsRecord,
    EntryMissing,
    contract_digest,
    current_record,
    instructions,
    next_record,
    stored_record,
)
from api.reference.surfaces import surfaces
from common.errors import error_codes
from portal.generated_docs import errors_page

pytestmark = pytest.mark.sqlite_is_enough

CHANGED = DocumentsRecord(entry="first", documents={"v1": "new", "tokens": "same"})
STORED = DocumentsRecord(entry="first", documents={"v1": "old", "tokens": "same"})


def test_every_change_of_an_api_document_has_an_entry() -> None:
    stored = stored_record()
    assert stored is not None, "run make docs"
    changed = stored.changed(current_record())
    assert changed == [], instructions(changed)


def test_a_changed_document_is_only_recorded_with_an_entry() -> None:
    with pytest.raises(EntryMissing, match=r"of v1 have changed.*entries\.py.*make docs"):
        next_record(STORED, CHANGED)
    described = DocumentsRecord(entry="second", documents=CHANGED.documents)
    assert next_record(STORED, described) == described


def test_an_entry_without_a_changed_document_is_not_recorded() -> None:
    """So that its wording can change, and still describe the next change of a document."""
    assert next_record(STORED, DocumentsRecord(entry="second", documents=STORED.documents)) == STORED


@pytest.mark.parametrize(
    "node, is_changed",
    [
        ({"type": "integer", "title": "Size"}, True),
        ({"type": "string", "title": "Name", "description": "Another text", "examples": ["a"]}, False),
        ({"type": "string", "maxLength": 5}, True),
        ({"type": "object", "properties": {"description": {"type": "string"}}}, True),
    ],
)
def test_only_texts_can_change_without_an_entry(node: dict[str, object], is_changed: bool) -> None:
    document = {"type": "string", "title": "Name", "description": "A text"}
    assert (contract_digest(node) != contract_digest(document)) is is_changed


@pytest.mark.slow
def test_the_record_does_not_depend_on_settings_or_the_language() -> None:
    program = "import django; django.setup(); from api.changelog.record import current_record; print(current_record())"
    others = {
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "PUBLIC_URL": "https://portal.example",
        "LOG_LEVEL": "ERROR",
        "PYTHONHASHSEED": "7",
    }
    with translation.override("fr"):
        record = current_record()
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env={**os.environ, **others},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(record)


def test_deprecated_calls_announce_their_end() -> None:
    calls = [
        call
        for surface in surfaces().values()
        for methods in surface.get_openapi_schema()["paths"].values()
        for call in methods.values()
        if call.get("deprecated")
    ]
    headers = [set(response.get("headers", ())) for call in calls for response in call["responses"].values()]
    assert all({"Deprecation", "Sunset"} <= names for names in headers)


def test_entries_are_in_order_and_name_codes_that_exist() -> None:
    assert all(newer.on > older.on for newer, older in pairwise(API_CHANGELOG))
    changes = [change for entry in API_CHANGELOG for change in entry.changes]
    errors_page()  # imports the errors of all apps
    renamed = {code for change in changes for code in change.renamed.values()}
    assert renamed - error_codes().keys() == set()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_pages_show_every_change_in_the_language_of_the_reader(client: Client, language: str) -> None:
    headers = {"Accept-Language": language}
    listed, page, policy = (
        client.get(reverse(f"api:{name}"), headers=headers).content.decode()
        for name in ("reference-list", "changelog", "deprecation")
    )
    assert all(f'href="{reverse(f"api:{name}")}"' in listed for name in ("changelog", "deprecation"))
    assert all(f'id="{entry.on}"' in page for entry in API_CHANGELOG)
    assert page.count('class="pill"') == sum(len(entry.changes) for entry in API_CHANGELOG)
    assert f'href="{reverse("api:changelog")}"' in policy
    with translation.override(language):
        changes = [re.split(r"[`“”’']", str(change.text))[0] for entry in API_CHANGELOG for change in entry.changes]
    assert [text for text in changes if text not in page] == []
