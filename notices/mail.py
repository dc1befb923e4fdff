"""Composes e-mails in the reader's language, as plain text and simple HTML."""

import hashlib
from collections.abc import Mapping
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from accounts.account_mail import ACCOUNT_MAIL, RenderedMail, decrypt_mail
from accounts.models import Person
from accounts.preferences import reader_preferences
from accounts.queries import names_of
from notices.digests import digest_groups
from notices.kind_registry import notice_kind_or_none
from notices.models import Outbox
from notices.recipients import concerned
from notices.texts import NoticeText, actor_id, mail_text
from notices.unsubscribe import Subscription, unsubscribe_url
from notices.writes import DIGEST_MAIL

_ONE_CLICK = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def compose(mail: Outbox) -> EmailMultiAlternatives | None:
    """The e-mail to send; None if it is outdated or no longer has a recipient."""
    if mail.kind == ACCOUNT_MAIL:
        ready = decrypt_mail(str(mail.parameters["sealed"]))
        return _mail_message(mail, ready, to=mail.address) if ready else None
    person = Person.objects.filter(pk=mail.recipient_id, is_active=True).first() if mail.recipient_id else None
    address = person.email if person else mail.address
    if not address:
        return None
    with reader_preferences(person, default_language=settings.LANGUAGE_CODE):
        if mail.kind == DIGEST_MAIL:
            return _digest(mail, address=address)
        names = names_of([actor_id(mail.parameters)])
        kind = notice_kind_or_none(mail.kind)
        if kind and person and not concerned(kind, mail.parameters, [person.pk]):
            return None
        text = mail_text(kind, mail.parameters, url=mail.url, names=names)
        return _message(mail, text, address=address, is_member=person is not None) if text else None


def _digest(mail: Outbox, *, address: str) -> EmailMultiAlternatives | None:
    groups = digest_groups(mail.entries.order_by("created_at", "pk"))
    number = sum(len(group.texts) for group in groups)
    if not number:
        return None
    subject = ngettext("Daily digest: {n} notification", "Daily digest: {n} notifications", number).format(n=number)
    context = {"groups": groups, "root": settings.PUBLIC_URL}
    return _rendered(mail, "digest", context, subject=subject, address=address, path=mail.url, is_member=True)


def _message(mail: Outbox, text: NoticeText, *, address: str, is_member: bool) -> EmailMultiAlternatives:
    context = {"paragraphs": [part for part in text.body.split("\n\n") if part]}
    return _rendered(mail, "notice", context, subject=text.subject, address=address, path=text.url, is_member=is_member)


def _rendered(
    mail: Outbox,
    template: str,
    context: Mapping[str, object],
    *,
    subject: str,
    address: str,
    path: str,
    is_member: bool,
) -> EmailMultiAlternatives:
    """The e-mail from a template. path is that of the page behind the button."""
    unsubscribe = _unsubscribe_url(mail)
    frame = {
        "subject": subject,
        "link": f"{settings.PUBLIC_URL}{path}",
        "choices": f"{settings.PUBLIC_URL}/notices/preferences/" if is_member else "",
        "unsubscribe": unsubscribe,
        "language": translation.get_language(),
    }
    text_part, html_part = (
        render_to_string(f"email/{template}.{end}", {**context, **frame}) for end in ("txt", "html")
    )
    return _mail_message(
        mail, RenderedMail(subject=subject, text=text_part, html=html_part), to=address, unsubscribe=unsubscribe
    )


def _mail_message(mail: Outbox, ready: RenderedMail, *, to: str, unsubscribe: str = "") -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=ready.subject.replace("=?", "= ?"),  # mail clients would decode an encoded word in a name
        body=ready.text,
        to=[to],
        headers={
            **_thread_headers(mail),
            **({"List-Unsubscribe": f"<{unsubscribe}>", **_ONE_CLICK} if unsubscribe else {}),
            "Date": format_datetime(mail.created_at),  # time of the event, even if it is sent later
            "Message-ID": _message_id(mail),
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(ready.html, "text/html")
    return message


def _thread_headers(mail: Outbox) -> dict[str, str]:
    """Headers that make mail clients show the e-mails about a listing as a thread. They name one first message."""
    if not mail.listing_id:
        return {}
    root = f"<listing-{mail.listing_id}@{urlsplit(settings.PUBLIC_URL).hostname}>"
    return {"In-Reply-To": root, "References": root}


def _unsubscribe_url(mail: Outbox) -> str:
    """The link that turns off e-mails like this one; empty for mandatory ones and for those to addresses."""
    kind = notice_kind_or_none(mail.kind)
    if not mail.recipient_id or (kind and kind.mandatory):
        return ""
    return unsubscribe_url(Subscription(person_id=mail.recipient_id, kind=mail.kind))


def _message_id(mail: Outbox) -> str:
    """The Message-ID. It is equal for all attempts, so that mail clients show an e-mail once if it is sent twice."""
    digest = hashlib.sha256(mail.idempotency_key.encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.PUBLIC_URL).hostname}>"
