"""Hostile responses of identity providers, and providers that do not work or are inside the network."""

import time
from base64 import urlsafe_b64encode

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.company_sign_in import flow
from accounts.models import Person, ProviderIdentity, SignInProvider
from audit.models import Event
from common import issuer_requests, issuers
from tests.accounts.company_provider import CLIENT_ID, CLIENT_SECRET, TestProvider, running_provider
from tests.accounts.factories import make_organisation, make_person
from tests.accounts.test_company_sign_in import (
    ADA,
    come_back,
    demo,
    last_verb,
    make_provider,
    provider,
    row,
    signed_in,
    url_in,
    way_to,
)
from tests.api.issuer import rsa_key

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
__all__ = ["demo", "provider", "row"]


def unsigned(provider: TestProvider, request: dict[str, str]) -> str:
    header = urlsafe_b64encode(b'{"alg":"none","kid":"rsa"}').decode().rstrip("=")
    return f"{header}.{provider.id_token(request).split('.')[1]}."


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT_ID, "another-client"]},
        {"aud": [CLIENT_ID], "azp": "another-client"},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": 7},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"exp": "soon"},
        {"iat": 10**400},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": "a\0b"},
    ],
    ids="-".join,
)
def test_token_with_wrong_claims_is_refused(
    client: Client, row: SignInProvider, provider: TestProvider, claims: dict[str, object]
) -> None:
    assert come_back(client, row, provider, **claims).status_code == 403
    assert not signed_in(client)
    assert not Person.objects.filter(email=ADA).exists()
    assert (last_verb(), Event.objects.last().object_ids) == (
        "sign-in.refuse",
        {"organisation": str(row.organisation_id)},
    )


@pytest.mark.parametrize("kind", ["another key", "unknown key ID", "none", "HMAC", "garbage", "long", "empty"])
def test_token_without_a_valid_signature_is_refused(
    client: Client, row: SignInProvider, provider: TestProvider, kind: str
) -> None:
    back = provider.sign_in(way_to(client, row))
    request = next(iter(provider.requests.values()))
    if kind == "another key":
        provider.answer.key = rsa_key("attacker")
    elif kind == "unknown key ID":
        provider.answer.key_id = "another"
    elif kind == "HMAC":
        provider.answer.key, provider.answer.algorithm = CLIENT_SECRET * 4, "HS256"
    elif kind != "empty":
        provider.answer.token = {"none": unsigned(provider, request), "garbage": "a.b.c", "long": "a" * 65_000}[kind]
    else:
        provider.responses["/token"] = (200, b"{}")

    assert client.get(back).status_code == 403
    assert not signed_in(client)


def test_clocks_may_differ_a_little(client: Client, row: SignInProvider, provider: TestProvider) -> None:
    now = int(time.time())

    assert come_back(client, row, provider, iat=now + 20, exp=now - 20).status_code == 302


def test_sub_of_another_organisation_is_another_person(
    client: Client, row: SignInProvider, provider: TestProvider
) -> None:
    come_back(client, row, provider)
    with running_provider() as hostile:
        other = make_provider(hostile, make_organisation("Tidewatch"))
        browser = Client()
        response = come_back(browser, other, hostile, email="eve@tidewatch.example")

    assert response.status_code == 302
    assert browser.get("/profile/").context["user"].email == "eve@tidewatch.example"
    assert ProviderIdentity.objects.values("person").distinct().count() == 2


def test_provider_of_another_organisation_with_the_same_issuer_does_not_sign_in_its_people(
    client: Client, row: SignInProvider, provider: TestProvider
) -> None:
    come_back(client, row, provider)
    other = make_provider(provider, make_organisation("Tidewatch"))
    browser = Client()

    response = come_back(browser, other, provider)

    assert response.status_code == 403
    assert not signed_in(browser)


def test_address_of_somebody_else_signs_nobody_in(client: Client, row: SignInProvider, provider: TestProvider) -> None:
    victim = make_person("victim")
    victim.email = ADA
    victim.save()

    response = come_back(client, row, provider, sub="attacker")

    assert response.url == "/sign-in/company/link/"
    assert not signed_in(client)
    assert not ProviderIdentity.objects.exists()
    assert Client().get("/sign-in/company/link/").url == "/accounts/login/"


@pytest.mark.parametrize("change", ["state", "twice", "browser", "provider", "old", "issuer"])
def test_way_back_works_once_for_the_browser_that_started(
    client: Client, row: SignInProvider, provider: TestProvider, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = provider.sign_in(way_to(client, row))
    browser, address = client, back
    if change == "state":
        address = back.replace("state=", "state=x")
    elif change == "twice":
        client.get(back)
        client.post("/accounts/logout/")
    elif change == "browser":
        browser = Client()
    elif change == "provider":
        other = make_provider(provider, make_organisation("Tidewatch"))
        address = back.replace(str(row.pk), str(other.pk))
    elif change == "old":
        later = time.time() + 16 * 60
        monkeypatch.setattr(flow.time, "time", lambda: later)
    else:
        address = f"{back}&iss=https://elsewhere.example"

    assert browser.get(address).status_code == (403 if change == "issuer" else 400)
    monkeypatch.undo()
    assert not signed_in(browser)


def test_code_of_another_sign_in_is_refused(client: Client, row: SignInProvider, provider: TestProvider) -> None:
    """A stolen code fails, because its PKCE challenge is that of another browser."""
    stolen = provider.sign_in(way_to(Client(), row)).partition("code=")[2]
    back = provider.sign_in(way_to(client, row))

    response = client.get(f"{back.partition('code=')[0]}code={stolen}")

    assert response.status_code == 403
    assert not signed_in(client)


def test_error_of_the_provider_is_explained(client: Client, row: SignInProvider, provider: TestProvider) -> None:
    back = provider.sign_in(way_to(client, row)).partition("&code=")[0]

    response = client.get(f"{back}&error=access_denied&error_description=<script>")

    assert response.status_code == 403
    assert "The identity provider of Northquay didn&#x27;t sign you in" in response.content.decode()
    assert "<script>alert" not in response.content.decode()


# -- a provider that does not work, or is inside the network


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize("body", [(500, b"{}"), (200, b"<html>"), (302, b"")], ids=["fault", "page", "redirect"])
def test_provider_that_does_not_work_gets_a_clear_page(
    client: Client, row: SignInProvider, provider: TestProvider, path: str, body: tuple[int, bytes]
) -> None:
    provider.responses[path] = body
    response = client.post(f"/sign-in/company/{row.pk}/start/")
    if path == "/token":
        response = client.get(provider.sign_in(url_in(response)))

    assert response.status_code == 503
    assert "The identity provider of Northquay isn&#x27;t responding" in response.content.decode()


def test_provider_that_hangs_holds_nobody_up(
    client: Client, row: SignInProvider, provider: TestProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuer_requests, "ISSUER_STEP_SECONDS", 0.1)
    provider.hangs = True

    assert client.post(f"/sign-in/company/{row.pk}/start/").status_code == 503


def test_production_fetches_nothing_inside_the_network(
    client: Client, row: SignInProvider, provider: TestProvider, settings: Settings
) -> None:
    settings.DEMO_MODE = False
    assert client.post(f"/sign-in/company/{row.pk}/start/").status_code == 503
    row.issuer = provider.address.replace("http:", "https:")
    row.save()

    assert client.post(f"/sign-in/company/{row.pk}/start/").status_code == 503
    assert provider.fetched == []


def test_token_endpoint_inside_the_network_is_not_called(
    client: Client, row: SignInProvider, provider: TestProvider, settings: Settings
) -> None:
    back = provider.sign_in(way_to(client, row))
    document = issuers.issuer_document(provider.address, now=timezone.now())
    settings.DEMO_MODE = False
    row.issuer = "https://login.northquay.example"
    row.save()
    safe = {**document, "endpoints": {"token_endpoint": f"{provider.address.replace('http:', 'https:')}/token"}}
    name = f"issuer-documents:{__import__('hashlib').sha256(row.issuer.encode()).hexdigest()}"
    issuers.cache.set(name, safe)

    assert client.get(back).status_code == 503
    assert "/token" not in provider.fetched


def test_disabled_provider_is_not_started(client: Client, row: SignInProvider) -> None:
    SignInProvider.objects.update(is_enabled=False)

    assert client.post(f"/sign-in/company/{row.pk}/start/").status_code == 404
