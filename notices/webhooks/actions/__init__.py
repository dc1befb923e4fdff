"""Actions on webhooks, by people and by the clean-up job."""

from notices.webhooks.actions.deliveries import delete_expired_webhook_deliveries, resend_delivery, send_test
from notices.webhooks.actions.settings import (
    NewWebhookSecret,
    WebhookSettings,
    change_webhook,
    create_webhook,
    delete_webhook,
    resume_webhook,
    rotate_secret,
)
