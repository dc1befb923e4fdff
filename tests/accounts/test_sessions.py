"""Expired sessions are deleted, with what is known about their devices."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.utils import timezone

from jobs.tasks import REMOVAL_JOB
from jobs.writes import enqueue
from tests.accounts.factories import PASSWORD, make_member, make_organisation, make_person
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
