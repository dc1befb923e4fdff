"""E-mails about accounts are queued: no request waits for a mail server, and no stored copy contains a link."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.actions import erase_person
from accounts.actors import actor_of
from jobs.models import Job
from jobs.worker import run_job
from notices.models import Outbox
from tests.accounts.factories import NOW, PASSWORD, make_person

pytestmark = pytest.mark.django_db
_SIGN_UP = {"name": "Ada Byron", "email": "new@partner.example", "password1": PASSWORD}
_ENGLISH = {"accept-language": "en"}


@pytest.mark.parametrize(
    "page, fields, done",
    [
        ("/accounts/signup/", _SIGN_UP, "/accounts/confirm-email/"),
        ("/accounts/password/reset/", {"email": "ada@partner.example"}, "/accounts/password/reset/done/"),
    ],
)
def test_a_mail_server_that_is_down_fails_no_request(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    run_jobs: Callable[[], int],
    page: str,
    fields: dict[str, str],
    done: str,
) -> None:
    make_person("ada")
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", _refuse)
        response = client.post(page, fields)
        run_job(Job.objects.get().pk)

    Job.objects.update(run_at=timezone.now(), error="")
    run_jobs()

    assert response.url == done
    assert [message.to for message in mail.outbox] == [[fields["email"]]]


def _refuse(self: EmailBackend, messages: object) -> int:
    raise ConnectionRefusedError


def test_mail_about_an_account_waits_encrypted_and_is_not_kept(client: Client, run_jobs: Callable[[], int]) -> None:
    client.post("/accounts/password/reset/", {"email": make_person("ada").email})

    stored = str(Outbox.objects.values().get())
    run_jobs()

    assert "/accounts/password/reset/key/" in mail.outbox[0].body
    assert "/accounts/password" not in stored
    assert not Outbox.objects.exists()


def test_mail_about_an_account_has_the_language_and_times_of_its_reader(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    reader = make_person("ada", language="fr", time_zone="America/New_York")
    client.post("/accounts/password/reset/", {"email": reader.email}, headers=_ENGLISH)
    run_jobs()
    form = client.get(re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)[0], headers=_ENGLISH).url
    client.post(form, {"password1": "new-ferry-anchor", "password2": "new-ferry-anchor"}, headers=_ENGLISH)
    run_jobs()

    link, notice = mail.outbox
    assert link.subject == "Choisissez un nouveau mot de passe"
    assert notice.subject == "Votre mot de passe a été modifié"
    assert re.search(r"heure\s:.*\sE[DS]T$", notice.body, re.MULTILINE)
    assert '<html lang="fr">' in notice.alternatives[0].content


def test_mail_to_the_owner_of_an_address_has_their_language(client: Client, run_jobs: Callable[[], int]) -> None:
    """A visitor who reads English enters it. Bob, who reads English too, has claimed it but not confirmed it."""
    bob, ada = make_person("bob"), make_person("ada", language="fr")
    EmailAddress.objects.create(user=bob, email=ada.email)

    client.post("/accounts/signup/", {**_SIGN_UP, "email": ada.email}, headers=_ENGLISH)
    run_jobs()

    assert '<html lang="fr">' in mail.outbox[0].alternatives[0].content


def test_mail_that_a_replaced_secret_key_cannot_read_is_dropped(
    client: Client, run_jobs: Callable[[], int], settings: Settings
) -> None:
    client.post("/accounts/password/reset/", {"email": make_person("ada").email})
    settings.SECRET_KEY = "another"

    run_jobs()

    assert (mail.outbox, Outbox.objects.count()) == ([], 0)


def test_erasing_a_person_drops_the_mail_that_waits_for_them(client: Client) -> None:
    person = make_person("ada")
    client.post("/accounts/password/reset/", {"email": person.email})

    erase_person(person_id=person.pk, by=actor_of(person), now=NOW)

    assert not Outbox.objects.exists()
