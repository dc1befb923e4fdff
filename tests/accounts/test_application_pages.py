"""The pages of applications: what each role sees, the password prompt before each form, and keys that
are shown once.
"""

import re
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.actors import actor_of
from accounts.models import Application, ApplicationKey, Organisation, Person
from common.actor import Role
from common.visitors import PRIVATE_CACHE_CONTROL
from notices.models import Notice
from tests.accounts.factories import (
    NOW,
    PASSWORD,
    give_second_factor,
    key_that_works,
    make_admin,
    make_application,
    make_key,
    make_member,
    make_organisation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
USERS = "/organisation/northquay/members/"
NEW = "/organisation/northquay/applications/new/"
SECRET = re.compile(r'<code id="secret">(slw_[\w-]{43})</code>')


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation()


@pytest.fixture
def owner(organisation: Organisation) -> Person:
    return make_member(organisation, Role.OWNER, "ada")


@pytest.fixture
def application(organisation: Organisation, owner: Person) -> Application:
    return make_application(organisation, actor_of(owner))


@pytest.fixture
def trusted(client: Client, owner: Person) -> Client:
    """The owner's browser, after the owner has just entered their password."""
    client.force_login(owner)
    confirm(client)
    return client


def confirm(client: Client, to: str = "") -> str:
    """Enter the password; returns the URL of the redirect."""
    response = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": to})
    assert response.status_code == 302
    return response.url


def key_form(client: Client, application: Application, **values: str) -> dict[str, str]:
    """The data of the key form, filled in."""
    page = client.get(f"{application.get_absolute_url()}keys/new/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    return {"key": key[1], "label": "Build server", "valid_for": "365", **values}


def test_owner_adds_an_application(trusted: Client, owner: Person) -> None:
    response = trusted.post(NEW, {"name": "Release pipeline", "role": "2"})

    application = Application.objects.get()
    assert response.url == application.get_absolute_url()
    assert (application.role, application.created_by) == (Role.EDITOR, owner)
    assert "Release pipeline" in trusted.get(USERS).content.decode()


def test_admins_see_the_applications_of_an_organisation(
    client: Client, organisation: Organisation, application: Application
) -> None:
    client.force_login(make_admin())

    page = client.get(f"/organisations/{organisation.slug}/").content.decode()

    assert application.name in page
    assert "0 active keys" in page
    assert application.get_absolute_url() not in page  # which is for members


@pytest.mark.parametrize("name", ["CI", "ci", "C\u200bI", " ", "n" * 101])
def test_name_that_cannot_be_is_reported_where_it_was_typed(
    name: str, trusted: Client, application: Application
) -> None:
    response = trusted.post(NEW, {"name": name, "role": "1"})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"name"}
    assert response.context["form"]["role"].value() == "1"
    assert Application.objects.get() == application


def test_members_see_applications_without_prefixes_and_buttons(
    client: Client, organisation: Organisation, application: Application, owner: Person
) -> None:
    key = make_key(application, actor_of(owner), label="Build server").key
    client.force_login(make_member(organisation, Role.VIEWER))

    users, page = (client.get(at).content.decode() for at in (USERS, application.get_absolute_url()))

    assert application.name in users
    assert "1 active key" in users
    assert "/applications/new/" not in users
    assert str(application.client_id) in page
    assert f'<code id="publisher-id">{organisation.slug}</code>' in page
    assert "Build server" in page
    assert key.prefix not in page
    assert not re.search(r'href="[^"]*(role|remove|keys/new|revoke)/"', page)


def test_password_is_asked_for_before_the_form_and_what_was_typed_later_is_kept(client: Client, owner: Person) -> None:
    client.force_login(owner)
    asked = client.get(NEW)
    assert asked.url == f"/accounts/reauthenticate/?next={NEW.replace('/', '%2F')}"
    assert confirm(client, NEW) == NEW
    session = client.session
    session["account_authentication_methods"] = []  # the 15 minutes are over
    session.save()

    back = client.post(NEW, {"name": "Release pipeline", "role": "2"})

    assert not Application.objects.exists()
    assert client.get(back.url).url.startswith("/accounts/reauthenticate/?next=")
    form = client.get(confirm(client, back.url)).context["form"]
    assert (form["name"].value(), form["role"].value()) == ("Release pipeline", "2")


def test_key_is_shown_only_in_the_response(trusted: Client, application: Application) -> None:
    response = trusted.post(f"{application.get_absolute_url()}keys/new/", key_form(trusted, application))

    (secret,) = SECRET.findall(response.content.decode())
    key = ApplicationKey.objects.get()
    assert response.headers["Cache-Control"] == PRIVATE_CACHE_CONTROL
    assert (key.label, (key.expires_at - key.created_at).days) == ("Build server", 365)
    working = key_that_works(application.client_id, secret, key.created_at)
    assert working == key
    stored = [str(session.get_decoded()) for session in Session.objects.all()]
    stored += [str(list(Notice.objects.values()))]
    assert secret not in "".join(stored)
    page = trusted.get(application.get_absolute_url()).content.decode()
    assert key.prefix in page
    assert secret not in page


def test_form_for_a_key_that_is_sent_again_makes_no_second_key(trusted: Client, application: Application) -> None:
    at, form = f"{application.get_absolute_url()}keys/new/", key_form(trusted, application)
    trusted.post(at, form)

    again = trusted.post(at, form, follow=True)

    assert ApplicationKey.objects.count() == 1
    assert again.request["PATH_INFO"] == application.get_absolute_url()
    assert "already been created" in again.content.decode()
    assert not SECRET.findall(again.content.decode())


@pytest.mark.parametrize("wrong", [{"valid_for": "9999"}, {"label": "a\u202eb"}, {"label": "n" * 101}, {"key": "x"}])
def test_form_for_a_key_refuses_what_cannot_be(
    wrong: dict[str, str], trusted: Client, application: Application
) -> None:
    response = trusted.post(f"{application.get_absolute_url()}keys/new/", key_form(trusted, application, **wrong))

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == wrong.keys()
    assert not ApplicationKey.objects.exists()


def test_label_may_be_blank(trusted: Client, application: Application) -> None:
    trusted.post(f"{application.get_absolute_url()}keys/new/", key_form(trusted, application, label=" "))

    assert ApplicationKey.objects.get().label == ""
    assert "Key without a label" in trusted.get(application.get_absolute_url()).content.decode()


def test_third_key_is_offered_once_another_is_revoked(trusted: Client, application: Application, owner: Person) -> None:
    first, _second = (make_key(application, actor_of(owner), now=timezone.now()).key for _ in range(2))
    assert "at most 2 active keys" in trusted.get(application.get_absolute_url()).content.decode()

    response = trusted.post(f"{application.get_absolute_url()}keys/{first.pk}/revoke/", follow=True)

    first.refresh_from_db()
    assert first.revoked_at is not None
    page = response.content.decode()
    assert "Revoked" in page
    assert "keys/new/" in page


def test_role_is_changed_on_a_page_of_its_own(trusted: Client, application: Application) -> None:
    at = f"{application.get_absolute_url()}role/"
    assert trusted.get(at).context["form"]["role"].value() == Role.OWNER

    page = trusted.post(at, {"role": "1"}, follow=True).content.decode()

    application.refresh_from_db()
    assert application.role == Role.VIEWER
    assert "now has the role Reader" in page


def test_removed_application_leaves_the_list_and_keeps_a_page(
    trusted: Client, application: Application, owner: Person
) -> None:
    key = make_key(application, actor_of(owner), now=timezone.now()).key

    trusted.post(f"{application.get_absolute_url()}remove/")

    assert f'href="{application.get_absolute_url()}"' not in trusted.get(USERS).content.decode()
    page = trusted.get(application.get_absolute_url()).content.decode()
    assert "This application was removed" in page
    assert "keys/new/" not in page
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_other_organisations_applications_and_keys_are_not_there(
    trusted: Client, application: Application, owner: Person
) -> None:
    other = make_organisation("Other")
    boss = actor_of(make_member(other, Role.OWNER))
    foreign = make_application(other, boss)
    key = make_key(foreign, boss).key
    base = "/organisation/northquay/applications"

    statuses = [
        trusted.get(f"{base}/{foreign.pk}/").status_code,
        trusted.post(f"{base}/{foreign.pk}/remove/").status_code,
        trusted.post(f"{base}/{application.pk}/keys/{key.pk}/revoke/").status_code,
        trusted.post(f"{base}/{uuid4()}/role/", {"role": "1"}).status_code,
    ]

    assert statuses == [404] * 4
    key.refresh_from_db()
    assert key.revoked_at is None


def test_suspended_organisation_revokes_and_removes_but_adds_nothing(
    trusted: Client, organisation: Organisation, application: Application, owner: Person
) -> None:
    key = make_key(application, actor_of(owner), now=timezone.now()).key
    actions.suspend_organisation(organisation_id=organisation.pk, reason="Unpaid", by=actor_of(make_admin()), now=NOW)

    page = trusted.get(application.get_absolute_url()).content.decode()

    assert "keys/new/" not in page
    assert f"keys/{key.pk}/revoke/" in page
    assert trusted.post(NEW, {"name": "Nightly", "role": "1"}).status_code == 409
    assert Application.objects.count() == 1
    assert trusted.post(f"{application.get_absolute_url()}remove/").status_code == 302


def test_owner_sets_up_a_second_factor_first_where_that_is_required(
    trusted: Client, owner: Person, settings: object
) -> None:
    settings.REQUIRE_STAFF_MFA = True

    assert trusted.get(NEW).url == reverse("mfa_activate_totp")
    give_second_factor(owner)
    assert trusted.get(NEW).status_code == 200
