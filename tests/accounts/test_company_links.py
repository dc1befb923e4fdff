"""Connecting accounts of an identity provider after proof, and the offer on the sign-in page."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import Person, ProviderIdentity, SignInDomain, SignInProvider
from audit.models import Event
from common.actor import Role
from tests.accounts.company_provider import TestProvider
from tests.accounts.factories import PASSWORD, give_second_factor, make_member, make_person
from tests.accounts.test_company_sign_in import (
    ADA,
    come_back,
    demo,
    last_verb,
    provider,
    row,
    signed_in,
    url_in,
    way_to,
)
from tests.accounts.test_signing_in import Sent, link_in, sent, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
__all__ = ["demo", "provider", "row", "sent"]


def token_in(link: str) -> str:
    return link.partition("token=")[2].replace("%3A", ":")


@pytest.fixture
def ada(row: SignInProvider) -> Person:
    """A member with a password whose address is on the domain, and who has no account of the provider."""
    person = make_member(row.organisation, Role.EDITOR, "ada")
    person.emailaddress_set.update(email=ADA)
    person.email = ADA
    person.save()
    return person


def test_account_is_connected_by_password_and_confirmation(
    client: Client, row: SignInProvider, provider: TestProvider, ada: Person
) -> None:
    come_back(client, row, provider)
    assert "Sign in with your password instead" in client.get("/sign-in/company/link/").content.decode()
    client.post("/accounts/login/", {"login": ADA, "password": PASSWORD, "next": "/sign-in/company/link/"})
    assert not ProviderIdentity.objects.exists()

    client.post("/sign-in/company/link/")

    assert ProviderIdentity.objects.get().person == ada
    assert "identity.link" in Event.objects.values_list("verb", flat=True)
    assert come_back(Client(), row, provider).url == "/"


def test_session_from_before_must_confirm_its_password(
    client: Client, row: SignInProvider, provider: TestProvider, ada: Person
) -> None:
    """A colleague at an open browser would otherwise connect their own account of the provider for later."""
    absent = make_member(row.organisation, Role.OWNER, "absent")
    sign_in(client, absent.email)
    come_back(client, row, provider)

    refused = client.post("/sign-in/company/link/")
    assert refused.url.startswith("/accounts/reauthenticate/")
    assert not ProviderIdentity.objects.exists()

    client.post(refused.url, {"password": PASSWORD})
    assert ProviderIdentity.objects.get().person == absent


def test_sign_in_at_the_provider_ends_an_earlier_confirmation(
    client: Client, row: SignInProvider, provider: TestProvider, ada: Person
) -> None:
    """A colleague with an account at the provider could otherwise use the confirmation of somebody who left."""
    ProviderIdentity.objects.create(
        organisation=row.organisation, issuer=row.issuer, subject="ada-at-northquay", person=ada
    )
    sign_in(client, ada.email)
    assert client.get("/profile/export/").status_code == 200

    assert come_back(client, row, provider).url == "/"

    assert client.get("/profile/export/").url.startswith("/accounts/reauthenticate/")


def test_account_is_connected_by_mail_in_the_same_browser(
    client: Client, row: SignInProvider, provider: TestProvider, ada: Person, sent: Sent
) -> None:
    give_second_factor(ada)
    come_back(client, row, provider)
    client.post("/sign-in/company/link/")
    (message,) = sent()
    link = link_in(message)
    assert (message.to, message.subject) == ([ADA], "Connect your account")
    assert Client().get(link).status_code == 400

    assert client.get(link).status_code == 200
    assert not ProviderIdentity.objects.exists()
    response = client.post("/sign-in/company/link/confirm/", {"token": token_in(link)})

    assert ProviderIdentity.objects.get().person == ada
    assert ada.check_password(PASSWORD)
    assert response.url == "/accounts/2fa/authenticate/"


def test_mail_for_one_account_of_the_provider_does_not_connect_another(
    client: Client, row: SignInProvider, provider: TestProvider, ada: Person, sent: Sent
) -> None:
    come_back(client, row, provider)
    client.post("/sign-in/company/link/")
    link = link_in(sent()[0])
    come_back(client, row, provider, sub="attacker")

    assert client.get(link).status_code == 400


def test_mail_takes_an_unconfirmed_account_from_whoever_created_it(
    client: Client, row: SignInProvider, provider: TestProvider, ada: Person, sent: Sent
) -> None:
    """Somebody signed up with the address of another person to wait for that person's sign-in."""
    EmailAddress.objects.filter(user=ada).update(verified=False)
    come_back(client, row, provider)
    client.post("/sign-in/company/link/")

    client.post(
        "/sign-in/company/link/confirm/", {"token": link_in(sent()[0]).partition("token=")[2].replace("%3A", ":")}
    )

    ada.refresh_from_db()
    assert signed_in(client)
    assert not ada.has_usable_password()
    assert EmailAddress.objects.get(user=ada).verified


def test_address_that_somebody_added_without_confirmation_is_not_theirs(
    client: Client, row: SignInProvider, provider: TestProvider
) -> None:
    EmailAddress.objects.create(user=make_person("eve"), email=ADA, verified=False)

    assert come_back(client, row, provider).url == "/"
    assert ProviderIdentity.objects.get().person.email == ADA


def test_mails_are_limited(
    client: Client, row: SignInProvider, provider: TestProvider, ada: Person, sent: Sent
) -> None:
    come_back(client, row, provider)
    pages = [client.post("/sign-in/company/link/").content.decode() for _ in range(8)]

    assert ["already sent several links" in page for page in pages] == [False] * 5 + [True] * 3
    assert len(sent()) == 5


def test_identities_are_listed_connected_and_disconnected(
    client: Client, row: SignInProvider, provider: TestProvider, ada: Person
) -> None:
    client.force_login(ada)
    assert "Connect Northquay" in client.get("/sign-in/identities/").content.decode()
    connect = f"/sign-in/identities/{row.pk}/connect/"
    assert client.post(connect).url.startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    back = provider.sign_in(url_in(client.post(connect)))
    assert client.get(back).url == "/sign-in/identities/"
    identity = ProviderIdentity.objects.get()
    assert identity.person == ada
    other = Client()
    other.force_login(make_person("eve"))
    other.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert other.post(f"/sign-in/identities/{identity.pk}/disconnect/").status_code == 404

    client.post(f"/sign-in/identities/{identity.pk}/disconnect/")
    assert (ProviderIdentity.objects.count(), last_verb()) == (0, "identity.unlink")


def test_account_that_is_connected_cannot_be_connected_to_another_person(
    client: Client, row: SignInProvider, provider: TestProvider, ada: Person
) -> None:
    ProviderIdentity.objects.create(
        organisation=row.organisation, issuer=row.issuer, subject="ada-at-northquay", person=ada
    )
    eve = make_member(row.organisation, Role.VIEWER, "eve")
    client.force_login(eve)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    back = provider.sign_in(url_in(client.post(f"/sign-in/identities/{row.pk}/connect/")))

    assert client.get(back).status_code == 409
    assert ProviderIdentity.objects.get().person == ada


@pytest.mark.parametrize("change", [{"is_enabled": False}, {"issuer": "https://new.northquay.example"}, None])
def test_people_without_a_password_disconnect_what_no_longer_works(
    client: Client, row: SignInProvider, provider: TestProvider, change: dict[str, object] | None
) -> None:
    come_back(client, row, provider)
    identity = ProviderIdentity.objects.get()
    if change is None:
        SignInProvider.objects.all().delete()
    else:
        SignInProvider.objects.update(**change)

    assert "Disconnect" in client.get("/sign-in/identities/").content.decode()
    client.post(f"/sign-in/identities/{identity.pk}/disconnect/")

    assert not ProviderIdentity.objects.exists()


def test_people_with_a_passkey_may_disconnect(client: Client, row: SignInProvider, provider: TestProvider) -> None:
    come_back(client, row, provider)
    person = Person.objects.get(email=ADA)
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop"})

    assert "Disconnect" in client.get("/sign-in/identities/").content.decode()


def test_wanted_page_opens_after_the_connection(
    client: Client, row: SignInProvider, provider: TestProvider, ada: Person, sent: Sent
) -> None:
    by_password = Client()
    for browser in (client, by_password):
        browser.get(provider.sign_in(way_to(browser, row, "/notices/")))
    client.post("/sign-in/company/link/")
    token = {"token": token_in(link_in(sent()[0]))}

    assert client.post("/sign-in/company/link/confirm/", token).url == "/notices/"
    ProviderIdentity.objects.all().delete()
    by_password.post("/accounts/login/", {"login": ADA, "password": PASSWORD})
    assert by_password.post("/sign-in/company/link/").url == "/notices/"


def test_closed_account_with_the_address_is_named(
    client: Client, row: SignInProvider, provider: TestProvider, ada: Person
) -> None:
    """An e-mail could not connect it, so the page doesn't offer one."""
    Person.objects.filter(pk=ada.pk).update(is_active=False)

    response = come_back(client, row, provider)

    assert response.status_code == 403
    assert "This account is closed" in response.content.decode()
    assert last_verb() == "sign-in.refuse"


def test_people_without_a_password_stay_connected(client: Client, row: SignInProvider, provider: TestProvider) -> None:
    come_back(client, row, provider)
    identity = ProviderIdentity.objects.get()

    html = client.get("/sign-in/identities/").content.decode()
    assert "Disconnect</" not in html
    assert "Set a password or add a passkey" in html
    assert client.post(f"/sign-in/identities/{identity.pk}/disconnect/").status_code == 409
    assert ProviderIdentity.objects.exists()


# -- accounts whose groups have no role


@pytest.fixture
def without_role(row: SignInProvider) -> SignInProvider:
    """The provider gives roles to people in one group only."""
    SignInProvider.objects.filter(pk=row.pk).update(group_roles={"writers": Role.EDITOR}, default_role=None)
    return row


NO_ROLE = (
    "The account is connected, but you can&#x27;t sign in with it yet. You can&#x27;t use the portal for Northquay"
)


def test_connected_account_without_a_role_says_so(
    client: Client, without_role: SignInProvider, provider: TestProvider, ada: Person
) -> None:
    client.force_login(ada)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    connect = client.post(f"/sign-in/identities/{without_role.pk}/connect/")

    page = client.get(provider.sign_in(url_in(connect)), follow=True).content.decode()

    assert NO_ROLE in page
    assert "You can now sign in" not in page
    assert ProviderIdentity.objects.get().person == ada


def test_confirmed_account_without_a_role_says_so(
    client: Client, without_role: SignInProvider, provider: TestProvider, ada: Person
) -> None:
    come_back(client, without_role, provider)
    client.post("/accounts/login/", {"login": ADA, "password": PASSWORD})

    page = client.post("/sign-in/company/link/", follow=True).content.decode()

    assert NO_ROLE in page
    assert "You can now sign in" not in page


def test_account_connected_by_mail_without_a_role_says_so(
    client: Client, without_role: SignInProvider, provider: TestProvider, ada: Person, sent: Sent
) -> None:
    come_back(client, without_role, provider)
    client.post("/sign-in/company/link/")

    response = client.post("/sign-in/company/link/confirm/", {"token": token_in(link_in(sent()[0]))})

    assert response.status_code == 403
    assert NO_ROLE in response.content.decode()
    assert last_verb() == "sign-in.refuse"


# -- the sign-in page


def offer(address: str) -> str:
    return Client().post("/sign-in/company/", {"login": address}).content.decode()


def test_sign_in_page_offers_the_provider_of_the_domain_whoever_has_an_account(
    row: SignInProvider, ada: Person
) -> None:
    with_account, without_account = offer(ADA), offer("nobody@northquay.example")

    assert "Continue with Northquay" in with_account
    hidden = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    neutral = [
        hidden.sub("", text.replace(address, "x"))
        for text, address in ((with_account, ADA), (without_account, "nobody@northquay.example"))
    ]
    assert neutral[0] == neutral[1]
    assert "form" not in offer("ada@elsewhere.example") + offer("") + offer("@") + offer("x@" + "a" * 5000)
    page = sign_in(Client(), ADA, "").content.decode()
    assert "Continue with Northquay" in page


@pytest.mark.parametrize("change", ["disabled", "unverified"])
def test_sign_in_page_offers_no_provider_that_is_off_or_whose_domain_is_not_verified(
    row: SignInProvider, change: str
) -> None:
    if change == "disabled":
        SignInProvider.objects.update(is_enabled=False)
    else:
        SignInDomain.objects.update(verified_at=None)

    assert "form" not in offer(ADA)
