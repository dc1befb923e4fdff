"""Errors of e-mail delivery and of actions on webhooks."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class MailNotSent(SlipwayError):
    """The mail server did not accept the e-mail. The error contains no recipient, because it is logged."""

    code = "mail-not-sent"
    message = _("The mail server did not accept the e-mail.")
    status = 503


class WebhookAddressRefused(SlipwayError):
    """The URL can't be used for a webhook. context: why, field."""

    code = "invalid-webhook-address"
    message = _("{why}")
    status = 422


class EventUnknown(SlipwayError):
    """There is no event with this name. context: event, field."""

    code = "unknown-webhook-event"
    message = _("There is no event called “{event}”. Choose an event from the list.")
    status = 422


class TooManyWebhooks(SlipwayError):
    """The organisation has the maximum number of webhooks. context: limit."""

    code = "too-many-webhooks"
    message = _("Your organisation already has {limit} webhooks. Delete one first.")


class WebhookExists(SlipwayError):
    """The same form was sent twice, so the webhook already exists."""

    code = "webhook-exists"
    message = _("This webhook has already been added. If you didn't store the secret, rotate it.")


class WebhookPaused(SlipwayError):
    code = "webhook-paused"
    message = _("This webhook is paused. Resume it first.")
