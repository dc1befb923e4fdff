"""An owner requires two-factor authentication of all members of the organisation."""

import pytest
from django.test import Client

from accounts.models import Organisation, Person
from audit.models import Event
from common.actor import Role
from tests.accounts.factories import PASSWORD, give_second_factor, make_member, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
PAGE = "/organisation/northquay/sign-in/"
SET_UP = "/accounts/2fa/totp/activate/"


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation()


@pytest.fixture
def owner(organisation: Organisation) -> Person:
    return make_member(organisation, Role.OWNER, "owner")


@pytest.fixture
def page(client: Client, owner: Person) -> Client:
    """The browser of the owner, who has confirmed the password."""
    client.force_login(owner)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def post(page: Client, do: str) -> int:
    return page.post(PAGE, {"do": do}).status_code


def test_members_must_set_it_up_until_it_is_no_longer_required(
    page: Client, organisation: Organisation, owner: Person
) -> None:
    member, browser = make_member(organisation, Role.VIEWER, "viewer"), Client()
    browser.force_login(member)
    give_second_factor(owner)
    assert f"Not set up yet: {member}" in page.get(PAGE).content.decode()
    assert browser.get("/profile/").status_code == 200

    assert post(page, "require-second-factor") == 302

    assert browser.get("/profile/").url == SET_UP
    assert page.get("/profile/").status_code == 200
    give_second_factor(member)
    assert browser.get("/profile/").status_code == 200
    post(page, "free-second-factor")
    member.authenticator_set.all().delete()
    assert browser.get("/profile/").status_code == 200
    verbs = Event.objects.filter(verb__endswith="second-factor").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["organisation.require-second-factor", "organisation.free-second-factor"]


def test_owner_needs_it_first(page: Client, organisation: Organisation) -> None:
    assert "Set it up for your own account first." in page.get(PAGE).content.decode()

    assert post(page, "require-second-factor") == 403

    organisation.refresh_from_db()
    assert organisation.second_factor_required_at is None


def test_only_owners_require_it(organisation: Organisation) -> None:
    editor, browser = make_member(organisation, Role.EDITOR, "editor"), Client()
    give_second_factor(editor)
    browser.force_login(editor)

    assert post(browser, "require-second-factor") == 403
