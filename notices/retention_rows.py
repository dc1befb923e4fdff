"""How long notices, e-mails and deliveries of webhooks are kept."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jobs.retention.registry import RetentionKind, keep, remove_after
from notices.models import (
    DigestEntry,
    ListingTiming,
    Notice,
    Outbox,
    Preference,
    Webhook,
    WebhookAttempt,
    WebhookDelivery,
)

# Transactions that are still open may store deliveries for a removed webhook.
RETENTION_OF_REMOVED = timedelta(days=1)


def _removed_webhooks(before: datetime) -> QuerySet[Webhook]:
    return Webhook.objects.filter(removed_at__lt=before - RETENTION_OF_REMOVED)


remove_after(
    RetentionKind(
        name="notices",
        label=_("Notices in the portal"),
        setting="NOTICE_DAYS",
        due=lambda before: Notice.objects.filter(created_at__lt=before),
        since="created_at",
    )
)
remove_after(
    RetentionKind(
        name="e-mails",
        label=_("E-mails that were sent, or could not be sent"),
        setting="MAIL_DAYS",
        due=lambda before: Outbox.objects.filter(
            Q(delivered_at__lt=before) | Q(delivered_at=None, created_at__lt=before)
        ),
        since="created_at",
        related=(DigestEntry,),
    )
)
remove_after(
    RetentionKind(
        name="webhook-deliveries",
        label=_("Deliveries of webhooks"),
        setting="WEBHOOK_DELIVERY_DAYS",
        due=lambda before: WebhookDelivery.objects.filter(created_at__lt=before, webhook__removed_at=None),
        since="created_at",
        related=(WebhookAttempt,),
    )
)
# Removed in batches before the webhook, because all of them at once would block other writes.
remove_after(
    RetentionKind(
        name="removed-webhook-deliveries",
        label=_("Deliveries of deleted webhooks"),
        due=lambda before: WebhookDelivery.objects.filter(webhook__removed_at__lte=before),
        since="created_at",
        related=(WebhookAttempt,),
    )
)
remove_after(
    RetentionKind(
        name="removed-webhooks",
        label=_("Deleted webhooks"),
        due=lambda before: _removed_webhooks(before).exclude(pk__in=WebhookDelivery.objects.values("webhook")),
        since="removed_at",
        counted=_removed_webhooks,
    )
)
keep(_("Settings of a person, deleted with the account."), Preference, ListingTiming)
