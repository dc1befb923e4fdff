"""The test sign-in of an owner explains what does not work, and which setting to change."""

import json
from html import unescape

import pytest
from django.test import Client

from accounts.models import Membership, Person, ProviderIdentity, SignInProvider
from common.actor import Role
from tests.accounts.company_provider import TestProvider
from tests.accounts.factories import make_member
from tests.accounts.test_company_settings import (
    PAGE,
    change,
    form,
    organisation,
    owner,
    page,
    provider,
    stand_in,
    url_in,
)
from tests.accounts.test_signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
__all__ = ["organisation", "owner", "page", "provider", "stand_in"]


def tried(page: Client, provider: TestProvider, *, query: str = "", **claims: object) -> str:
    """The text of the page after a test. query is what the provider sends back instead of a code."""
    back = provider.sign_in(url_in(change(page, "try", next=PAGE)), sub="the-owner", **claims)
    response = page.get(f"{back.partition('&code')[0]}&{query}" if query else back)
    assert response.url == PAGE
    return unescape(page.get(PAGE).content.decode())


@pytest.fixture
def stored(page: Client, provider: TestProvider) -> SignInProvider:
    page.post(f"{PAGE}provider/", form(provider.address, default_role="3"))
    return SignInProvider.objects.get()


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    "query, texts",
    [
        ("error=access_denied", ["“access_denied”", "allowed to use this client"]),
        ("error=unauthorized_client&error_description=No+code+flow", ["No code flow”", "authorisation code flow"]),
        ("error=server_error", ["“server_error”", "Compare the client"]),
        ("error=", ["didn't sign you in"]),
    ],
)
def test_answer_of_the_provider_is_shown(page: Client, provider: TestProvider, query: str, texts: list[str]) -> None:
    text = tried(page, provider, query=query)

    assert all(part in text for part in ("The test sign-in failed.", *texts)), texts
    assert SignInProvider.objects.get().tested_at is None


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    "status, answer, text",
    [
        (401, {"error": "invalid_client"}, "Check the client ID and the client secret."),
        (400, {"error": "invalid_grant", "error_description": "redirect"}, "Check that the redirect URI"),
        (400, {"error": ["invalid_grant"]}, "didn't sign you in"),
        (503, {}, "isn't responding"),
    ],
)
def test_refused_code_names_the_setting(
    page: Client, provider: TestProvider, status: int, answer: dict[str, object], text: str
) -> None:
    provider.responses["/token"] = (status, json.dumps(answer).encode())

    assert text in tried(page, provider)


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    "claims, text",
    [
        ({"aud": "another"}, "meant for the client another"),
        ({"iss": "https://elsewhere.example"}, "names the issuer https://elsewhere.example"),
        ({"exp": 1}, "isn't valid at this time"),
        ({"nonce": "another"}, "The signature or a claim"),
    ],
)
def test_token_that_cannot_be_used_names_the_setting(
    page: Client, provider: TestProvider, claims: dict[str, object], text: str
) -> None:
    assert text in tried(page, provider, **claims)
    assert not ProviderIdentity.objects.exists()


def test_issuer_that_does_not_respond_is_reported_on_the_page(page: Client, stored: SignInProvider) -> None:
    SignInProvider.objects.update(issuer="http://127.0.0.1:9")

    response = change(page, "try", next=PAGE)

    assert response.url == PAGE
    assert "We couldn't read http://127.0.0.1:9/.well-known/openid-configuration" in unescape(
        page.get(PAGE).content.decode()
    )


def test_owner_who_would_get_a_lower_role_is_warned(
    page: Client, stored: SignInProvider, owner: Person, provider: TestProvider
) -> None:
    make_member(stored.organisation, Role.OWNER)
    SignInProvider.objects.update(group_roles={"writers": Role.EDITOR})

    assert "change your role from Owner to Editor" in tried(page, provider, groups=["writers"])
    assert "change your role" not in tried(page, provider, groups=["others"])  # who are owners
    assert Membership.objects.get(person=owner).role == Role.OWNER
    SignInProvider.objects.update(default_role=None)
    assert "none of your groups has a role" in tried(page, provider, groups=["others"])


def test_last_owner_and_one_without_a_mapping_are_not_warned(
    page: Client, stored: SignInProvider, provider: TestProvider
) -> None:
    SignInProvider.objects.update(default_role=Role.VIEWER)
    assert "change your role" not in tried(page, provider)
    SignInProvider.objects.update(group_roles={"writers": Role.EDITOR})

    text = tried(page, provider, groups=["writers"])

    assert "change your role" not in text
    assert "You can now sign in" in text


@pytest.mark.usefixtures("stored")
def test_missing_groups_are_reported_if_roles_depend_on_them(page: Client, provider: TestProvider) -> None:
    assert "has no groups in the claim" not in tried(page, provider)
    SignInProvider.objects.update(group_roles={"writers": Role.EDITOR})

    assert "has no groups in the claim groups." in tried(page, provider)
    assert "has no groups in the claim" not in tried(page, provider, groups=["others"])


def test_another_issuer_ends_the_sessions_of_the_earlier_one(
    page: Client, stored: SignInProvider, owner: Person, provider: TestProvider
) -> None:
    member, browsers = make_member(stored.organisation, Role.VIEWER), [Client(), Client()]
    for browser in browsers:
        sign_in(browser, member.email)
    session = browsers[0].session
    session["company_sign_in"] = {"organisation": str(stored.organisation_id), "is_whole": True}
    session.save()
    page.post(f"{PAGE}provider/", form(provider.address, default_role="1"))
    assert browsers[0].get("/profile/").status_code == 200

    page.post(f"{PAGE}provider/", form("https://another.example"))

    assert [browser.get("/profile/").status_code for browser in browsers] == [302, 200]


@pytest.mark.usefixtures("stored")
def test_missing_address_is_reported(page: Client, provider: TestProvider) -> None:
    assert "sent no confirmed e-mail address" in tried(page, provider, email_verified=False)
    assert "sent no confirmed e-mail address" not in tried(page, provider, email_verified=True)
