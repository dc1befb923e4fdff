"""Nobody can find out who has an account: known and unknown addresses cause the same work and the same response."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from msgspec import Struct

from accounts.models import Person
from accounts.protection.attempts import BY_ACCOUNT, Attempt, count_attempt
from common.actor import Role
from tests.accounts.factories import PASSWORD, make_member, make_organisation, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
UNKNOWN = "nobody@partner.example"
_WRITES = ("INSERT", "UPDATE", "DELETE")
Act = Callable[[Client, str], HttpResponse]


class Work(Struct, frozen=True):
    """The effects of a request. writes counts statements per table, including queued jobs, sessions and e-mails."""

    status: int
    location: str
    cookies: frozenset[str]
    text: str
    hashes: int
    writes: Counter[str]


def sign_up(client: Client, address: str) -> HttpResponse:
    fields = {"name": "Ada Byron", "email": address, "password1": PASSWORD}
    return client.post("/accounts/signup/", fields)


def sign_up_with_faults(client: Client, address: str) -> HttpResponse:
    return client.post("/accounts/signup/", {"email": address, "password1": "short", "password2": "other"})


def sign_in(client: Client, address: str) -> HttpResponse:
    return client.post("/accounts/login/", {"login": address, "password": "not-the-password"})


def sign_in_too_often(client: Client, address: str) -> HttpResponse:
    """Reach the limit of wrong tries, at which the owner of an account gets an e-mail."""
    return [sign_in(client, address) for _ in range(6)][-1]


def sign_in_after_attack(client: Client, address: str) -> HttpResponse:
    """Try once after tries from many sources, when an unknown device needs a link."""
    for number in range(BY_ACCOUNT.most):
        count_attempt(Attempt(purpose="password", account=address, source=f"10.0.0.{number}", at=timezone.now()))
    return sign_in(client, address)


def reset_password(client: Client, address: str) -> HttpResponse:
    return client.post("/accounts/password/reset/", {"email": address})


def add_address(client: Client, address: str) -> HttpResponse:
    client.force_login(Person.objects.get(email="owner@partner.example"))
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client.post("/accounts/email/", {"email": address, "action_add": ""})


def invite(client: Client, address: str) -> HttpResponse:
    client.force_login(Person.objects.get(email="owner@partner.example"))
    return client.post("/organisation/harbour/invitations/", {"email": address, "role": "2"})


@pytest.mark.parametrize(
    "act",
    [
        sign_up,
        sign_up_with_faults,
        sign_in,
        sign_in_too_often,
        sign_in_after_attack,
        reset_password,
        add_address,
        invite,
    ],
)
@pytest.mark.parametrize("login", ["confirmed", "unconfirmed", "closed"])
def test_known_address_causes_the_same_work(act: Act, login: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()  # stopped, because limits count tries in periods of fixed length
    monkeypatch.setattr(timezone, "now", lambda: now)
    make_person(login, verified=login != "unconfirmed", is_active=login != "closed")
    make_member(make_organisation("Harbour"), Role.OWNER, "owner")

    work = _work(act, f"{login}@partner.example", monkeypatch)

    assert work == _work(act, UNKNOWN, monkeypatch)


def test_sign_up_with_a_known_address_leaves_everything_as_it_is(client: Client, run_jobs: Callable[[], int]) -> None:
    person = make_person("ada")
    before = Person.objects.values().get()

    sign_up(client, person.email)
    run_jobs()

    assert Person.objects.values().get() == before
    assert [message.to for message in mail.outbox] == [[person.email]]


def _work(act: Act, address: str, monkeypatch: pytest.MonkeyPatch) -> Work:
    cache.clear()  # each address is the first one of its visitor
    hashes, encode = [], MD5PasswordHasher.encode
    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
        patch.setattr(MD5PasswordHasher, "encode", lambda self, *given: hashes.append(1) or encode(self, *given))
        response = act(Client(), address)
    statements = [query["sql"] for query in queries.captured_queries]
    return Work(
        status=response.status_code,
        location=response.headers.get("Location", ""),
        cookies=frozenset(response.cookies),
        text=_comparable(response, address),
        hashes=len(hashes),
        writes=Counter(sql.partition('" ')[0] for sql in statements if sql.startswith(_WRITES)),
    )


def _comparable(response: HttpResponse, address: str) -> str:
    """The page without the parts that differ for every request."""
    lines = response.content.decode().replace(address, "").splitlines()
    return "\n".join(line for line in lines if "csrf" not in line.lower())
