import pytest
from django import forms

from accounts.forms import AdminForm, InvitationForm, TeamForm
from accounts.sign_up import SignUpForm
from common.reason_form import AddressField

TOO_LONG = "The e-mail address is too long. It can have at most 254 characters, and 64 before the @."
FORMS = [(InvitationForm, "email"), (TeamForm, "email"), (AdminForm, "admin_email")]


class Contact(forms.Form):
    address = AddressField()


@pytest.mark.parametrize("form, name", FORMS)
def test_an_address_that_no_server_accepts_is_refused_at_its_field(form: type[forms.Form], name: str) -> None:
    assert form({name: f"{'a' * 301}@b.example"}).errors[name] == [TOO_LONG]
    assert name not in form({name: f"{'a' * 64}@b.example"}).errors


@pytest.mark.parametrize("address", [f"{'a' * 65}@b.example", f"a@{'b.' * 130}example", "x" * 100_000])
def test_each_part_of_an_address_has_a_limit(address: str) -> None:
    assert Contact({"address": address}).errors["address"] == [TOO_LONG]


def test_a_malformed_address_has_another_reason() -> None:
    (reason,) = Contact({"address": "nobody"}).errors["address"]

    assert reason != TOO_LONG


def test_the_browser_cuts_nothing_off_a_pasted_address() -> None:
    assert "maxlength" not in str(Contact()["address"])


@pytest.mark.django_db
def test_nobody_signs_up_with_an_address_that_is_too_long() -> None:
    form = SignUpForm({"email": f"{'a' * 65}@b.example"})

    assert form.errors["email"] == [TOO_LONG]
