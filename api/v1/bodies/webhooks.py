"""Webhooks, their events and deliveries."""

from api.fields import ApiSchema, Id, Time, described
from api.v1.bodies.base import WEBHOOK, PageBody, RequestBody
from common.ids import EXAMPLE_ID
from notices.webhooks.models import MAX_URL, MAX_WEBHOOK_DESCRIPTION, DeliveryState, PauseReason, WebhookState


class NewWebhook(RequestBody):
    """A webhook to add."""

    url: str = described(
        "Must start with https:// and point to a public server", "https://hooks.example.com/slipway", max_length=MAX_URL
    )
    description: str = described(
        "What the webhook is for, in your words", "Release pipeline", default="", max_length=MAX_WEBHOOK_DESCRIPTION
    )
    events: list[str] = described(
        "Names of the events to send; empty for all events", ["listing.live"], default=[], max_length=100
    )


class WebhookChanges(RequestBody):
    """New values. Fields that you leave out don't change."""

    url: str | None = described(
        "New address; must start with https:// and point to a public server",
        "https://hooks.example.com/slipway",
        default=None,
        max_length=MAX_URL,
    )
    description: str | None = described(
        "What the webhook is for, in your words", "Release pipeline", default=None, max_length=MAX_WEBHOOK_DESCRIPTION
    )
    events: list[str] | None = described(
        "Names of the events to send; empty for all events",
        ["listing.live", "checks.finished"],
        default=None,
        max_length=100,
    )


class WebhookLinks(ApiSchema):
    self: str = described("Path of this webhook", WEBHOOK)
    deliveries: str = described("Path of the deliveries to this webhook", f"{WEBHOOK}/deliveries")
    page: str = described("Path of the webhook's page in the portal", f"/organisations/acme/webhooks/{EXAMPLE_ID}/")


class WebhookBody(ApiSchema):
    """A URL to which events of the organisation are sent."""

    id: Id = described("ID of the webhook")
    url: str = described("Address to which events are sent", "https://hooks.example.com/slipway")
    description: str = described("What the webhook is for, in your words", "Release pipeline")
    events: list[str] = described("Names of the events to send; empty for all events", ["listing.live"])
    state: WebhookState = described("Nothing is sent to a paused webhook until it is resumed")
    pause_reason: PauseReason | None = described("Reason for the pause; null for an active webhook", None)
    paused_at: Time | None = described("When the webhook was paused; null while it is active")
    failing_since: Time | None = described(
        "Time of the first failed attempt since the last success; null if the last attempt succeeded"
    )
    previous_secret_until: Time | None = described(
        "When the previous secret expires. Until then, requests are also signed with it."
    )
    created_at: Time = described("When the webhook was added")
    links: WebhookLinks = described("Links to the webhook and its deliveries")


class WebhookWithSecret(WebhookBody):
    """A webhook with its secret, which is shown once."""

    secret: str | None = described(
        "Null in the response to a repeated call with the same Idempotency-Key",
        "whsec_dGlkZSBnYXVnZXMgb2YgbWFueSBoYXJib3Vycw==",
    )


class WebhookList(ApiSchema):
    """All webhooks of the organisation."""

    items: list[WebhookBody] = described("All webhooks of your organisation")


class Delivery(ApiSchema):
    """One event for one webhook, and its result."""

    id: Id = described("Value of the webhook-id header; the same in every attempt")
    event: str = described("Name of the event", "listing.live")
    state: DeliveryState = described("`given_up`: every attempt failed for three days")
    attempts: int = described("Attempts so far", 1)
    last_status: int | None = described("HTTP status of the last response", 204)
    last_error: str = described("Why the last attempt got no response; empty if it got one", "")
    created_at: Time = described("When the event happened")
    next_attempt_at: Time | None = described("When the event is sent again; null if it isn't")


class DeliveryPage(PageBody):
    """A page of deliveries, newest first. They are kept for 30 days."""

    items: list[Delivery] = described("The deliveries on this page")


class EventTypeBody(ApiSchema):
    name: str = described("Name of the event", "listing.live")
    description: str = described("When the event is sent", "A listing goes live.")


class EventList(ApiSchema):
    """All events that a webhook can receive."""

    items: list[EventTypeBody] = described("All events, by name")
