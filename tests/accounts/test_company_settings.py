"""How owners set up sign-in through their identity provider: provider, domains, switches and recovery owner."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from pytest_django import Settings

from accounts import actions
from accounts.actors import actor_of
from accounts.company_sign_in.domains import record_name, record_value
from accounts.company_sign_in.errors import RecoveryOwnerNeeded
from accounts.company_sign_in.forms import ProviderForm
from accounts.models import Membership, Organisation, Person, ProviderIdentity, SignInDomain, SignInProvider
from audit.models import Event
from common.actor import Role
from tests.accounts.company_provider import CLIENT_ID, CLIENT_SECRET, TestProvider, running_provider
from tests.accounts.factories import (
    NOW,
    PASSWORD,
    give_second_factor,
    make_admin,
    make_member,
    make_organisation,
    make_person,
)
from tests.accounts.test_company_sign_in import url_in
from tests.accounts.test_signing_in import SIGN_UP_FORM, code_for, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
PAGE = "/organisation/northquay/sign-in/"
RECORDS: dict[str, list[str]] = {}


def look_up(name: str) -> list[str]:
    """A stand-in for DNS."""
    return RECORDS.get(name, [])


@pytest.fixture(autouse=True)
def stand_in(settings: Settings) -> None:
    settings.DEMO_MODE, settings.TXT_LOOKUP = True, f"{__name__}.look_up"
    RECORDS.clear()


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation()


@pytest.fixture
def owner(organisation: Organisation) -> Person:
    return make_member(organisation, Role.OWNER, "owner")


@pytest.fixture
def page(client: Client, owner: Person) -> Client:
    """The browser of an owner who has confirmed the password."""
    client.force_login(owner)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def provider() -> Iterator[TestProvider]:
    with running_provider() as provider:
        yield provider


def form(issuer: str, **values: str) -> dict[str, str]:
    return {"issuer": issuer, "client_id": CLIENT_ID, "secret": CLIENT_SECRET, "groups_claim": "groups", **values}


def change(page: Client, do: str, **values: object) -> object:
    return page.post(PAGE, {"do": do, **values}, headers={"referer": f"http://testserver{PAGE}"})


def text_of(page: Client) -> str:
    return page.get(PAGE).content.decode()


def verify(page: Client, domain: str = "partner.example") -> SignInDomain:
    change(page, "add-domain", domain=domain)
    row = SignInDomain.objects.get(domain=domain, organisation__slug="northquay")
    RECORDS[record_name(domain)] = ["other", record_value(row.token)]
    change(page, "verify-domain", domain_id=row.pk)
    return row


def set_up(page: Client, provider: TestProvider) -> SignInProvider:
    """A provider that works and is turned on."""
    page.post(f"{PAGE}provider/", form(provider.address, default_role="1"))
    verify(page)
    page.get(provider.sign_in(url_in(change(page, "try")), sub="the-owner"))
    change(page, "enable")
    return SignInProvider.objects.get()


def test_owner_sets_up_a_provider_from_the_first_page_to_the_first_member(
    page: Client, owner: Person, provider: TestProvider
) -> None:
    assert "Set up provider" in text_of(page)

    row = set_up(page, provider)

    assert row.is_enabled
    assert 'href="/accounts/2fa/">Set up two-factor authentication' in text_of(page)
    assert ProviderIdentity.objects.get().person == owner
    verbs = [
        "sign-in-provider.configure",
        "sign-in-domain.add",
        "sign-in-domain.verify",
        "identity.link",
        "sign-in-provider.enable",
    ]
    assert (
        list(Event.objects.filter(verb__regex="^(sign-in-|identity)").order_by("pk").values_list("verb", flat=True))
        == verbs
    )
    browser = Client()
    start = browser.post(f"/sign-in/company/{row.pk}/start/")
    assert browser.get(provider.sign_in(url_in(start), sub="ada", email="ada@partner.example")).url == "/"
    assert Membership.objects.get(person__email="ada@partner.example").role == Role.VIEWER


def test_secret_is_encrypted_and_never_shown(page: Client) -> None:
    page.post(f"{PAGE}provider/", form("https://login.northquay.example"))

    row = SignInProvider.objects.get()
    assert CLIENT_SECRET not in str(vars(row))
    assert CLIENT_SECRET not in page.get(f"{PAGE}provider/").content.decode() + text_of(page)
    page.post(
        f"{PAGE}provider/", form("https://login.northquay.example", secret="", owner_groups="admins\n admins \n\n")
    )
    again = SignInProvider.objects.get()
    assert (again.encrypted_secret, again.group_roles) == (row.encrypted_secret, {"admins": 3})


@pytest.mark.parametrize(
    "values",
    [
        {"issuer": "login.northquay.example"},
        {"issuer": "http://login.northquay.example"},
        {"issuer": "https://login.northquay.example/?a=b"},
        {"issuer": "https://user:word@login.northquay.example"},
        {"issuer": "https://login.northquay.example:99999"},
        {"issuer": "https://[::1"},
        {"issuer": "https://login northquay.example"},
        {"issuer": "https://login..northquay.example"},
        {"issuer": "javascript:alert(1)"},
        {"secret": ""},
        {"client_id": ""},
        {"owner_groups": "x" * 300},
        {"default_role": "9"},
    ],
    ids=str,
)
def test_form_refuses_values_that_cannot_work(page: Client, values: dict[str, str]) -> None:
    response = page.post(f"{PAGE}provider/", {**form("https://login.northquay.example"), **values})

    assert response.status_code == 422
    assert not SignInProvider.objects.exists()


def test_form_names_what_it_needs_and_what_an_empty_choice_means(page: Client) -> None:
    needed = ProviderForm(row=None)
    assert needed["secret"].field.required
    html = page.get(f"{PAGE}provider/").content.decode()
    assert '<option value="">No access</option>' in html

    page.post(f"{PAGE}provider/", form("https://login.northquay.example"))

    stored = ProviderForm(row=SignInProvider.objects.get())
    assert not stored["secret"].field.required


def test_trial_leads_back_to_the_page_with_the_next_step(page: Client, provider: TestProvider) -> None:
    page.post(f"{PAGE}provider/", form(provider.address))
    assert f'<input type="hidden" name="next" value="{PAGE}">' in text_of(page)

    response = page.get(provider.sign_in(url_in(change(page, "try", next=PAGE)), sub="the-owner"))

    assert response.url == PAGE


def test_page_opens_if_the_secret_cannot_be_read_any_more(page: Client) -> None:
    """So that the owner can enter it again."""
    page.post(f"{PAGE}provider/", form("https://login.northquay.example"))
    SignInProvider.objects.update(encrypted_secret="v9:lost")

    assert "Change provider" in text_of(page)


def test_production_refuses_an_issuer_on_this_machine(page: Client, settings: Settings) -> None:
    settings.DEMO_MODE = False

    assert page.post(f"{PAGE}provider/", form("http://127.0.0.1:9")).status_code == 422


def test_provider_is_turned_on_after_a_trial_and_with_a_domain(page: Client, provider: TestProvider) -> None:
    assert "Enter the details" in change(page, "enable").wsgi_request._messages._queued_messages[0].message
    page.post(f"{PAGE}provider/", form(provider.address))
    change(page, "enable")
    page.get(provider.sign_in(url_in(change(page, "try"))))
    change(page, "enable")
    assert not SignInProvider.objects.get().is_enabled

    verify(page)
    change(page, "enable")

    assert SignInProvider.objects.get().is_enabled


def test_another_issuer_must_be_tried_again(page: Client, provider: TestProvider) -> None:
    set_up(page, provider)

    page.post(f"{PAGE}provider/", form("https://another.example"))

    row = SignInProvider.objects.get()
    assert (row.is_enabled, row.tested_at) == (False, None)
    page.post(f"{PAGE}provider/", form("https://a-third.example"))
    assert Event.objects.filter(verb="sign-in-provider.disable").count() == 1


def test_removing_the_provider_ends_the_sessions_that_began_there(
    page: Client, owner: Person, provider: TestProvider, organisation: Organisation
) -> None:
    row, browser, with_password = set_up(page, provider), Client(), Client()
    start = browser.post(f"/sign-in/company/{row.pk}/start/")
    browser.get(provider.sign_in(url_in(start), sub="ada", email="ada@partner.example"))
    sign_in(with_password, make_member(organisation, Role.EDITOR, "member").email)
    change(page, "disable")
    assert "signs out everybody else" in text_of(page)
    assert browser.get("/profile/").status_code == 200

    change(page, "remove")

    assert [client.get("/profile/").status_code for client in (browser, with_password, page)] == [302, 200, 200]
    assert not UserSession.objects.filter(user__email="ada@partner.example").exists()


# -- required sign-in


@pytest.fixture
def required(page: Client, owner: Person, provider: TestProvider) -> SignInProvider:
    set_up(page, provider)
    give_second_factor(owner)
    change(page, "require", recovery_owner_id=owner.pk)
    return SignInProvider.objects.get()


def test_members_with_an_address_on_the_domain_need_the_provider(
    required: SignInProvider, organisation: Organisation
) -> None:
    member = make_member(organisation, Role.EDITOR, "member")
    guest = make_member(organisation, Role.EDITOR, "guest")
    guest.emailaddress_set.update(email="guest@elsewhere.example")
    Person.objects.filter(pk=guest.pk).update(email="guest@elsewhere.example")
    stranger = make_person("stranger")

    refused = sign_in(Client(), member.email)

    assert (refused.status_code, "Continue with Northquay" in refused.content.decode()) == (403, True)
    assert sign_in(Client(), member.email, "wrong").status_code == 200
    assert sign_in(Client(), "guest@elsewhere.example").url == "/"
    assert sign_in(Client(), stranger.email).url == "/"
    member.emailaddress_set.create(email="m@elsewhere.example", verified=True)
    assert sign_in(Client(), "m@elsewhere.example").status_code == 403


def test_form_shows_the_current_recovery_owner(page: Client, required: SignInProvider, owner: Person) -> None:
    assert f'value="{owner.pk}" selected' in " ".join(text_of(page).split())


def test_recovery_owner_signs_in_with_password_and_second_factor(required: SignInProvider, owner: Person) -> None:
    browser = Client()

    assert sign_in(browser, owner.email).url == "/accounts/2fa/authenticate/"
    assert browser.post("/accounts/2fa/authenticate/", {"code": code_for()}).url == "/"


def test_recovery_owner_without_second_factor_needs_the_provider(required: SignInProvider, owner: Person) -> None:
    owner.authenticator_set.all().delete()

    assert sign_in(Client(), owner.email).status_code == 403


def test_password_of_a_reset_link_does_not_go_around_the_provider(
    required: SignInProvider, organisation: Organisation
) -> None:
    member = make_member(organisation, Role.EDITOR, "member")
    member.set_password("another-quay-lantern")
    member.save()

    assert sign_in(Client(), member.email, "another-quay-lantern").status_code == 403


def test_sign_up_with_the_domain_is_refused(required: SignInProvider) -> None:
    response = Client().post("/accounts/signup/", {**SIGN_UP_FORM, "email": "new@partner.example"})

    assert response.status_code == 200
    assert "requires people to sign in" in response.content.decode()
    assert not EmailAddress.objects.filter(email="new@partner.example").exists()


def test_requiring_ends_sessions_that_began_with_a_password(
    page: Client, owner: Person, provider: TestProvider, organisation: Organisation
) -> None:
    member, browser = make_member(organisation, Role.EDITOR, "member"), Client()
    set_up(page, provider)
    give_second_factor(owner)
    sign_in(browser, member.email)

    change(page, "require", recovery_owner_id=owner.pk)

    assert not UserSession.objects.filter(user=member).exists()
    assert browser.get("/profile/").status_code == 302
    assert page.get("/profile/").status_code == 200


@pytest.mark.parametrize("who", ["without second factor", "editor", "stranger", "nobody"])
def test_recovery_owner_must_be_an_owner_with_a_second_factor(
    page: Client, owner: Person, provider: TestProvider, organisation: Organisation, who: str
) -> None:
    set_up(page, provider)
    give_second_factor(owner)
    editor = make_member(organisation, Role.EDITOR, "editor")
    give_second_factor(editor)
    candidates = {"without second factor": make_member(organisation, Role.OWNER, "other"), "editor": editor}
    person = candidates.get(who) or make_person("stranger")

    response = change(page, "require", recovery_owner_id="" if who == "nobody" else person.pk)

    assert response.status_code == 422
    assert not SignInProvider.objects.get().is_required


def test_recovery_owner_stays_owner(required: SignInProvider, organisation: Organisation, owner: Person) -> None:
    other = actor_of(make_member(organisation, Role.OWNER, "other"))
    arguments = {"organisation_id": organisation.pk, "person_id": owner.pk, "by": other, "now": NOW}

    with pytest.raises(RecoveryOwnerNeeded):
        actions.change_role(**arguments, role=Role.EDITOR)
    with pytest.raises(RecoveryOwnerNeeded):
        actions.remove_member(**arguments)
    with pytest.raises(RecoveryOwnerNeeded):
        actions.leave_organisation(organisation_id=organisation.pk, by=actor_of(owner), now=NOW)
    with pytest.raises(RecoveryOwnerNeeded):
        actions.erase_person(person_id=owner.pk, by=actor_of(owner), now=NOW)
    assert Membership.objects.get(person=owner).role == Role.OWNER


def test_recovery_owner_keeps_the_role_without_the_group(
    required: SignInProvider, provider: TestProvider, organisation: Organisation, owner: Person
) -> None:
    make_member(organisation, Role.OWNER, "other")
    required.group_roles, required.default_role = {"owners": 3}, None
    required.save()
    browser = Client()

    browser.get(provider.sign_in(url_in(browser.post(f"/sign-in/company/{required.pk}/start/")), sub="the-owner"))

    assert Membership.objects.get(person=owner).role == Role.OWNER


def test_recovery_owner_keeps_the_second_factor(page: Client, required: SignInProvider, owner: Person) -> None:
    page.post("/accounts/2fa/totp/deactivate/")

    assert owner.authenticator_set.exists()


def test_recovery_owner_keeps_the_last_passkey(page: Client, required: SignInProvider, owner: Person) -> None:
    passkey = Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop"})
    Authenticator.objects.filter(user=owner, type=Authenticator.Type.TOTP).delete()

    response = page.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/", follow=True)

    assert "You are the recovery owner of an organisation" in response.content.decode()
    assert owner.authenticator_set.exists()


def test_owner_stops_requiring_the_provider(page: Client, required: SignInProvider, organisation: Organisation) -> None:
    member = make_member(organisation, Role.EDITOR, "member")

    change(page, "stop-requiring")

    assert sign_in(Client(), member.email).url == "/"
    assert not SignInProvider.objects.get().is_required


def test_admin_helps_an_organisation_that_is_locked_out(required: SignInProvider, organisation: Organisation) -> None:
    member, browser = make_member(organisation, Role.EDITOR, "member"), Client()
    browser.force_login(make_admin())
    assert "Stop requiring" in browser.get("/organisations/northquay/").content.decode()

    browser.post("/organisations/northquay/stop-requiring/")

    assert sign_in(Client(), member.email).url == "/"
    assert Event.objects.filter(verb="sign-in-provider.stop-requiring").count() == 1


# -- who may change it


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_members_who_are_not_owners_change_nothing(organisation: Organisation, role: Role) -> None:
    browser = Client()
    browser.force_login(make_member(organisation, role))

    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, {"do": "add-domain", "domain": "a.example"}).status_code == 403
    assert browser.post(f"{PAGE}provider/", form("https://login.northquay.example")).status_code == 403
    assert not SignInDomain.objects.exists()


def test_strangers_and_admins_see_nothing(organisation: Organisation) -> None:
    for person in (make_person(), make_admin()):
        browser = Client()
        browser.force_login(person)
        assert browser.get(PAGE).status_code == 404


def test_password_is_confirmed_first(client: Client, owner: Person) -> None:
    client.force_login(owner)

    assert client.get(PAGE).url.startswith("/accounts/reauthenticate/")


def test_unknown_change_is_refused(page: Client) -> None:
    assert change(page, "everything").status_code == 400


def test_provider_is_removed_twice_without_harm(page: Client, provider: TestProvider) -> None:
    page.post(f"{PAGE}provider/", form(provider.address))

    change(page, "remove")
    change(page, "remove")

    assert not SignInProvider.objects.exists()
    assert Event.objects.filter(verb="sign-in-provider.remove").count() == 1
