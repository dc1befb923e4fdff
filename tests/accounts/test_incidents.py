"""Commands of operators after a key or a session was stolen."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import ApplicationKey
from audit.models import Event
from notices.models import Notice
from tests.accounts.factories import PASSWORD, make_person
from tests.api.factories import make_caller
from tests.api.v1_client import V1

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def browser(login: str) -> Client:
    client, person = Client(), make_person(login)
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert client.get("/profile/").status_code == 200
    return client


def test_sessions_of_a_person_or_of_everybody_end() -> None:
    ada, bob = browser("ada"), browser("bob")

    assert run("end_sessions", "--person", "Ada@partner.example") == "Sessions ended: 1\n"
    assert [client.get("/profile/").status_code for client in (ada, bob)] == [302, 200]

    assert run("end_sessions", "--everybody") == "Sessions ended: 1\n"
    assert bob.get("/profile/").status_code == 302
    assert Event.objects.filter(verb="session.end-all").count() == 2


@pytest.mark.parametrize("arguments", [(), ("--person", "nobody@partner.example")])
def test_sessions_of_nobody_do_not_end(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run("end_sessions", *arguments)


def test_a_leaked_key_and_its_tokens_stop_working(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = make_caller()
    api = V1(caller)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{caller.secret}\n"))

    assert "Revoked: key" in run("revoke_key")

    assert api.get("listings").status_code == 401
    assert ApplicationKey.objects.get().revoked_at
    assert Event.objects.filter(verb="application.revoke-key").count() == 1
    assert Notice.objects.filter(kind="application.changed", parameters__verb="application.revoke-key").exists()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{caller.secret}\n"))
    run("revoke_key")
    assert Event.objects.filter(verb="application.revoke-key").count() == 1


def test_a_wrong_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hidden\n"))
    with pytest.raises(CommandError, match="This isn't the secret of a key") as fault:
        run("revoke_key")
    assert "hidden" not in str(fault.value)
