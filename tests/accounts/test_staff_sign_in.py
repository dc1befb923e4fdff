"""Signing in through the identity provider of staff, which alone gives rights of staff."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.actions import create_admin
from accounts.models import Person, ProviderIdentity, Team, TeamMembership
from accounts.staff_grants import parse_staff_groups
from audit.models import Event
from common.actor import TeamRole
from tests.accounts.company_provider import CLIENT_ID, CLIENT_SECRET, TestProvider, running_provider
from tests.accounts.factories import NOW, PASSWORD, give_second_factor, make_person
from tests.accounts.test_company_links import token_in
from tests.accounts.test_company_sign_in import last_verb, signed_in, url_in
from tests.accounts.test_signing_in import Sent, code_for, link_in, sent, sign_in

pytestmark = pytest.mark.django_db
__all__ = ["sent"]
GRACE, SUBJECT = "grace@platform.example", "grace-at-platform"
_STAFF_PAGES = ("/queue/", "/teams/", "/audit/")
_GROUPS = "admins=admin; docs=reviewer:documentation; cn=leads,ou=x=lead:documentation, reviewer:commercial"


@pytest.fixture
def provider(settings: Settings) -> Iterator[TestProvider]:
    with running_provider() as provider:
        use_staff_provider(settings, provider)
        yield provider


def use_staff_provider(settings: Settings, provider: TestProvider) -> None:
    settings.DEMO_MODE = True
    settings.STAFF_ISSUER, settings.STAFF_CLIENT_ID = provider.address, CLIENT_ID
    settings.STAFF_CLIENT_SECRET, settings.STAFF_GROUPS = CLIENT_SECRET, parse_staff_groups(_GROUPS)
    provider.answer.claims = {"sub": SUBJECT, "email": GRACE, "name": "Grace Hopper"}


def come_back(client: Client, provider: TestProvider, *groups: str, **claims: object) -> object:
    page = client.post("/sign-in/company/staff/start/", {"next": "/notices/"})
    return client.get(provider.sign_in(url_in(page), groups=list(groups), **claims))


def verbs(*prefixes: str) -> list[str]:
    rows = Event.objects.order_by("pk").values_list("verb", flat=True)
    return [verb for verb in rows if verb.startswith(prefixes)]


def teams_of(person: Person) -> dict[str, int]:
    return dict(person.team_memberships.values_list("team", "role"))


def test_first_sign_in_creates_an_account_with_the_roles_of_the_groups(client: Client, provider: TestProvider) -> None:
    response = come_back(client, provider, "admins", "docs", "cn=leads,ou=x", "others")

    person = Person.objects.get(email=GRACE)
    assert response.url == "/notices/"
    assert (person.name, person.is_admin, person.has_usable_password()) == ("Grace Hopper", True, False)
    assert teams_of(person) == {Team.DOCUMENTATION: TeamRole.LEAD, Team.COMMERCIAL: TeamRole.REVIEWER}
    assert ProviderIdentity.objects.get().organisation is None
    assert verbs("person.", "team.", "identity.", "sign-in") == [
        "person.sign-up", "identity.link", "person.make-admin", "team.put", "team.put", "sign-in.staff",
    ]  # fmt: skip
    assert [client.get(page).status_code for page in _STAFF_PAGES] == [200, 200, 200]
    assert client.session.get_expiry_age() <= 12 * 3600


def test_roles_end_with_the_groups_at_the_next_sign_in(client: Client, provider: TestProvider) -> None:
    come_back(client, provider, "admins", "cn=leads,ou=x")
    person = Person.objects.get(email=GRACE)

    assert come_back(Client(), provider, "docs").url == "/notices/"

    person.refresh_from_db()
    assert not person.is_admin
    assert teams_of(person) == {Team.DOCUMENTATION: TeamRole.REVIEWER}
    assert verbs("person.remove", "team.")[-3:] == ["person.remove-admin", "team.remove", "team.put"]
    assert client.get("/audit/").status_code == 403
    browser = Client()
    assert come_back(browser, provider, "others").status_code == 403
    assert (teams_of(person), signed_in(browser), last_verb()) == ({}, False, "sign-in.refuse")


@pytest.mark.parametrize("claims", [{"groups": None}, {"email": None}, {"email_verified": False}])
def test_people_without_a_role_or_an_address_get_no_account(
    client: Client, provider: TestProvider, claims: dict[str, object]
) -> None:
    page = client.post("/sign-in/company/staff/start/")

    response = client.get(provider.sign_in(url_in(page), **{"groups": ["docs"], **claims}))

    assert (response.status_code, Person.objects.count()) == (403, 0)


def test_account_with_the_address_is_connected_after_proof_only(
    client: Client, provider: TestProvider, sent: Sent
) -> None:
    """Without proof, whoever controls the provider could take over the account of anybody."""
    person = make_person("grace")
    provider.answer.claims["email"] = person.email
    assert come_back(client, provider, "docs").url == "/sign-in/company/link/"
    assert (signed_in(client), ProviderIdentity.objects.count(), teams_of(person)) == (False, 0, {})
    client.post("/sign-in/company/link/")

    client.post("/sign-in/company/link/confirm/", {"token": token_in(link_in(sent()[0]))})

    assert ProviderIdentity.objects.get().person == person
    assert teams_of(person) == {Team.DOCUMENTATION: TeamRole.REVIEWER}
    assert client.get("/queue/").status_code == 200


def test_password_gives_staff_no_session(client: Client, provider: TestProvider) -> None:
    person = make_person("grace")
    TeamMembership.objects.create(team=Team.DOCUMENTATION, person=person, role=TeamRole.LEAD, created_at=NOW)

    response = sign_in(client, person.email)

    assert (response.status_code, signed_in(client)) == (403, False)
    assert "Continue with Datadog" in response.content.decode()


def test_session_that_began_before_has_no_rights_of_staff(
    client: Client, provider: TestProvider, settings: Settings
) -> None:
    issuer, settings.STAFF_ISSUER = settings.STAFF_ISSUER, ""
    person = make_person("grace", is_admin=True)
    sign_in(client, person.email)
    assert client.get("/audit/").status_code == 200

    settings.STAFF_ISSUER = issuer

    assert [client.get(page).status_code for page in _STAFF_PAGES] == [403, 403, 403]
    assert signed_in(client)


def test_session_of_another_staff_provider_has_no_rights_of_staff(
    client: Client, provider: TestProvider, settings: Settings
) -> None:
    come_back(client, provider, "admins")

    settings.STAFF_ISSUER = "https://login.other.example"

    assert client.get("/audit/").status_code == 403


def test_recovery_admin_signs_in_with_password_and_second_factor(client: Client, provider: TestProvider) -> None:
    person = create_admin(email="ops@platform.example", name="Ops", now=timezone.now())
    person.set_password(PASSWORD)
    person.save()
    TeamMembership.objects.create(team=Team.DOCUMENTATION, person=person, role=TeamRole.LEAD, created_at=NOW)
    sign_in(client, person.email)
    assert client.get("/audit/").url == "/accounts/2fa/totp/activate/"
    give_second_factor(person)
    client.post("/accounts/logout/")

    sign_in(client, person.email)
    client.post("/accounts/2fa/authenticate/", {"code": code_for()})

    assert client.get("/audit/").status_code == 200
    assert not client.get("/audit/").wsgi_request.actor.teams


def test_recovery_admin_stays_admin_without_the_group(client: Client, provider: TestProvider) -> None:
    person = create_admin(email="ops@platform.example", name="Ops", now=timezone.now())
    ProviderIdentity.objects.create(issuer=provider.address, subject=SUBJECT, person=person)

    assert come_back(client, provider, "others").url == "/notices/"

    person.refresh_from_db()
    assert person.is_admin


def test_account_of_the_provider_belongs_to_one_person(client: Client, provider: TestProvider) -> None:
    come_back(client, provider, "docs")
    eve = make_person("eve", is_admin=True, is_recovery_admin=True)
    give_second_factor(eve)
    browser = Client()
    browser.force_login(eve)
    assert "Connect Datadog" in browser.get("/sign-in/identities/").content.decode()
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})

    page = browser.post("/sign-in/identities/staff/connect/")

    assert browser.get(provider.sign_in(url_in(page))).status_code == 409
    assert ProviderIdentity.objects.get().person.email == GRACE


def test_sign_in_page_offers_the_provider_only_if_there_is_one(
    client: Client, provider: TestProvider, settings: Settings
) -> None:
    assert "Sign in as staff of Datadog" in client.get("/accounts/login/?next=/notices/").content.decode()

    settings.STAFF_ISSUER = ""

    assert "Sign in as staff" not in client.get("/accounts/login/").content.decode()
    assert client.post("/sign-in/company/staff/start/").status_code == 404


def test_roles_cannot_be_added_by_hand_but_removed(client: Client, provider: TestProvider) -> None:
    come_back(client, provider, "admins", "docs")
    other = make_person("eve")
    TeamMembership.objects.create(team=Team.DOCUMENTATION, person=other, role=TeamRole.LEAD, created_at=NOW)
    page = client.get("/teams/").content.decode()
    assert ("Lead in Documentation and Reviewer in Commercial" in page, "Make admin" in page) == (True, False)

    added = client.post("/teams/members/", {"team": "commercial", "email": other.email, "role": "1"})
    promoted = client.post("/teams/admins/", {"admin_email": other.email})
    client.post(f"/teams/documentation/members/{Person.objects.get(email=GRACE).pk}/remove/")

    other.refresh_from_db()
    assert (added.status_code, promoted.status_code, other.is_admin) == (409, 409, False)
    assert list(TeamMembership.objects.values_list("person", flat=True)) == [other.pk]
