"""The badges of webhooks and their deliveries."""

from django.utils.translation import pgettext_lazy

from notices.webhooks.models import DeliveryState, WebhookState
from page_parts.badges import Badge, register_badges

register_badges(
    "webhook",
    {
        WebhookState.ACTIVE: Badge("ok", "ready"),
        "failing": Badge("warn", "warning", pgettext_lazy("webhook", "Failing")),
        WebhookState.PAUSED: Badge("bad", "off"),
    },
)
register_badges(
    "delivery",
    {
        DeliveryState.WAITING: Badge("info", "clock"),
        DeliveryState.DELIVERED: Badge("ok", "tick"),
        DeliveryState.GIVEN_UP: Badge("bad", "off"),
    },
)
