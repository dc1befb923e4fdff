"""Parts of writes that queue notices and e-mails in the same transaction as the change."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.urls import reverse

from accounts.queries import admin_ids
from common.actions import in_transaction
from common.actor import Actor
from jobs.kind_registry import Payload
from jobs.writes import enqueue
from notices.events import EventSubject
from notices.kind_registry import NoticeKind, Parameters, notice_kind_named
from notices.models import Channel, Notice, Outbox
from notices.queries import choices_about, is_wanted
from notices.texts import missing_parameters
from notices.webhooks.writes import emit

MAIL_JOB = "mail"
MAIL_FAILED = "mail.failed"


@in_transaction
def post_notice(
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
    subjects: Iterable[EventSubject] = (),
) -> None:
    """Notify people in the portal and by e-mail, according to their settings. Texts are rendered later.

    key identifies the event: a person gets at most one notice per key, the first one posted, whatever its kind. url is
    the path of the page that the notice links to. by is the person who acted, `{actor}` in the text; that person gets
    no notice unless to_actor is set. addresses are those of people without an account, who only get an e-mail. subjects
    are the subjects of the kind's webhook event, one for each organisation. Raises KeyError for an unknown kind, and
    ValueError if a parameter of the text or a subject of the event is missing; both are programming errors.
    """
    notice_kind = notice_kind_named(kind)
    if missing := missing_parameters(notice_kind, parameters):
        text = f"the notice {kind!r} needs {', '.join(sorted(missing))}"
        raise ValueError(text)
    _emit_to_webhooks(notice_kind, list(subjects), key=key, now=now)
    values = {**parameters, "actor": str(by.id)} if by and by.id else dict(parameters)
    left_out = by.id if by and not to_actor else None
    wanting = _wanting(notice_kind, [recipient for recipient in dict.fromkeys(recipients) if recipient != left_out])
    notices = [
        Notice(person_id=person, kind=kind, parameters=values, url=url, key=key, created_at=now)
        for person in wanting[Channel.IN_APP]
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    mails = [_mail(notice_kind, values, url, recipient_id=person) for person in wanting[Channel.EMAIL]]
    mails += [_mail(notice_kind, values, url, address=address) for address in dict.fromkeys(addresses)]
    _queue_mails(mails, key=key, now=now)


def _emit_to_webhooks(kind: NoticeKind, subjects: list[EventSubject], *, key: str, now: datetime) -> None:
    if bool(kind.event) != bool(subjects):
        text = f"the notice {kind.name!r} needs subjects exactly if it has an event"
        raise ValueError(text)
    for subject in subjects:
        emit(kind.event, subject, key=key, now=now)


def _wanting(kind: NoticeKind, people: list[UUID]) -> dict[Channel, list[UUID]]:
    """{channel: the people who want notices of the kind there}."""
    choices = choices_about(kind, people) if people else {}
    return {channel: [person for person in people if is_wanted(kind, channel, choices[person])] for channel in Channel}


def _mail(kind: NoticeKind, values: Parameters, url: str, **recipient: UUID | str) -> Outbox:
    return Outbox(kind=kind.name, parameters=values, url=url, channel=Channel.EMAIL, **recipient)


def _queue_mails(mails: list[Outbox], *, key: str, now: datetime) -> None:
    """Queue the e-mails, without those whose key is already used."""
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
def report_given_up(*, now: datetime, **_: object) -> None:
    """Notify admins in the portal that an e-mail could not be sent, at most once a day."""
    post_notice(
        MAIL_FAILED,
        recipients=admin_ids(),
        parameters={},
        url=reverse("jobs:job-list"),
        key=f"{MAIL_FAILED}:{now.date().isoformat()}",
        now=now,
    )


@in_transaction
def is_undelivered(*, payload: Payload, **_: object) -> bool:
    """Whether the e-mail of a failed job has still not been delivered and must be sent again."""
    return Outbox.objects.filter(pk=payload["outbox"], delivered_at=None).exists()


def forget_person(person_id: UUID) -> None:
    """Delete a person's notices, and unsent e-mails to them."""
    Notice.objects.filter(person_id=person_id).delete()
    addresses = EmailAddress.objects.filter(user_id=person_id).values("email")
    waiting = Outbox.objects.filter(Q(recipient_id=person_id) | Q(address__in=addresses), delivered_at=None)
    waiting.delete()
