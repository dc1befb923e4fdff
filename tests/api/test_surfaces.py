"""Surfaces are loaded with their first call."""

import subprocess
import sys

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.sqlite_is_enough
_PAGE_THEN_CALL = """
import sys
from django.test import Client
from django.conf import settings
from portal.wsgi import application
assert Client().get("/health/live", headers={"host": "localhost"}).status_code == 200
print("ninja" in sys.modules, "pydantic" in sys.modules)
print(Client().get("/api/v1/openapi.json", headers={"host": "localhost"}).status_code, "ninja" in sys.modules)
"""


def test_a_web_process_loads_no_surface_until_a_machine_calls() -> None:
    done = subprocess.run([sys.executable, "-c", _PAGE_THEN_CALL], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["False False", "200 True"]


@pytest.mark.django_db
def test_a_document_that_is_asked_for_again_is_the_same(client: Client) -> None:
    first, second = (client.get("/api/publishers/openapi.json").json() for _ in range(2))
    assert first == second
    call = first["paths"]["/api/publishers/{publisher_id}/offers"]["get"]
    assert [parameter["name"] for parameter in call["parameters"]].count("api-version") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/listings",
        "/any/oauth2/token",
        "/v1.0/ingestion/products",
        "/api/publishers/1/offers",
        "/rp/product-ingestion/configure",
        "/file/0198a0c0-0000-7000-8000-000000000000",
    ],
)
def test_calls_without_tls_are_refused_and_pages_redirected(settings: Settings, address: str) -> None:
    """A client that followed a redirect would send its key to everybody on the way, each time."""
    settings.SECURE_SSL_REDIRECT = True
    browser = Client()

    refused = browser.post(address)

    assert refused.status_code == (400 if "oauth2" in address else 403)
    assert "https://" in refused.content.decode()
    assert "Location" not in refused.headers
    assert b"https://" not in browser.post(address, secure=True).content
    assert browser.get("/catalogue/").headers["Location"] == "https://testserver/catalogue/"
