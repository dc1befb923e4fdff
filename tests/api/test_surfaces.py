"""Surfaces are loaded with their first call."""

import subprocess
import sys

import pytest
from django.test import Client

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
