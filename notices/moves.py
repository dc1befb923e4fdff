"""Telling people is part of the change that they are told about."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.urls import reverse

from accounts.erasure import register_erasure
from accounts.queries import admin_ids
from common.actions import in_transaction
from common.actor import Actor
from jobs.kinds import Payload
from jobs.moves import enqueue
from notices.events import Subject
from notices.kinds import NoticeKind, Parameters, kind_of
from notices.models import Channel, Notice, Outbox
from notices.queries import choices_about, is_wanted
from notices.texts import missing_parameters
from notices.webhooks.moves import emit

MAIL_JOB = "mail"
MAIL_FAILED = "mail.failed"


@in_transaction
def post(
    kind: str,
    *,
    recipients: Iterable[UUID],
    parameters: Parameters,
    url: str,
    key: str,
    now: datetime,
    by: Actor | None = None,
    to_actor: bool = False,
    addresses: Iterable[str] = (),
    about: Iterable[Subject] = (),
) -> None:
    """Tell people, in the portal and by e-mail as they chose; the words are made when they are read.

    key names the act: of one key a person gets one notice, whatever the kinds, so the first one posted counts.
    url is the path of the exact place. by is who acted: the text may call them `{actor}`, and they are left out
    unless to_actor. addresses are outsiders, who get an e-mail only. about: the subjects of the kind's event, one
    for each organisation whose webhooks get it. Raises KeyError for an unknown kind, and ValueError if the text needs a
    parameter that is not given, or the event a subject: faults of the program.
    """
    found = kind_of(kind)
    if missing := missing_parameters(found, parameters):
        text = f"the notice {kind!r} needs {', '.join(sorted(missing))}"
        raise ValueError(text)
    _tell_webhooks(found, list(about), key=key, now=now)
    values = {**parameters, "actor": str(by.id)} if by and by.id else dict(parameters)
    left_out = by.id if by and not to_actor else None
    people = [each for each in dict.fromkeys(recipients) if each != left_out]
    choices = choices_about(found, people) if people else {}

    def wanting(channel: Channel) -> list[UUID]:
        return [each for each in people if is_wanted(found, channel, choices[each])]

    notices = [
        Notice(person_id=each, kind=kind, parameters=values, url=url, key=key, created_at=now)
        for each in wanting(Channel.IN_APP)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    mails = [_mail(found, values, url, recipient_id=each) for each in wanting(Channel.EMAIL)]
    mails += [_mail(found, values, url, address=each) for each in dict.fromkeys(addresses)]
    _put_out(mails, key=key, now=now)


def _tell_webhooks(kind: NoticeKind, about: list[Subject], *, key: str, now: datetime) -> None:
    if bool(kind.event) != bool(about):
        text = f"the notice {kind.name!r} needs subjects exactly if it has an event"
        raise ValueError(text)
    for subject in about:
        emit(kind.event, subject, key=key, now=now)


def _mail(kind: NoticeKind, values: Parameters, url: str, **recipient: UUID | str) -> Outbox:
    return Outbox(kind=kind.name, parameters=values, url=url, channel=Channel.EMAIL, **recipient)


def _put_out(mails: list[Outbox], *, key: str, now: datetime) -> None:
    """Store each e-mail unless this act has sent it already, with the job that will send it."""
    if not mails:
        return
    for mail in mails:
        mail.idempotency_key = f"{key}:{mail.channel}:{mail.recipient_id or mail.address}"
        mail.created_at = now
    Outbox.objects.bulk_create(mails, ignore_conflicts=True)
    stored = Outbox.objects.filter(pk__in=[mail.pk for mail in mails]).values_list("pk", flat=True)
    for pk in stored:
        enqueue(MAIL_JOB, payload={"outbox": str(pk)}, key=str(pk), now=now)


@in_transaction
def report_given_up(*, payload: Payload, now: datetime) -> None:  # noqa: ARG001 the shape of a move after failure
    """After the last attempt for an e-mail: admins get one notice a day in the portal, however many have failed."""
    post(
        MAIL_FAILED,
        recipients=admin_ids(),
        parameters={},
        url=reverse("jobs:job-list"),
        key=f"{MAIL_FAILED}:{now.date().isoformat()}",
        now=now,
    )


@in_transaction
def is_still_to_be_sent(*, payload: Payload, now: datetime) -> bool:  # noqa: ARG001 the shape of a move before a retry
    """Whether an e-mail that failed still waits. Nothing was closed."""
    return Outbox.objects.filter(pk=payload["outbox"], delivered_at=None).exists()


@register_erasure
def forget_person(person_id: UUID) -> None:
    """Remove what was kept for one person only: notices, choices, and e-mails that wait."""
    Notice.objects.filter(person_id=person_id).delete()
    addresses = EmailAddress.objects.filter(user_id=person_id).values("email")
    waiting = Outbox.objects.filter(Q(recipient_id=person_id) | Q(address__in=addresses), delivered_at=None)
    waiting.delete()
