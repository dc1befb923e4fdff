"""A sign-in that waits for the second factor ends with whatever ends sessions."""

import pytest
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from django.test import Client, RequestFactory

from accounts.models import Organisation, Person
from accounts.sign_in_stages import PasswordMarkStage, RightsStage
from common.actor import Role
from tests.accounts.company_provider import TestProvider
from tests.accounts.factories import give_second_factor, make_member, make_person
from tests.accounts.test_company_settings import change, organisation, owner, page, provider, set_up, stand_in
from tests.accounts.test_company_sign_in import come_back
from tests.accounts.test_signing_in import code_for, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
__all__ = ["organisation", "owner", "page", "provider", "stand_in"]


def enter_code(browser: Client) -> int:
    status = browser.post("/accounts/2fa/authenticate/", {"code": code_for()}).status_code
    assert browser.get("/profile/").status_code == 302
    return status


@pytest.mark.parametrize("do", ["remove", "disable"])
def test_it_ends_with_its_provider(page: Client, provider: TestProvider, do: str) -> None:
    row, waiting = set_up(page, provider), Client()
    come_back(Client(), row, provider, sub="ada", email="ada@partner.example")
    give_second_factor(Person.objects.get(email="ada@partner.example"))
    come_back(waiting, row, provider)

    change(page, do)

    assert enter_code(waiting) == 400
    assert waiting.get("/accounts/2fa/authenticate/").url == "/accounts/login/"


def test_with_a_password_it_ends_once_the_provider_is_required(
    page: Client, owner: Person, provider: TestProvider, organisation: Organisation
) -> None:
    member, waiting = make_member(organisation, Role.EDITOR, "member"), Client()
    set_up(page, provider)
    for person in (owner, member):
        give_second_factor(person)
    sign_in(waiting, member.email)

    change(page, "require", recovery_owner_id=owner.pk)

    assert enter_code(waiting) == 403
    request, login = RequestFactory().post("/", {"next": "/notices/"}), Login(user=member)  # as a passkey's form
    controller = LoginStageController(request, login)
    PasswordMarkStage(controller, request, login).handle()
    refusal, _ = RightsStage(controller, request, login).handle()
    assert 'name="next" value="/notices/"' in refusal.content.decode()


def test_it_ends_with_the_password(client: Client) -> None:
    person = make_person("ada")
    give_second_factor(person)
    sign_in(client, person.email)
    person.set_password("another-quay-lantern")
    person.save()

    assert enter_code(client) == 400
