"""Actions on webhooks."""

from notices.webhooks.actions.deliveries import resend_delivery, send_test
from notices.webhooks.actions.settings import (
    NewWebhookSecret,
    WebhookSettings,
    change_webhook,
    create_webhook,
    delete_webhook,
    resume_webhook,
    rotate_secret,
)
