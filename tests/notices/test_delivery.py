from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import actions as accounts
from accounts.actors import actor_of
from accounts.models import Person
from common.actor import Role
from jobs.kind_registry import job_kind_named
from jobs.models import Job, JobState
from jobs.worker import run_job
from notices.errors import MailNotSent
from notices.models import Notice, Outbox
from notices.writes import MAIL_FAILED, MAIL_JOB, post_notice
from tests.accounts.factories import NOW, make_member, make_organisation, make_person, owner_of
from tests.jobs.failing import fail_every_attempt, retried
from tests.retention import remove

pytestmark = pytest.mark.django_db


def tell(person: Person, kind: str = "harbour.full", **parameters: object) -> None:
    values = {"ship": "Ostrya", "until_at": "2026-01-12T15:00:00+00:00", **parameters}
    with transaction.atomic():
        post_notice(kind, recipients=[person.pk], parameters=values, url="/ships/", key=f"{kind}:x", now=NOW)


def test_delivery_sends_plain_text_and_html(run_jobs: Callable[[], int]) -> None:
    tell(make_person("ada"), ship="A & B <c>")

    run_jobs()

    (message,) = mail.outbox
    assert message.to == ["ada@partner.example"]
    assert message.subject == "A & B <c> must wait"
    assert "A & B <c> away" in message.body
    assert "http://127.0.0.1:8000/ships/" in message.body
    assert "A &amp; B &lt;c&gt; away" in message.alternatives[0].content
    assert Outbox.objects.get().delivered_at is not None


def test_mails_to_one_person_do_not_delay_those_to_others() -> None:
    ada, ben = make_person("ada"), make_person("ben")
    with transaction.atomic():
        for number in range(20):
            post_notice(
                "harbour.full",
                recipients=[ada.pk],
                parameters={"ship": "Ostrya", "until_at": NOW.isoformat()},
                url="/ships/",
                key=f"x{number}",
                now=NOW,
            )
    tell(ben)
    jobs = Job.objects.filter(kind=MAIL_JOB).order_by("turn", "created_at")
    recipients = [Outbox.objects.get(pk=job.payload["outbox"]).recipient_id for job in jobs]
    assert recipients.index(ben.pk) <= 1


def test_delivery_is_dated_as_the_act_however_late_it_is(run_jobs: Callable[[], int]) -> None:
    tell(make_person("ada"))

    run_jobs()

    assert parsedate_to_datetime(mail.outbox[0].message()["Date"]) == NOW


def test_delivery_speaks_the_reader_s_language_and_zone(run_jobs: Callable[[], int]) -> None:
    tell(make_person("ada", language="fr", time_zone="Asia/Tokyo"))

    run_jobs()

    (message,) = mail.outbox
    assert "13\N{NO-BREAK SPACE}janv.\N{NO-BREAK SPACE}2026 à\N{NO-BREAK SPACE}00:00" in message.body
    assert '<html lang="fr">' in message.alternatives[0].content


def test_delivery_is_in_the_language_chosen_in_the_header(client: Client, run_jobs: Callable[[], int]) -> None:
    ada = make_person("ada")
    client.force_login(ada)
    client.post("/preferences/language/", {"language": "ja", "next": "/"})

    tell(ada)
    run_jobs()

    assert '<html lang="ja">' in mail.outbox[0].alternatives[0].content


def test_delivery_uses_the_address_of_the_moment(run_jobs: Callable[[], int]) -> None:
    ada = make_person("ada")
    tell(ada)
    Person.objects.filter(pk=ada.pk).update(email="ada@new.example")

    run_jobs()

    assert mail.outbox[0].to == ["ada@new.example"]


def test_delivery_keeps_line_breaks_out_of_the_subject(run_jobs: Callable[[], int]) -> None:
    tell(make_person("ada"), ship="Ostrya\nBcc: eve@elsewhere.example")

    run_jobs()

    assert mail.outbox[0].subject == "Ostrya Bcc: eve@elsewhere.example must wait"


def test_delivery_sends_no_encoded_word_of_a_name(run_jobs: Callable[[], int]) -> None:
    """A mail client would show what it encodes, which can be another subject or invisible characters."""
    name = "=?utf-8?q?Your_account_is_closed=E2=80=AE?="
    tell(make_person("ada"), ship=name)

    run_jobs()

    received = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    assert received["Subject"] == f"{name.replace('=?', '= ?')} must wait"


def test_delivery_run_twice_sends_once(run_jobs: Callable[[], int]) -> None:
    tell(make_person("ada"))
    job = Job.objects.get()
    run_jobs()
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, finished_at=None, attempt=0, run_at=NOW)

    run_jobs()

    assert len(mail.outbox) == 1


def test_delivery_drops_what_is_no_longer_true(run_jobs: Callable[[], int]) -> None:
    tell(make_person("ada"), "harbour.over", is_over=1)

    run_jobs()

    assert mail.outbox == []
    assert not Outbox.objects.exists()
    assert Job.objects.get().state == JobState.DONE


def test_delivery_drops_what_nobody_is_left_to_read(run_jobs: Callable[[], int]) -> None:
    ada = make_person("ada")
    tell(ada)
    Person.objects.filter(pk=ada.pk).update(is_active=False)

    run_jobs()

    assert mail.outbox == []


def test_delivery_is_tried_again_when_the_server_is_down(
    monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]
) -> None:
    tell(make_person("ada"))
    job = Job.objects.get()

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", _refuse)
        run_job(job.pk)
    waiting = Outbox.objects.get()
    assert (waiting.attempts, waiting.error, waiting.delivered_at) == (1, "ConnectionRefusedError", None)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert "partner.example" not in job.error

    Job.objects.update(run_at=timezone.now(), error="")
    run_jobs()

    sent = Outbox.objects.get()
    assert (sent.attempts, sent.error) == (2, "")
    assert len(mail.outbox) == 1


def test_delivery_of_one_e_mail_has_one_message_id(run_jobs: Callable[[], int]) -> None:
    tell(make_person("ada"))
    run_jobs()
    Outbox.objects.update(delivered_at=None)
    Job.objects.update(state=JobState.QUEUED, finished_at=None, attempt=0, run_at=NOW)

    run_jobs()

    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


def test_delivered_e_mails_are_kept_90_days() -> None:
    tell(make_person("ada"))
    Outbox.objects.update(delivered_at=NOW)

    assert remove("e-mails", now=NOW + timedelta(days=90)) == []
    assert remove("e-mails", now=NOW + timedelta(days=90, seconds=1)) == [1]


def test_every_kind_about_people_renders(run_jobs: Callable[[], int]) -> None:
    organisation = make_organisation()
    owner = owner_of(organisation, "ada")
    make_member(organisation, Role.OWNER, "ben")
    member = make_member(organisation, Role.VIEWER, "eve")
    accounts.change_role(organisation_id=organisation.pk, person_id=member.pk, role=Role.EDITOR, by=owner, now=NOW)
    accounts.leave_organisation(organisation_id=organisation.pk, by=actor_of(member), now=NOW)
    application = accounts.create_application(
        organisation_id=organisation.pk, name="CI", role=Role.OWNER, by=owner, now=NOW
    )
    accounts.remove_application(organisation_id=organisation.pk, application_id=application.pk, by=owner, now=NOW)

    run_jobs()

    assert sorted(message.subject for message in mail.outbox) == [
        "Eve left Northquay",
        "Eve left Northquay",
        "Northquay: application CI changed",
        "Northquay: application CI changed",
        "Your role in Northquay is now Editor",
    ]
    assert "Ada changed your role in Northquay to Editor." in "".join(m.body for m in mail.outbox)


def _refuse(self: EmailBackend, messages: object) -> int:
    raise ConnectionRefusedError


def test_mail_that_fails_for_a_day_is_one_notice_and_can_be_retried(
    run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = make_person("boss", is_admin=True)
    tell(make_person("ada"))
    first = fail_every_attempt(monkeypatch, MAIL_JOB)
    tell(make_person("ben"))
    fail_every_attempt(monkeypatch, MAIL_JOB)

    assert [notice.kind for notice in Notice.objects.filter(person=boss)] == [MAIL_FAILED]
    assert sum(job_kind_named(MAIL_JOB).retry_waits, timedelta()) >= timedelta(hours=24)

    assert retried(first) is not None
    run_jobs()
    assert [message.to for message in mail.outbox] == [["ada@partner.example"]]


def test_error_of_a_job_that_will_not_run_again_promises_no_attempt() -> None:
    assert str(MailNotSent()) == "The mail server did not accept the e-mail."
