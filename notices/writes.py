"""Parts of writes that queue notices and e-mails in the same transaction as the change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.queries import admin_ids
from common.actions import in_transaction
from common.actor import Actor
from jobs.kind_registry import Payload
from jobs.writes import cancel_jobs, enqueue
from notices.events import EventSubject
from notices.kind_registry import NoticeKind, Parameters, notice_kind_named
from notices.models import Channel, DigestEntry, ListingTiming, Notice, NoticeTiming, Outbox
from notices.queries import choices_about, delivery_of, listing_timings, mail_timing, waiting_about, waiting_entries
from notices.recipients import concerned
from notices.texts import missing_parameters
from notices.webhooks.queries import present_webhooks
from notices.webhooks.writes import emit

Wanting = Mapping[tuple[Channel, NoticeTiming], list[UUID]]

MAIL_JOB = "mail"
DIGEST_MAIL = "digest"
MAIL_FAILED = "mail.failed"


class _NoticeContent(TypedDict, total=False):
    """What a notice, an e-mail and an entry of a digest have in common."""

    kind: str
    parameters: Parameters
    url: str
    created_at: datetime
    listing_id: UUID | None


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
    listing_id: UUID | None = None,
    addresses: Iterable[str] = (),
    subjects: Iterable[EventSubject] = (),
) -> None:
    """Notify people in the portal and by e-mail, according to their settings. Texts are rendered later.

    key identifies the event: a person gets at most one notice per key, the first one posted, whatever its kind. url is
    the path of the page that the notice links to. by is the person who acted, `{actor}` in the text; that person gets
    no notice unless to_actor is set. listing_id is the listing that the notice is about. addresses are those of people
    without an account, who only get an e-mail. subjects are the subjects of the kind's webhook event, one for each
    organisation. Kinds for staff are not posted to people who are no longer in the teams concerned. Raises KeyError for
    an unknown kind, and ValueError if a parameter of the text or a subject of the event is missing; both are
    programming errors.
    """
    notice_kind = notice_kind_named(kind)
    _assert_complete(notice_kind, parameters)
    _emit_to_webhooks(notice_kind, list(subjects), key=key, now=now)
    values = {**parameters, "actor": str(by.id)} if by and by.id else dict(parameters)
    left_out = by.id if by and not to_actor else None
    others = [recipient for recipient in dict.fromkeys(recipients) if recipient != left_out]
    people = concerned(notice_kind, values, others)
    wanting = _wanting(notice_kind, people, listing_id)
    content: _NoticeContent = {"kind": kind, "parameters": values, "url": url, "created_at": now}
    in_portal = wanting[Channel.IN_APP, NoticeTiming.IMMEDIATE]
    notices = [Notice(person_id=person, key=key, **content) for person in in_portal]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    content["listing_id"] = listing_id
    mails = _mails(content, wanting, key=key, people=people) if people else []
    mails += [Outbox(channel=Channel.EMAIL, address=address, **content) for address in dict.fromkeys(addresses)]
    _queue_mails(mails, key=key)


def _assert_complete(kind: NoticeKind, parameters: Parameters) -> None:
    if missing := missing_parameters(kind, parameters):
        text = f"the notice {kind.name!r} needs {', '.join(sorted(missing))}"
        raise ValueError(text)


def _emit_to_webhooks(kind: NoticeKind, subjects: list[EventSubject], *, key: str, now: datetime) -> None:
    if bool(kind.event) != bool(subjects):
        text = f"the notice {kind.name!r} needs subjects exactly if it has an event"
        raise ValueError(text)
    for subject in subjects:
        emit(kind.event, subject, key=key, now=now)


def _wanting(kind: NoticeKind, people: Sequence[UUID], listing_id: UUID | None) -> Wanting:
    """{(channel, delivery): the people who chose it for the kind, or for e-mails about the listing}."""
    wanting: dict[tuple[Channel, NoticeTiming], list[UUID]] = defaultdict(list)
    if not people:
        return wanting
    choices, of_listing = choices_about(kind, people), listing_timings(listing_id, people)
    for person in people:
        in_portal, by_mail = (delivery_of(kind, channel, choices[person]) for channel in Channel)
        wanting[Channel.IN_APP, in_portal].append(person)
        wanting[Channel.EMAIL, mail_timing(kind, by_mail, of_listing.get(person))].append(person)
    return wanting


def _mails(content: _NoticeContent, wanting: Wanting, *, key: str, people: Sequence[UUID]) -> list[Outbox]:
    """The e-mails to people who want them at once. The notice is added to the digests of the others."""
    left = _add_to_digests(wanting[Channel.EMAIL, NoticeTiming.DAILY], content, key=key, people=people)
    at_once = [person for person in wanting[Channel.EMAIL, NoticeTiming.IMMEDIATE] if person not in left]
    return [Outbox(channel=Channel.EMAIL, recipient_id=person, **content) for person in at_once]


def _add_to_digests(daily: list[UUID], content: _NoticeContent, *, key: str, people: Sequence[UUID]) -> set[UUID]:
    """Add the notice to these people's digests, without those who got an e-mail with this key.

    Returns the IDs of all these people whose digests contain a notice with this key.
    """
    if daily:
        keys = {_mail_key(key, Channel.EMAIL, person): person for person in daily}
        sent = Outbox.objects.filter(idempotency_key__in=keys).values_list("idempotency_key", flat=True)
        left = set(daily) - {keys[mail_key] for mail_key in sent}
        rows = [DigestEntry(person_id=person, key=key, **content) for person in daily if person in left]
        DigestEntry.objects.bulk_create(rows, ignore_conflicts=True)
    return set(DigestEntry.objects.filter(key=key, person_id__in=people).values_list("person_id", flat=True))


@in_transaction
def queue_digest(person_id: UUID, *, until: datetime, now: datetime) -> None:
    """Queue an e-mail with the person's waiting notices from before this time; one at most for each time."""
    entries = list(waiting_entries(until=until).filter(person_id=person_id).select_for_update().order_by("pk"))
    key = f"{DIGEST_MAIL}:{until.isoformat()}"
    mail_key = _mail_key(key, Channel.EMAIL, person_id)
    if not entries or Outbox.objects.filter(idempotency_key=mail_key).exists():
        return
    url = reverse("notices:notice-list")
    mail = Outbox(kind=DIGEST_MAIL, url=url, channel=Channel.EMAIL, recipient_id=person_id, created_at=now)
    _queue_mails([mail], key=key)
    DigestEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(mail=mail)


def _mail_key(key: str, channel: str, recipient: UUID | str) -> str:
    return f"{key}:{channel}:{recipient}"


def _queue_mails(mails: list[Outbox], *, key: str) -> None:
    """Queue the e-mails, without those whose key is already used. Recipients take turns, as organisations do."""
    if not mails:
        return
    now = mails[0].created_at
    for mail in mails:
        mail.idempotency_key = _mail_key(key, mail.channel, mail.recipient_id or mail.address)
    Outbox.objects.bulk_create(mails, ignore_conflicts=True)
    stored = Outbox.objects.filter(pk__in=[mail.pk for mail in mails]).values_list("pk", "recipient_id")
    for pk, recipient in stored:
        enqueue(MAIL_JOB, payload={"outbox": str(pk)}, key=str(pk), now=now, organisation=recipient)


@in_transaction
def drop_waiting_mails(mails: QuerySet[Outbox]) -> int:
    """Delete those of these e-mails that are unsent, and cancel their jobs. Returns their number."""
    waiting = mails.filter(delivered_at=None)
    for outbox_id in waiting.values_list("pk", flat=True):
        cancel_jobs(MAIL_JOB, key=str(outbox_id))
    return waiting.delete()[0]


@in_transaction
def stop_sending(*, now: datetime) -> None:
    """Make this a portal that reaches nobody: delete unsent e-mails, and remove all webhooks with their secrets."""
    DigestEntry.objects.filter(mail=None).delete()
    drop_waiting_mails(Outbox.objects.all())
    present_webhooks().update(removed_at=now, secret="", previous_secret="", previous_until=None)


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


@in_transaction
def forget_member(person_id: UUID, organisation_id: UUID) -> None:
    """Drop what waits for the digest of a person who has left an organisation, and is about it or its listings."""
    waiting_about(organisation_id).filter(person_id=person_id).delete()


def forget_person(person_id: UUID) -> None:
    """Delete a person's notices, and unsent e-mails to them."""
    DigestEntry.objects.filter(person_id=person_id).delete()
    ListingTiming.objects.filter(person_id=person_id).delete()
    Notice.objects.filter(person_id=person_id).delete()
    addresses = EmailAddress.objects.filter(user_id=person_id).values("email")
    waiting = Outbox.objects.filter(Q(recipient_id=person_id) | Q(address__in=addresses), delivered_at=None)
    waiting.delete()
