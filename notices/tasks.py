"""Background jobs for e-mails and webhooks."""

from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.account_mail import ACCOUNT_MAIL
from common import metrics
from jobs.kind_registry import DEFAULT_WAITS, Payload, Renew, job_kind
from jobs.long_running import WorkAttempt
from jobs.models import Priority
from notices import actions
from notices.digests import latest_digest_time
from notices.errors import MailNotSent
from notices.mail import compose
from notices.models import Outbox
from notices.queries import waiting_entries
from notices.webhooks.writes import WEBHOOK_JOB
from notices.writes import MAIL_JOB, is_undelivered, report_given_up

# A mail server may be down for a day.
MAIL_WAITS = (*DEFAULT_WAITS, *(timedelta(hours=hours) for hours in (1, 3, 6, 8, 8)))


@job_kind(
    MAIL_JOB,
    label=_("Send an e-mail"),
    priority=Priority.MAIL,
    retry_waits=MAIL_WAITS,
    on_failed=report_given_up,
    on_retry=is_undelivered,
)
def send_mail(*, job_id: UUID, payload: Payload, attempt: int, **_: object) -> None:
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
        metrics.add(metrics.MAILS, "failed")
        error = type(fault).__name__
        actions.record_mail_failure(outbox_id=mail.pk, job_id=job_id, attempt=attempt, error=error)
        raise MailNotSent from fault
    metrics.add(metrics.MAILS, "sent")
    # E-mails with secrets are deleted once they are sent.
    close = actions.drop_mail if mail.kind == ACCOUNT_MAIL else actions.record_mail_delivery
    close(outbox_id=mail.pk, job_id=job_id, attempt=attempt, now=timezone.now())


@job_kind("send-daily-digests", label=_("Send daily digests"), every=timedelta(minutes=10))
def send_daily_digests(*, renew: Renew, **_: object) -> None:
    now = timezone.now()
    until = latest_digest_time(now)
    for person_id in set(waiting_entries(until=until).values_list("person_id", flat=True)):
        actions.send_digest(person_id=person_id, until=until, now=now)
        renew()


@job_kind(WEBHOOK_JOB, label=_("Deliver webhook events"), priority=Priority.MAIL, in_thread=True)
def deliver_webhooks(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    from notices.webhooks.delivery_loop import send_due_deliveries  # noqa: PLC0415 slow import

    webhook_id = UUID(str(payload["webhook"]))
    send_due_deliveries(WorkAttempt(row_id=webhook_id, job_id=job_id, number=attempt), renew=renew)
