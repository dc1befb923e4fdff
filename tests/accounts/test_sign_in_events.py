"""What packages do to an account is recorded, without addresses, passwords and codes."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.core import mail
from django.test import Client

from accounts import sign_in_events
from accounts.models import Person
from accounts.protection.attempts import BY_PAIR
from audit.models import Event
from tests.accounts.factories import PASSWORD, give_second_factor, make_person
from tests.accounts.test_signing_in import SIGN_UP_FORM, code_for, link_in, reauthenticate, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
NEW_PASSWORD = "another-quay-lantern"


def verbs() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def assert_all_about(person: Person) -> None:
    """Every event was caused by the person, is about the person and contains nothing else."""
    for event in Event.objects.all():
        assert (event.actor_id, event.object_ids) == (person.pk, {"person": str(person.pk)})
    assert "@" not in json.dumps(list(Event.objects.values_list("verb", "object_ids", "digests")))


@pytest.fixture
def ada() -> Person:
    return make_person("ada")


@pytest.fixture
def ready(client: Client, ada: Person) -> Client:
    """A browser in which Ada is signed in, without an event of it."""
    client.force_login(ada)
    reauthenticate(client)
    return client


def test_sign_in_and_sign_out(client: Client, ada: Person) -> None:
    sign_in(client, ada.email)
    client.post("/accounts/logout/")

    assert verbs() == ["sign-in", "sign-out"]
    assert_all_about(ada)


def test_a_visitor_who_signs_out_is_no_event(client: Client) -> None:
    client.post("/accounts/logout/")

    assert not verbs()


def test_wrong_password_names_the_person_and_no_address(client: Client, ada: Person) -> None:
    sign_in(client, ada.email, "wrong")
    sign_in(client, "nobody@partner.example", "wrong")

    events = Event.objects.order_by("pk")
    assert [(event.verb, event.actor_kind, event.object_ids) for event in events] == [
        ("sign-in.fail", "system", {"person": str(ada.pk)}),
        ("sign-in.fail", "system", {}),
    ]


@pytest.mark.parametrize("login", ["ada", "nobody"])
def test_the_last_allowed_try_is_recorded_once(client: Client, ada: Person, login: str) -> None:
    for _ in range(BY_PAIR.most + 2):
        sign_in(client, f"{login}@partner.example", "wrong")

    assert verbs() == [*["sign-in.fail"] * BY_PAIR.most, "sign-in.lock"]


def test_wrong_code_is_recorded(client: Client, ada: Person) -> None:
    give_second_factor(ada)
    sign_in(client, ada.email)

    client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    assert verbs() == ["second-factor.fail"]


def test_change_of_password(ready: Client, ada: Person) -> None:
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    ready.post("/accounts/password/change/", form)

    assert verbs() == ["password.change"]
    assert_all_about(ada)


def test_reset_of_password(client: Client, ada: Person, run_jobs: Callable[[], int]) -> None:
    client.post("/accounts/password/reset/", {"email": ada.email})
    run_jobs()

    form = client.get(link_in(mail.outbox[0])).url
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert verbs() == ["password.reset"]
    assert_all_about(ada)


def test_password_stays_if_its_change_is_not_recorded(
    ready: Client, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in_events, "record_event", _fail)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    with pytest.raises(LookupError):
        ready.post("/accounts/password/change/", form)

    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def _fail(*_: object, **__: object) -> None:
    raise LookupError


def test_addresses_are_added_confirmed_changed_and_removed(
    ready: Client, ada: Person, run_jobs: Callable[[], int]
) -> None:
    ready.post("/accounts/email/", {"email": "second@partner.example", "action_add": ""})
    run_jobs()
    ready.post(link_in(mail.outbox[0]))
    ready.post("/accounts/email/", {"email": "second@partner.example", "action_primary": ""})
    ready.post("/accounts/email/", {"email": ada.email, "action_remove": ""})

    assert verbs() == ["address.add", "address.confirm", "address.change", "address.remove"]
    assert_all_about(ada)
    assert EmailAddress.objects.get().email == "second@partner.example"


def test_address_is_added_once_the_password_is_confirmed(client: Client, ada: Person) -> None:
    client.force_login(ada)

    asked = client.post("/accounts/email/", {"email": "second@partner.example", "action_add": ""})
    assert (asked.url, verbs()) == ("/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F", [])
    client.post(asked.url, {"password": PASSWORD, "next": "/accounts/email/"})

    assert verbs() == ["address.add"]


def test_sign_up(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP_FORM)

    assert verbs() == ["person.sign-up"]
    assert_all_about(Person.objects.get())


def test_second_factor_is_added_and_removed(
    ready: Client, ada: Person, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    ready.get("/accounts/2fa/totp/activate/")
    with django_capture_on_commit_callbacks(execute=True):
        ready.post("/accounts/2fa/totp/activate/", {"code": code_for(ready.session[SECRET_SESSION_KEY])})
    with django_capture_on_commit_callbacks(execute=True):
        ready.post("/accounts/2fa/recovery-codes/generate/")
    ready.post("/accounts/2fa/totp/deactivate/")

    assert verbs() == [
        "second-factor.add",
        "recovery-codes.generate",
        "recovery-codes.generate",
        "second-factor.remove",
        "recovery-codes.remove",
    ]
    assert_all_about(ada)


def test_passkey_is_renamed_once(ready: Client, ada: Person) -> None:
    values = {"name": "Laptop", "credential": {}}
    passkey = Authenticator.objects.create(user=ada, type=Authenticator.Type.WEBAUTHN, data=values)

    for name in ("Laptop", "Phone", "Phone"):
        ready.post(f"/accounts/2fa/webauthn/keys/{passkey.pk}/edit/", {"name": name})

    passkey.refresh_from_db()
    assert (passkey.wrap().name, verbs()) == ("Phone", ["passkey.rename"])
    assert_all_about(ada)


def test_recovery_code_is_used(client: Client, ada: Person) -> None:
    give_second_factor(ada)
    RecoveryCodes.activate(ada)
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    sign_in(client, ada.email)

    client.post("/accounts/2fa/authenticate/", {"code": codes[0]})

    assert verbs() == ["recovery-code.use", "sign-in"]
    assert_all_about(ada)


def test_copy_of_personal_data_is_an_event(ready: Client, ada: Person) -> None:
    assert ready.get("/profile/export/").status_code == 200

    assert verbs() == ["person.export"]
    assert_all_about(ada)
