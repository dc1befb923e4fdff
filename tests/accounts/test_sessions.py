"""Expired sessions are deleted, with what is known about their devices."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from zeal import zeal_ignore

from accounts.models import Person
from accounts.personal_data import personal_data_of
from accounts.session_life import SIGNED_IN_AT, USED_AT
from jobs.tasks import REMOVAL_JOB
from jobs.writes import enqueue
from tests.accounts.factories import NOW, PASSWORD, give_second_factor, make_member, make_organisation, make_person
from tests.retention import remove, shorten_batches

pytestmark = pytest.mark.django_db


def signed_in(*, days_ago: int = 0) -> str:
    """The key of the session of a person who signed in at that time."""
    client, person, earlier = Client(), make_person(), timedelta(days=days_ago)
    client.force_login(person)
    session = Session.objects.get(pk=client.session.session_key)
    session.expire_date -= earlier
    session.save()
    seen_at = timezone.now() - earlier
    UserSession.objects.create(user=person, ip="192.0.2.1", session_key=session.pk, last_seen_at=seen_at)
    return session.pk


def keys() -> tuple[set[str], set[str]]:
    return (
        set(Session.objects.values_list("pk", flat=True)),
        set(UserSession.objects.values_list("session_key", flat=True)),
    )


def test_sign_in_replaces_the_key_of_the_session(client: Client) -> None:
    session = client.session
    session["visited"] = True
    session.save()
    former = session.session_key
    person = make_member(make_organisation())

    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session.session_key != former
    assert not Session.objects.filter(pk=former).exists()


def test_job_deletes_expired_sessions(run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    shorten_batches(monkeypatch, "sessions", 2)
    for _ in range(3):
        signed_in(days_ago=15)
    current = signed_in(days_ago=13)
    with transaction.atomic():
        enqueue(REMOVAL_JOB, payload={}, key="periodic", now=timezone.now())

    run_jobs()

    assert keys() == ({current}, {current})


def test_device_is_kept_for_a_moment_after_the_session() -> None:
    key = signed_in()
    Session.objects.all().delete()

    assert remove("devices") == []

    assert keys() == (set(), {key})


# -- the end of a session, and its last use


def age(client: Client, **since: float) -> None:
    """Move the sign-in and the last use of the client's session into the past."""
    session = client.session
    for name in (SIGNED_IN_AT, USED_AT):
        session[name] -= timedelta(**since).total_seconds()
    session.save()


def sign_in(client: Client, person: Person) -> None:
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(
    "is_admin, hours, status",
    [(False, 24 * 30 - 1, 200), (False, 24 * 30 + 1, 302), (True, 11, 200), (True, 13, 302)],
)
def test_session_ends_however_much_it_is_used(client: Client, is_admin: bool, hours: int, status: int) -> None:
    sign_in(client, make_person(is_admin=is_admin))
    key = client.session.session_key
    age(client, hours=hours)

    assert client.get("/profile/").status_code == status

    is_open = status == 200
    assert Session.objects.filter(pk=key).exists() == is_open
    assert UserSession.objects.filter(session_key=key).exists() == is_open


@pytest.mark.sqlite_is_enough
def test_use_does_not_move_the_end(client: Client) -> None:
    sign_in(client, make_person())
    for _ in range(3):
        age(client, days=10, minutes=1)
        status = client.get("/profile/").status_code

    assert status == 302


@pytest.mark.sqlite_is_enough
def test_last_use_is_stored_every_few_minutes(client: Client) -> None:
    person = make_person()
    sign_in(client, person)
    UserSession.objects.update(last_seen_at=NOW)

    def stored() -> bool:
        client.get("/profile/")
        return UserSession.objects.get().last_seen_at != NOW

    assert not stored()
    age(client, minutes=6)
    assert stored()
    assert client.session.get_expiry_date() > timezone.now() + timedelta(days=13, hours=23)
    UserSession.objects.update(last_seen_at=NOW)
    assert not stored()


@pytest.mark.sqlite_is_enough
def test_page_shows_when_another_session_was_last_used(client: Client) -> None:
    person = make_person(time_zone="UTC")
    sign_in(Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Firefox/140.0"}), person)
    UserSession.objects.update(last_seen_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    sign_in(client, person)

    page = client.get("/accounts/sessions/").content.decode()

    assert "Firefox · Windows" in page
    assert (page.count("Last used"), "Nov 20" in page or "20 Nov" in page) == (1, True)
    assert page.index("This session") < page.index("Last used"), "the newest session is first"


@pytest.mark.sqlite_is_enough
def test_session_from_before_the_upgrade_gets_a_time(client: Client) -> None:
    sign_in(client, make_person())
    session = client.session
    del session[SIGNED_IN_AT], session[USED_AT]
    session.save()

    assert client.get("/profile/").status_code == 200

    assert {SIGNED_IN_AT, USED_AT} <= set(client.session.keys())


@pytest.mark.sqlite_is_enough
def test_page_reads_all_sessions_with_the_same_queries_and_shows_those_that_work(client: Client) -> None:
    person = make_person("ada")
    browsers = [Client() for _ in range(4)]
    with zeal_ignore([{"model": "accounts.Person", "field": "get()"}]):  # allauth reads each session's person
        for browser in (client, *browsers):
            sign_in(browser, person)
    Session.objects.filter(pk=browsers[0].session.session_key).delete()
    other = browsers[1].session
    other[HASH_SESSION_KEY] = "that of an earlier password"
    other.save()

    with CaptureQueriesContext(connection) as all_sessions:
        page = client.get("/accounts/sessions/")
    assert [row.session_key for row in page.context["sessions"]] == [
        browser.session.session_key for browser in (client, *browsers[2:])
    ]
    client.post("/profile/sessions/end-others/")
    with CaptureQueriesContext(connection) as one_session:
        client.get("/accounts/sessions/")
    assert len(all_sessions) == len(one_session)


@pytest.mark.sqlite_is_enough
def test_sessions_end_with_an_event_only(client: Client) -> None:
    person = make_person("ada")
    for browser in (client, Client()):
        sign_in(browser, person)

    assert client.post("/accounts/sessions/").status_code == 405
    assert UserSession.objects.count() == 2


def test_copy_of_one_s_data_has_sessions_and_second_factors_without_secrets(client: Client) -> None:
    person = make_person("lovis")
    sign_in(client, person)
    session = UserSession.objects.get(user=person)
    give_second_factor(person)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Laptop", "credential": "k3y-handle"})

    account = personal_data_of(person)["account"]

    (copied,) = account["sessions"]
    assert (copied["ip"], copied["user_agent"]) == (session.ip, session.user_agent)
    assert [(factor["type"], factor.get("name")) for factor in account["second_factors"]] == [
        ("totp", None),
        ("webauthn", "Laptop"),
    ]
    secrets = (session.session_key, "k3y-handle", Authenticator.objects.get(type="totp").data["secret"])
    assert not any(secret in str(account) for secret in secrets)
