"""Texts that aren't the response of a passkey are refused like wrong ones."""

import json

import pytest
from django.test import Client

from accounts.models import Person
from tests.accounts.factories import PASSWORD, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
ENCODED = {"id": "YWFhYQ", "rawId": "YWFhYQ", "type": "public-key", "clientExtensionResults": {}}
RESPONSES = [
    "{",
    "[]",
    "[" * 5_000,
    "9" * 5_000,
    '{"id": 1e999}',
    '{"id": "\\ud800"}',
    '{"id": "a"}',
    json.dumps({**ENCODED, "response": "x"}),
    json.dumps({**ENCODED, "response": {"clientDataJSON": "e30", "attestationObject": "YQ"}}),
    json.dumps({**ENCODED, "response": {"clientDataJSON": "e30", "authenticatorData": "YQ", "signature": "YQ"}}),
]


@pytest.fixture
def ada() -> Person:
    return make_person("ada")


@pytest.mark.parametrize("response", RESPONSES)
def test_visitor_is_not_signed_in(response: str, client: Client) -> None:
    client.get("/sign-in/passkey/options/")

    sent = client.post("/accounts/2fa/webauthn/login/", {"credential": response})

    assert (sent.status_code, sent.url) == (302, "/accounts/login/")


@pytest.mark.parametrize("response", RESPONSES)
def test_no_passkey_is_added(response: str, client: Client, ada: Person) -> None:
    client.force_login(ada)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/webauthn/add/")

    sent = client.post("/accounts/2fa/webauthn/add/", {"name": "Key", "credential": response})

    assert "credential" in sent.context["form"].errors
    assert not ada.authenticator_set.exists()
