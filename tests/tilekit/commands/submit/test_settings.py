"""Which portal is called with which credentials, as far as that is known without a call."""

import json

import httpx
import pytest

from tests.tilekit.commands.submit.wire import BASE, Script, error_response, json_response, token
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit import rollout, tokens
from tilekit.commands.submit.address import portal_address
from tilekit.commands.submit.credentials import (
    CiJobCredentials,
    GivenToken,
    KeyCredentials,
    credentials,
    credentials_if_set,
)
from tilekit.commands.submit.errors import PortalUnavailable

KEY = {"SLIPWAY_TENANT": "t", "SLIPWAY_CLIENT_ID": "c", "SLIPWAY_CLIENT_SECRET": "s"}
TENANT = {"SLIPWAY_TENANT": "t"}
JOB = {"ACTIONS_ID_TOKEN_REQUEST_URL": "https://ci.example/token?a=b", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "r"}


@pytest.mark.parametrize(
    "address",
    ["https://portal.example", "https://portal.example/", "http://127.0.0.1:8000", "http://localhost", "http://[::1]"],
)
def test_an_address_is_taken(address: str) -> None:
    assert portal_address(address, {}) == portal_address(None, {"SLIPWAY_URL": address}) == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    [
        *("", " ", "portal.example", "ftp://portal.example", "https://", "https://portal.example:port"),
        *("http://portal.example", "http://127.0.0.1.portal.example", "https://a:b@portal.example", "https://[::1"),
    ],
)
def test_an_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError) as stopped:
        portal_address(address, {})

    assert "a:b" not in str(stopped.value)


def test_a_key_comes_before_an_id_token() -> None:
    given = {"SLIPWAY_ID_TOKEN": "i", "SLIPWAY_TENANT": "t"}
    assert isinstance(credentials({**KEY, **given, **JOB}), KeyCredentials)
    assert credentials({**given, **JOB}) == GivenToken(tenant="t", token="i")
    assert isinstance(credentials({**TENANT, **JOB}), CiJobCredentials)
    assert credentials_if_set({}) is None


def test_a_job_that_names_no_tenant_calls_without_a_token() -> None:
    assert credentials_if_set(JOB) is None
    with pytest.raises(UsageError, match="SLIPWAY_TENANT"):
        credentials({**JOB, "SLIPWAY_ID_TOKEN": "i"})


def test_a_tenant_alone_identifies_nobody() -> None:
    assert credentials_if_set(TENANT) is None
    with pytest.raises(UsageError, match="ID token"):
        credentials(TENANT)


@pytest.mark.parametrize("name", KEY)
def test_what_a_key_lacks_is_named(name: str) -> None:
    with pytest.raises(UsageError, match=name):
        credentials({**KEY, name: " "})


def test_nobody_is_refused() -> None:
    with pytest.raises(UsageError, match="SLIPWAY_CLIENT_SECRET"):
        credentials({})


def test_the_token_of_a_job_is_not_sent_in_the_open() -> None:
    with pytest.raises(UsageError):
        credentials({**TENANT, **JOB, "ACTIONS_ID_TOKEN_REQUEST_URL": "http://ci.example/token"})


def test_an_id_token_is_exchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([json_response({"value": "signed"}), token(900), json_response([])])
    client = httpx.Client(transport=httpx.MockTransport(script.respond))
    monkeypatch.setattr(tokens.httpx, "get", client.get)
    script.portal(monkeypatch, credentials({**TENANT, **JOB})).get("/listings", list[str])

    asked, exchanged, called = script.requests
    assert dict(asked.url.params) == {"a": "b", "audience": BASE}
    assert asked.headers["Authorization"] == "Bearer r"
    assert exchanged.url.path == "/api/v1/oidc/exchange"
    assert json.loads(exchanged.content) == {"token": "signed", "tenant_id": "t"}
    assert called.headers["Authorization"] == "Bearer token of 900 s"


def test_a_given_id_token_cannot_be_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([token(900), json_response([])])
    portal = script.portal(monkeypatch, GivenToken(tenant="t", token="signed"))
    portal.get("/listings", list[str])
    script.seconds = 900

    with pytest.raises(PortalUnavailable, match="Set SLIPWAY_ID_TOKEN to a new one"):
        portal.get("/listings", list[str])


def test_a_workflow_of_several_listings_names_one(monkeypatch: pytest.MonkeyPatch) -> None:
    who = GivenToken(tenant="t", token="signed")
    script = Script([error_response(409, "listing-required"), token(900), json_response([])])

    with pytest.raises(UsageError, match="--listing"):
        script.portal(monkeypatch, who).get("/listings", list[str])
    script.portal(monkeypatch, who, listing="a").get("/listings", list[str])

    assert json.loads(script.requests[1].content) == {"token": "signed", "tenant_id": "t", "listing": "a"}


def test_each_tenant_has_a_copy_of_its_own() -> None:
    callers = (None, GivenToken(tenant="t", token="i"), GivenToken(tenant="u", token="i"))
    files = [rollout._file_of_copy(BASE, who) for who in callers]
    assert len(set(files)) == 3
    assert rollout._file_of_copy(BASE, KeyCredentials(tenant="t", client_id="c", secret="s")) == files[1]


def test_a_job_without_permission_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([httpx.Response(403)])
    client = httpx.Client(transport=httpx.MockTransport(script.respond))
    monkeypatch.setattr(tokens.httpx, "get", client.get)

    with pytest.raises(UsageError, match="Allow the job"):
        script.portal(monkeypatch, credentials({**TENANT, **JOB})).get("/listings", list[str])
