"""The texts about codes fit the second factors that a person has."""

from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.account_forms import AuthenticateForm
from accounts.models import Person
from tests.accounts.factories import PASSWORD, give_second_factor, make_person
from tests.accounts.test_signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
TOTP, CODES, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES, Authenticator.Type.WEBAUTHN
DIGITS, ONLY_CODES, NO_CODES = "Enter the 6 digits", "Enter one of your recovery codes, or", "You have no codes."


def person_with(*kinds: str) -> Person:
    person = make_person()
    for kind in kinds:
        if kind == TOTP:
            give_second_factor(person)
        else:
            data = {"name": "Laptop", "credential": {}} if kind == PASSKEY else {"migrated_codes": [], "seed": ""}
            Authenticator.objects.create(user=person, type=kind, data=data)
    return person


@pytest.mark.parametrize(
    "kinds, help_text",
    [((TOTP,), DIGITS), ((TOTP, CODES), DIGITS), ((PASSKEY, CODES), ONLY_CODES), ((PASSKEY,), NO_CODES)],
    ids=str,
)
def test_form_asks_for_a_code_that_the_person_has(kinds: tuple[str, ...], help_text: str) -> None:
    form = AuthenticateForm(user=person_with(*kinds))

    assert str(form["code"].help_text).startswith(help_text)


def test_wrong_code_explains_both_kinds_of_codes(client: Client) -> None:
    person = person_with(TOTP)
    sign_in(client, person.email, PASSWORD)

    html = unescape(client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode())

    assert "each code works only once" in html
    assert DIGITS in html
