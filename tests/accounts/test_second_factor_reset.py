"""An admin helps a person who has lost the second factor; never themselves, and never without a trace."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import Person, SecondFactorReset
from audit.models import Event
from tests.accounts.factories import (
    give_second_factor,
    make_admin,
    make_member,
    make_organisation,
    make_person,
    make_reviewer,
)
from tests.accounts.test_signing_in import Sent, code_for, sent, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
__all__ = ["sent"]
REASON = "Called back on the number in the HR system"


@pytest.fixture
def ada() -> Person:
    """A member with an authenticator app and recovery codes."""
    person = make_member(make_organisation(), login="ada")
    give_second_factor(person)
    RecoveryCodes.activate(person)
    return person


@pytest.fixture
def admin(client: Client) -> Person:
    person = make_admin("admin")
    client.force_login(person)
    return person


def reset(client: Client, person: Person, reason: str = REASON) -> object:
    return client.post(f"/people/{person.pk}/second-factor/", {"reason": reason})


def test_admin_resets_the_second_factor_with_a_reason(client: Client, admin: Person, ada: Person, sent: Sent) -> None:
    browser = Client()
    sign_in(browser, ada.email)
    browser.post("/accounts/2fa/authenticate/", {"code": code_for()})
    page = client.get(f"/people/{ada.pk}/").content.decode()
    assert ("Northquay" in page, "Reset two-factor authentication" in page) == (True, True)

    assert reset(client, ada).url == f"/people/{ada.pk}/"

    assert not Authenticator.objects.filter(user=ada).exists()
    assert not UserSession.objects.filter(user=ada).exists()
    assert browser.get("/profile/").status_code == 302
    assert sign_in(Client(), ada.email).url == "/"
    event = Event.objects.get(verb="second-factor.reset")
    assert (event.actor_id, event.object_ids) == (admin.pk, {"person": str(ada.pk)})
    (message,) = [message for message in sent() if message.to == [ada.email]]
    assert message.subject == "Your two-factor authentication was reset"
    assert REASON in message.body
    page = client.get(f"/people/{ada.pk}/").content.decode()
    assert REASON in page
    assert "Not set up" in page


def test_admin_cannot_reset_their_own(client: Client, admin: Person) -> None:
    give_second_factor(admin)

    assert reset(client, admin).status_code == 403
    assert Authenticator.objects.filter(user=admin).exists()
    assert "Another admin must reset" in client.get(f"/people/{admin.pk}/").content.decode()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
def test_reason_is_required(client: Client, admin: Person, ada: Person, reason: str) -> None:
    assert reset(client, ada, reason).status_code == 422
    assert Authenticator.objects.filter(user=ada).exists()


def test_second_reset_changes_nothing(client: Client, admin: Person, ada: Person) -> None:
    reset(client, ada)

    assert reset(client, ada).status_code == 409
    assert SecondFactorReset.objects.count() == 1


def test_only_admins_reset_second_factors(ada: Person) -> None:
    for person in (make_person(), make_reviewer(), ada):
        browser = Client()
        browser.force_login(person)
        assert browser.get(f"/people/{ada.pk}/").status_code == 403
        assert reset(browser, ada).status_code == 403
    assert Authenticator.objects.filter(user=ada).exists()


def test_erasing_a_person_erases_the_reason(client: Client, admin: Person, ada: Person) -> None:
    make_member(ada.memberships.get().organisation)
    reset(client, ada)
    browser = Client()
    sign_in(browser, ada.email)
    browser.post("/accounts/reauthenticate/", {"password": "kelp-anchor-ferry"})

    browser.post("/profile/erase/")

    assert not SecondFactorReset.objects.exists()
    assert client.get(f"/people/{ada.pk}/").status_code == 404
