"""Signing in through the identity provider of an organisation, with good and hostile tokens."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.company_sign_in.sessions import actor_in_session
from accounts.models import (
    PROVIDER_SECRETS,
    Membership,
    Organisation,
    Person,
    ProviderIdentity,
    SignInDomain,
    SignInProvider,
)
from audit.models import Event
from common.actor import Role
from notices.models import Notice
from tests.accounts.company_provider import CLIENT_ID, CLIENT_SECRET, TestProvider, running_provider
from tests.accounts.factories import NOW, give_second_factor, make_member, make_organisation, make_person
from tests.accounts.test_signing_in import code_for, sent, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
__all__ = ["sent"]
ADA = "ada@northquay.example"


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO_MODE = True


@pytest.fixture
def provider() -> Iterator[TestProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def row(provider: TestProvider) -> SignInProvider:
    return make_provider(provider, make_organisation())


def make_provider(provider: TestProvider, organisation: Organisation, **fields: object) -> SignInProvider:
    make_member(organisation, Role.OWNER)
    SignInDomain.objects.create(
        organisation=organisation, domain=f"{organisation.slug}.example", token="t", verified_at=NOW
    )
    values = {"default_role": Role.VIEWER, "is_enabled": True, "tested_at": NOW, **fields}
    return SignInProvider.objects.create(
        organisation=organisation,
        issuer=provider.address,
        client_id=CLIENT_ID,
        encrypted_secret=PROVIDER_SECRETS.encrypt(CLIENT_SECRET),
        **values,
    )


def way_to(client: Client, row: SignInProvider, next_url: str = "") -> str:
    """The address at the provider to which the button leads."""
    page = client.post(f"/sign-in/company/{row.pk}/start/", {"login": ADA, "next": next_url})
    assert page.status_code == 200, page.content
    return url_in(page)


def url_in(page: object) -> str:
    return unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())[1])


def come_back(client: Client, row: SignInProvider, provider: TestProvider, **claims: object) -> object:
    return client.get(provider.sign_in(way_to(client, row), **claims))


def last_verb() -> str:
    return Event.objects.order_by("pk").last().verb


def signed_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


# -- accounts and roles


def test_first_sign_in_creates_an_account_and_a_membership(
    client: Client, row: SignInProvider, provider: TestProvider
) -> None:
    response = client.get(provider.sign_in(way_to(client, row, "/notices/")))

    person = Person.objects.get(email=ADA)
    assert response.url == "/notices/"
    assert (person.name, person.has_usable_password()) == ("Ada Byron", False)
    assert person.memberships.get().role == Role.VIEWER
    assert EmailAddress.objects.get(user=person).verified
    assert list(
        Event.objects.filter(object_ids__person=str(person.pk)).order_by("pk").values_list("verb", flat=True)
    ) == [
        "person.sign-up",
        "identity.link",
        "membership.join",
        "sign-in.company",
    ]
    assert signed_in(client)


def test_request_has_pkce_state_nonce_and_hint(client: Client, row: SignInProvider) -> None:
    url = way_to(client, row)

    assert "code_challenge_method=S256" in url
    assert "login_hint=ada%40northquay.example" in url
    assert {"state", "nonce", "code_challenge"} <= set(re.findall(r"[?&](\w+)=", url))
    assert way_to(client, row) != url


def test_later_sign_in_finds_the_account_by_issuer_and_sub_whatever_the_address(
    client: Client, row: SignInProvider, provider: TestProvider
) -> None:
    come_back(client, row, provider)

    come_back(Client(), row, provider, email="new@northquay.example")

    assert Person.objects.filter(memberships__organisation=row.organisation).count() == 2
    assert ProviderIdentity.objects.count() == 1


@pytest.mark.parametrize(
    "email, verified",
    [("ada@elsewhere.example", True), (ADA, False), (None, True), ("no address", True), (["a"], True), (ADA, [])],
)
def test_people_without_a_confirmed_address_on_the_domain_get_no_account(
    client: Client, row: SignInProvider, provider: TestProvider, email: object, verified: object
) -> None:
    response = come_back(client, row, provider, email=email, email_verified=verified)

    assert response.status_code == 403
    assert 'class="btn" data-kind="primary" href="/accounts/login/"' in response.content.decode()
    assert not ProviderIdentity.objects.exists()
    assert not signed_in(client)
    assert last_verb() == "sign-in.refuse"


def test_groups_give_and_take_roles(client: Client, row: SignInProvider, provider: TestProvider) -> None:
    row.group_roles, row.default_role = {"owners": Role.OWNER, "writers": Role.EDITOR}, None
    row.save()
    roles = []
    for groups in (["writers", "owners"], ["writers"], "writers", [], None):
        browser = Client()
        status = come_back(browser, row, provider, groups=groups).status_code
        person = Person.objects.get(email=ADA)
        membership = Membership.objects.filter(person=person).first()
        roles.append((status, membership and membership.role, signed_in(browser)))
        browser.post("/accounts/logout/")

    assert roles == [(302, 3, True), (302, 2, True), (302, 2, True), (403, None, False), (403, None, False)]
    assert last_verb() == "sign-in.refuse"
    verbs = Event.objects.filter(verb__startswith="membership.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["membership.join", "membership.change-role", "membership.remove"]


def test_roles_stay_if_the_provider_has_too_many_groups_to_send(
    client: Client, row: SignInProvider, provider: TestProvider
) -> None:
    row.group_roles, row.default_role = {"writers": Role.EDITOR}, None
    row.save()
    come_back(client, row, provider, groups=["writers"])
    elsewhere = {"groups": None, "_claim_names": {"groups": "src1"}}

    assert come_back(Client(), row, provider, **elsewhere).status_code == 403
    assert Membership.objects.get(person__email=ADA).role == Role.EDITOR
    SignInProvider.objects.update(group_roles={})
    assert come_back(Client(), row, provider, **elsewhere).status_code == 302


def test_people_without_a_group_get_no_account(client: Client, row: SignInProvider, provider: TestProvider) -> None:
    row.group_roles, row.default_role = {"owners": Role.OWNER}, None
    row.save()

    assert come_back(client, row, provider, groups=["others"]).status_code == 403
    assert not Person.objects.filter(email=ADA).exists()


def test_last_owner_stays_owner_without_the_group(client: Client, row: SignInProvider, provider: TestProvider) -> None:
    row.group_roles, row.default_role = {"owners": Role.OWNER}, None
    row.save()
    come_back(client, row, provider, groups=["owners"])
    Membership.objects.exclude(person__email=ADA).delete()

    response = come_back(Client(), row, provider, groups=[])

    assert response.status_code == 302
    assert Membership.objects.get().role == Role.OWNER


def test_roles_stay_as_they_are_without_a_mapping(client: Client, row: SignInProvider, provider: TestProvider) -> None:
    come_back(client, row, provider)
    Membership.objects.filter(person__email=ADA).update(role=Role.EDITOR)

    come_back(Client(), row, provider, groups=["any"])

    assert Membership.objects.get(person__email=ADA).role == Role.EDITOR


def test_closed_account_stays_closed(client: Client, row: SignInProvider, provider: TestProvider) -> None:
    come_back(client, row, provider)
    Person.objects.filter(email=ADA).update(is_active=False)
    browser = Client()

    assert come_back(browser, row, provider).status_code == 403
    assert not signed_in(browser)


# -- what a session may do


def test_session_has_the_rights_of_its_organisation_and_never_those_of_staff(
    client: Client, row: SignInProvider, provider: TestProvider
) -> None:
    """A provider is not responsible for an address on another domain, and never for staff."""
    person = make_member(row.organisation, Role.EDITOR, is_admin=True)
    other = make_organisation("Tidewatch")
    Membership.objects.create(organisation=other, person=person, role=Role.OWNER)
    ProviderIdentity.objects.create(
        organisation=row.organisation, issuer=row.issuer, subject="ada-at-northquay", person=person
    )

    come_back(client, row, provider)

    pages = ("/organisation/northquay/", "/organisation/tidewatch/", "/teams/")
    Notice.objects.create(person=person, kind="x", url="/queue/", key="of-tidewatch", created_at=NOW)
    assert [client.get(page).status_code for page in pages] == [200, 404, 403]
    assert [client.get(page).content.decode().count("ot shown in this session") for page in ("/notices/", "/")] == [
        1,
        1,
    ]
    assert client.get("/notices/unread/").json()["count"] == 0
    sign_in(client, person.email)
    client.post("/accounts/logout/")
    sign_in(client, person.email)
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    assert client.get("/notices/unread/").json()["count"] == 1


def test_session_of_the_company_of_the_address_has_all_organisations(
    client: Client, row: SignInProvider, provider: TestProvider, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    come_back(client, row, provider)
    person = Person.objects.get(email=ADA)
    Membership.objects.create(organisation=make_organisation("Tidewatch"), person=person, role=Role.OWNER)

    assert client.get("/organisation/tidewatch/").status_code == 200
    session = client.session
    assert session.get_expiry_age() <= 12 * 3600
    with django_assert_num_queries(1):
        actor_in_session(person, session)
    SignInDomain.objects.all().delete()  # as its owner does when somebody else gets the domain
    assert [client.get(f"/organisation/{slug}/").status_code for slug in ("northquay", "tidewatch")] == [200, 404]
    assert client.get("/accounts/password/set/").status_code == 403


def test_session_of_one_organisation_does_not_change_an_account_without_a_password(
    client: Client, row: SignInProvider, provider: TestProvider
) -> None:
    """With a password or a passkey of its own, the provider would get the rights of all organisations."""
    come_back(client, row, provider)
    person, other = Person.objects.get(email=ADA), make_provider(provider, make_organisation("Tidewatch"))
    ProviderIdentity.objects.create(organisation=other.organisation, issuer=row.issuer, subject="x", person=person)
    limited = Client()
    come_back(limited, other, provider, sub="x")

    pages = ("password/set/", "2fa/webauthn/add/", "2fa/totp/activate/")
    addresses = [*(f"/accounts/{page}" for page in pages), "/profile/erase/", "/profile/export/"]
    assert [limited.get(address).status_code for address in addresses] == [403] * 5
    assert [client.get(address).status_code for address in addresses] == [200] * 5
    address = {"action_add": "", "email": "eve@tidewatch.example"}
    assert limited.post("/accounts/email/", address).status_code == 403
    EmailAddress.objects.create(user=make_person("eve"), email=address["email"], verified=True)
    come_back(limited, other, provider, sub="y", email=address["email"])
    assert limited.post("/sign-in/company/link/").status_code == 403
    assert not Person.objects.get(email=ADA).has_usable_password()
    assert ProviderIdentity.objects.count() == 2


def test_second_factor_of_the_portal_is_still_required(
    client: Client, row: SignInProvider, provider: TestProvider
) -> None:
    come_back(client, row, provider)
    give_second_factor(Person.objects.get(email=ADA))
    browser = Client()

    assert come_back(browser, row, provider).url == "/accounts/2fa/authenticate/"
    assert not signed_in(browser)
    browser.post("/accounts/2fa/authenticate/", {"code": code_for()})
    assert signed_in(browser)
    assert last_verb() == "sign-in.company"
    assert browser.session["company_sign_in"]["organisation"] == str(row.organisation_id)
