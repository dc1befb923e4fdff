"""How passwords are hashed and judged."""

from typing import ClassVar

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher, identify_hasher, make_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from accounts.models import Person
from accounts.password_strength import StrengthValidator, context_words
from common.actor import Role
from portal import settings as real_settings
from tests.accounts.factories import PASSWORD, give_second_factor, make_member, make_organisation, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
FORMER_HASHER = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
SET_PASSWORD = "/accounts/password/set/"
_COMPUTED: list[str] = []


class NewHasher(MD5PasswordHasher):
    """Stands for the current hasher and records each hash."""

    def encode(self, password: str, salt: str) -> str:
        _COMPUTED.append(self.algorithm)
        return super().encode(password, salt)


class OldHasher(PBKDF2PasswordHasher):
    iterations: ClassVar[int] = 1

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        _COMPUTED.append(self.algorithm)
        return super().encode(password, salt, iterations)


@pytest.fixture
def hashers(settings: Settings) -> list[str]:
    """Fast stand-ins for both hashers; the list records the algorithm of each computed hash."""
    settings.PASSWORD_HASHERS = [f"{__name__}.NewHasher", f"{__name__}.OldHasher"]
    _COMPUTED.clear()
    return _COMPUTED


def _sign_in(email: str, password: str = PASSWORD) -> object:
    return Client().post("/accounts/login/", {"login": email, "password": password})


def test_former_hashes_work_and_are_renewed_at_the_next_sign_in(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = real_settings.PASSWORD_HASHERS
    person = make_person("ada")
    person.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    person.save()

    responses = [_sign_in(person.email) for _ in range(2)]

    person.refresh_from_db()
    assert [response.status_code for response in responses] == [302, 302]
    assert person.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert not identify_hasher(person.password).must_update(person.password)


@pytest.mark.parametrize("is_renewed", [False, True])
def test_each_failure_computes_the_same_hashes(hashers: list[str], is_renewed: bool) -> None:
    make_person("ada")
    former = make_person("former")
    if not is_renewed:
        Person.objects.filter(pk=former.pk).update(password=OldHasher().encode(PASSWORD, "a-salt-that-is-long"))

    computed = []
    for name in ("ada", "former", "unknown"):
        hashers.clear()
        _sign_in(f"{name}@partner.example", "wrong")
        computed.append(sorted(hashers))

    assert computed == [["md5"] if is_renewed else ["md5", "pbkdf2_sha256"]] * 3


def test_sessions_stay_when_the_hash_is_renewed_and_end_with_the_password(hashers: list[str]) -> None:
    person, client = make_person("ada"), Client()
    Person.objects.filter(pk=person.pk).update(password=OldHasher().encode(PASSWORD, "a-salt-that-is-long"))
    client.force_login(Person.objects.get())
    other = Client()
    other.force_login(Person.objects.get())

    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    person.refresh_from_db()
    assert person.password.startswith("md5$")
    assert [browser.get("/profile/").status_code for browser in (client, other)] == [200, 200]
    client.force_login(person)
    person.set_password("another-quay-lantern")
    person.save(update_fields=["password"])
    assert [browser.get("/profile/").status_code for browser in (client, other)] == [302, 302]


@pytest.mark.parametrize(
    "password",
    [
        "Slipway2026",
        "Slipway2026!!",
        "slipway20262026",
        "SlipwayPortal26",
        "datadog-2026-datadog",
        "Northquay2026!",
        "adabyron123456",
        "ada@partner.example",
        "password123456",
        "demo-slipway",
        "qwertyuiop123",
        "aaaaaaaaaaaaaaaa",
    ],
)
def test_passwords_of_known_words_are_refused(password: str) -> None:
    person = make_member(make_organisation("Northquay"), Role.EDITOR, "ada")
    person.name = "Ada Byron"

    with pytest.raises(ValidationError) as refused:
        StrengthValidator().validate(password, person)

    assert refused.value.code == "password_easy_to_guess"


@pytest.mark.parametrize(
    "password", [PASSWORD, "quay-lantern-42", "xK9#mPq2vL5w", "un phare gris attend", "灯台と海と猫の物語と月"]
)
def test_other_passwords_are_accepted(password: str) -> None:
    StrengthValidator().validate(password, make_person("ada"))


def test_context_has_the_words_around_the_account(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://partners.example"
    person = make_member(make_organisation("North Quay"), Role.EDITOR, "ada")

    words = context_words(person)

    assert {"slipway", "portal", "datadog", "partners", "north", "quay", "northquay", "partner"} <= set(words)


@pytest.mark.parametrize(
    "changes, is_accepted",
    [
        ({}, True),
        ({"password1": "kelp-anchor", "password2": "kelp-anchor"}, False),
        ({"password1": "telechargement"}, False),  # leaked often, but not easy to guess
        ({"name": "Kelp Anchor", "password1": "Kelp-Anchor-2026", "password2": "Kelp-Anchor-2026"}, False),
    ],
)
def test_sign_up_judges_the_password(client: Client, changes: dict[str, str], is_accepted: bool) -> None:
    form = {"name": "Ada", "email": "ada@partner.example", "password1": PASSWORD, **changes}

    response = client.post("/accounts/signup/", form)

    assert response.status_code == (302 if is_accepted else 200)
    assert Person.objects.exists() is is_accepted


@pytest.mark.parametrize("has_password, target", [(True, "/accounts/password/change/"), (False, SET_PASSWORD)])
def test_password_is_not_stored_until_the_person_confirms(client: Client, has_password: bool, target: str) -> None:
    person = make_person("ada")
    give_second_factor(person)
    if not has_password:
        person.set_unusable_password()
        person.save()
    client.force_login(person)

    response = client.post(SET_PASSWORD, {"password1": "tulip-9-orbit-quay", "password2": "tulip-9-orbit-quay"})

    assert (response.status_code, response.url) == (302, target)
    assert "orbit" not in str(dict(client.session))
    if not has_password:
        assert client.get(SET_PASSWORD).url.startswith("/accounts/2fa/reauthenticate/")
