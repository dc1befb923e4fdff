"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(
    _("Webhooks"),
    {
        "webhook.create": _("Webhook created"),
        "webhook.change": _("Webhook changed"),
        "webhook.rotate-secret": _("Webhook secret rotated"),
        "webhook.pause": _("Webhook paused after failures"),
        "webhook.resume": _("Webhook resumed"),
        "webhook.delete": _("Webhook deleted"),
        "webhook.test": _("Test event sent"),
        "webhook.resend": _("Event sent again"),
    },
)
