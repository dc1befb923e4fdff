"""The command that creates an admin, for the first start and for later ones."""

import re
from collections.abc import Callable
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import Person
from audit.models import Event
from common.actor import ActorKind
from tests.accounts.factories import make_admin, make_person

pytestmark = pytest.mark.django_db
EMAIL = "ops@partners.example"
PASSWORD = "ferry-kelp-harbour-7"


def run(*arguments: str, email: str = EMAIL) -> str:
    out = StringIO()
    call_command("create_admin", email, *arguments, stdout=out)
    return out.getvalue()


def verbs() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def path_in(text: str) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", text)[1]  # type: ignore[index]


def choose_password(client: Client, path: str) -> int:
    form = client.get(path, follow=True)
    return client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD}).status_code


def test_new_admin_chooses_a_password_with_the_link_and_signs_in(client: Client, settings: Settings) -> None:
    text = run("--name", "Ada Byron")

    person = Person.objects.get()
    assert (person.email, person.name, person.is_admin, person.has_usable_password()) == (
        EMAIL,
        "Ada Byron",
        True,
        False,
    )
    assert verbs() == ["person.sign-up", "person.make-admin"]
    assert set(Event.objects.values_list("actor_kind", "actor_id")) == {(ActorKind.SYSTEM, None)}
    assert settings.PUBLIC_URL in text
    assert choose_password(client, path_in(text)) == 302
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert client.get("/teams/").status_code == 200


def test_link_works_once(client: Client) -> None:
    path = path_in(run())
    choose_password(client, path)

    assert b"has expired or has already been used" in Client().get(path, follow=True).content


def test_link_is_sent_instead_of_printed(client: Client, run_jobs: Callable[[], int]) -> None:
    text = run("--mail")
    run_jobs()

    (message,) = mail.outbox
    assert (message.to, message.subject) == ([EMAIL], "Your admin account")
    assert "/accounts/password/reset/" not in text
    assert choose_password(client, path_in(message.body)) == 302


def test_second_run_changes_nothing_and_prints_another_link() -> None:
    run()

    text = run("--name", "Somebody else", email=" OPS@Partners.example ")

    assert "/accounts/password/reset/key/" in text
    assert Person.objects.get().name == "ops"
    assert verbs() == ["person.sign-up", "person.make-admin"]


def test_person_with_an_account_keeps_the_password() -> None:
    person = make_person("ada")

    text = run(email=person.email)

    person.refresh_from_db()
    assert person.is_admin
    assert "/accounts/password" not in text
    assert verbs() == ["person.make-admin"]
    run(email=person.email)
    assert verbs() == ["person.make-admin"]


def test_admin_becomes_a_recovery_admin_once() -> None:
    admin = make_admin("ada")

    for _ in range(2):
        assert run(email=admin.email) == f"{admin.email} is an admin and signs in with the password of the account.\n"
    assert verbs() == ["person.make-recovery-admin"]


def test_account_that_a_stranger_could_have_created_gets_no_rights() -> None:
    """Somebody can sign up with any address, and knows the password, but the address isn't confirmed."""
    person = make_person("ada", verified=False)

    with pytest.raises(CommandError, match="isn't confirmed yet"):
        run(email=person.email)

    person.refresh_from_db()
    assert not person.is_admin


def test_closed_account_and_other_address_of_an_account_are_refused() -> None:
    closed, ada = make_person("closed", is_active=False), make_person("ada")
    EmailAddress.objects.create(user=ada, email="second@partner.example", verified=True)

    for email in (closed.email, "second@partner.example"):
        with pytest.raises(CommandError, match="is closed, or its sign-in address is a different one"):
            run(email=email)

    assert Person.objects.count() == 2
    assert verbs() == []


@pytest.mark.parametrize(
    "email, name, words",
    [
        ("ops", "", "Enter an e-mail address"),
        ("", "", "Enter an e-mail address"),
        (f"{'o' * 300}@partners.example", "", "too long"),
        ("ops@partners.example\nBcc: x@partners.example", "", "Enter an e-mail address"),
        (EMAIL, "n" * 101, "at most 100 characters"),
        (EMAIL, "Ada\u202e", "U\\+202E"),
        (EMAIL, "\u200b", "U\\+200B"),
    ],
)
def test_weak_input_is_refused(email: str, name: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run("--name", name, email=email)

    assert not Person.objects.exists()
    assert verbs() == []
