from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilekit.core.basics import Basics
from tilekit.core.kind import CodeType, OfferingType, Route
from tilekit.sections import SECTIONS
from tilekit.sections.initial_values import (
    Vendor,
    initial_documents,
    kebab,
    normal_source_name,
    setup_texts,
    suggested_id,
    with_defaults,
)
from tilekit.sections.overview import Overview

TODAY = date(2026, 1, 5)
VENDOR = Vendor(name="Acme", url="https://acme.example", id="acme")


def test_first_documents_of_a_free_integration() -> None:
    documents = initial_documents(Basics(name="Acme Queue"), VENDOR, today=TODAY)

    assert documents == {
        "overview": {
            "vendor_name": "Acme",
            "vendor_url": "https://acme.example",
            "vendor_id": "acme",
            "title": "Acme Queue",
            "integration_id": "acme-queue",
            "source_type_name": "Acme Queue",
        },
        "configuration": {"auto_install": True},
        "setup": {},
        "data": {"creates_events": False},
        "content": {},
        "pricing": {"includes_assets": True, "trial_days": 14},
        "legal": {},
        "support": {},
        "release_notes": {
            "entries": [{"key": "first", "version": "1.0.0", "date": "2026-01-05", "added": ["Initial release"]}]
        },
        "submission": {"requested_release": "asap"},
        "api": {},
    }


def test_first_documents_of_a_paid_licence() -> None:
    basics = Basics(name="Queue", route=Route.MARKETPLACE, offering_type=OfferingType.SOFTWARE_LICENSE)

    documents = initial_documents(basics, VENDOR, today=TODAY)

    assert documents["overview"]["integration_id"] == "acme-queue"
    assert "source_type_name" not in documents["overview"]
    assert documents["pricing"] == {"includes_assets": True, "trial_days": 14, "product_id": "queue"}


@pytest.mark.parametrize("name, expected", [("Queue", "queue"), ("Acme Queue", "queue"), ("Acme", "acme")])
def test_product_id_is_the_part_of_the_integration_id_after_the_vendor(name: str, expected: str) -> None:
    documents = initial_documents(Basics(name=name, route=Route.MARKETPLACE), VENDOR, today=TODAY)

    assert documents["pricing"]["product_id"] == expected


def test_first_documents_are_what_coercion_would_store() -> None:
    documents = initial_documents(Basics(name="Acme Queue"), VENDOR, today=TODAY)

    assert {section.key: section.coerced(documents[section.key]) for section in SECTIONS} == documents


def test_completed_adds_only_what_no_folder_carries() -> None:
    documents = with_defaults({"overview": {"title": "Acme"}, "submission": {"requested_release": "hold"}})

    assert {key: values for key, values in documents.items() if values} == {
        "overview": {"title": "Acme"},
        "submission": {"requested_release": "hold"},
    }
    assert with_defaults({})["submission"] == {"requested_release": "asap"}


@pytest.mark.parametrize(
    "name, slug",
    [
        ("Acme Queue", "acme-queue"),
        ("  Zürich/Bern 2 ", "zurich-bern-2"),
        ("3scale", "scale"),
        ("日本語", ""),
        ("A--B", "a-b"),
        ("x" * 300, "x" * 255),
    ],
)
def test_kebab(name: str, slug: str) -> None:
    assert kebab(name) == slug


@given(st.text())
def test_kebab_is_an_integration_id_or_nothing(name: str) -> None:
    slug = kebab(name)

    assert slug == "" or Overview.integration_id.is_well_formed(slug)


@given(name=st.text(), vendor=st.from_regex(r"\A[a-z][a-z-]{0,20}[a-z]\Z"))
def test_suggested_id_is_an_integration_id_or_nothing(name: str, vendor: str) -> None:
    suggestion = suggested_id(name, Route.MARKETPLACE, vendor)

    assert suggestion == "" or Overview.integration_id.is_well_formed(suggestion)
    assert suggestion == "" or suggestion.startswith(vendor)


@pytest.mark.parametrize(
    "name, route, expected",
    [
        ("Queue", Route.INTEGRATIONS, "queue"),
        ("Queue", Route.MARKETPLACE, "acme-queue"),
        ("Acme Queue", Route.MARKETPLACE, "acme-queue"),
        ("日本語", Route.MARKETPLACE, ""),
    ],
)
def test_suggested_id(name: str, route: str, expected: str) -> None:
    assert suggested_id(name, route, "acme") == expected


def test_integration_column_is_what_the_platform_computes() -> None:
    assert normal_source_name("Tidewater Ledger - Postings") == "tidewater_ledger_-_postings"
    assert normal_source_name("[Acme] Queue & Jobs!") == "acme_queue_jobs"


@pytest.mark.parametrize("code_type", ["", *CodeType])
def test_setup_texts_name_the_product_and_leave_blanks(code_type: str) -> None:
    texts = setup_texts(code_type, "Acme Queue")

    assert set(texts) == {"setup_md", "uninstall_md"}
    assert "Acme Queue" in texts["setup_md"]
    assert "<YOUR_" in texts["setup_md"]
    assert "\n1. " in texts["setup_md"]
    assert "{" not in texts["setup_md"] + texts["uninstall_md"]


def test_uninstall_text_for_oauth_says_that_access_ends() -> None:
    text = setup_texts(CodeType.API_OAUTH, "Acme Queue")["uninstall_md"]

    assert "revokes" in text
    assert "API keys" in text
