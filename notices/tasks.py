"""Background jobs for e-mails and webhooks."""

from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.account_mail import ACCOUNT_MAIL
from jobs.kinds import Payload, Renew, job_kind
from jobs.models import Priority
from jobs.rules import USUAL_WAITS
from notices import actions
from notices.errors import MailNotSent
from notices.mail import compose
from notices.models import Outbox
from notices.moves import MAIL_JOB, is_still_to_be_sent, report_given_up
from notices.webhooks.actions import delete_expired_webhook_deliveries
from notices.webhooks.attempts import Turn
from notices.webhooks.moves import WEBHOOK_JOB

# A mail server may be down for a day.
MAIL_WAITS = (*USUAL_WAITS, *(timedelta(hours=hours) for hours in (1, 3, 6, 8, 8)))


@job_kind(
    MAIL_JOB,
    label=_("E-mail"),
    priority=Priority.MAIL,
    waits=MAIL_WAITS,
    on_failed=report_given_up,
    on_retry=is_still_to_be_sent,
)
def send_mail(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:  # noqa: ARG001 the shape of a handler
    mail = Outbox.objects.filter(pk=payload["outbox"], delivered_at=None).first()
    if mail is None:
        return
    message = compose(mail)
    if message is None:
        actions.drop_mail(outbox_id=mail.pk, job_id=job_id, attempt=attempt, now=timezone.now())
        return
    try:
        message.send()
    except (SMTPException, OSError) as fault:
        error = type(fault).__name__
        actions.note_failure(outbox_id=mail.pk, job_id=job_id, attempt=attempt, error=error)
        raise MailNotSent from fault
    # E-mails with secrets are deleted once they are sent.
    close = actions.drop_mail if mail.kind == ACCOUNT_MAIL else actions.note_delivery
    close(outbox_id=mail.pk, job_id=job_id, attempt=attempt, now=timezone.now())


@job_kind("delete-expired-deliveries", label=_("Delete old e-mails"), every=timedelta(days=1))
def delete_expired_deliveries(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:  # noqa: ARG001
    actions.delete_expired_deliveries(now=timezone.now())


@job_kind(WEBHOOK_JOB, label=_("Webhook deliveries"), priority=Priority.MAIL)
def deliver_webhooks(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    from notices.webhooks.carrier import carry  # noqa: PLC0415 slow import

    carry(UUID(str(payload["webhook"])), Turn(job_id=job_id, attempt=attempt), renew=renew)


@job_kind("delete-expired-webhook-deliveries", label=_("Delete old webhook deliveries"), every=timedelta(days=1))
def delete_webhook_deliveries(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:  # noqa: ARG001
    while delete_expired_webhook_deliveries(now=timezone.now()):
        renew()
