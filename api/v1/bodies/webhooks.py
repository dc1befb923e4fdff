"""Webhooks, their events and deliveries."""

from ninja import Schema
from pydantic import Field

from api.fields import Id, Time
from api.v1.bodies.base import WEBHOOK, PageBody, RequestBody
from common.ids import EXAMPLE_ID
from notices.webhooks.models import MAX_URL, MAX_WEBHOOK_DESCRIPTION, DeliveryState, PauseReason, WebhookState


class NewWebhook(RequestBody):
    """A webhook to add."""

    url: str = Field(
        max_length=MAX_URL,
        description="Must start with https:// and point to a public server",
        examples=["https://hooks.example.com/slipway"],
    )
    description: str = Field(
        default="",
        max_length=MAX_WEBHOOK_DESCRIPTION,
        description="What the webhook is for, in your words",
        examples=["Release pipeline"],
    )
    events: list[str] = Field(
        default=[],
        max_length=100,
        description="Names of the events to send; empty for all events",
        examples=[["listing.live"]],
    )


class WebhookChanges(RequestBody):
    """New values. Fields that you leave out don't change."""

    url: str | None = Field(
        default=None,
        max_length=MAX_URL,
        description="New address; must start with https:// and point to a public server",
        examples=["https://hooks.example.com/slipway"],
    )
    description: str | None = Field(
        default=None,
        max_length=MAX_WEBHOOK_DESCRIPTION,
        description="What the webhook is for, in your words",
        examples=["Release pipeline"],
    )
    events: list[str] | None = Field(
        default=None,
        max_length=100,
        description="Names of the events to send; empty for all events",
        examples=[["listing.live", "checks.finished"]],
    )


class WebhookLinks(Schema):
    self: str = Field(description="Path of this webhook", examples=[WEBHOOK])
    deliveries: str = Field(description="Path of the deliveries to this webhook", examples=[f"{WEBHOOK}/deliveries"])
    page: str = Field(
        description="Path of the webhook's page in the portal", examples=[f"/organisations/acme/webhooks/{EXAMPLE_ID}/"]
    )


class WebhookBody(Schema):
    """A URL to which events of the organisation are sent."""

    id: Id = Field(description="ID of the webhook")
    url: str = Field(description="Address to which events are sent", examples=["https://hooks.example.com/slipway"])
    description: str = Field(description="What the webhook is for, in your words", examples=["Release pipeline"])
    events: list[str] = Field(
        description="Names of the events to send; empty for all events", examples=[["listing.live"]]
    )
    state: WebhookState = Field(description="Nothing is sent to a paused webhook until it is resumed")
    pause_reason: PauseReason | None = Field(
        description="Reason for the pause; null for an active webhook", examples=[None]
    )
    paused_at: Time | None = Field(description="When the webhook was paused; null while it is active")
    failing_since: Time | None = Field(
        description="Time of the first failed attempt since the last success; null if the last attempt succeeded"
    )
    previous_secret_until: Time | None = Field(
        description="When the previous secret expires. Until then, requests are also signed with it."
    )
    created_at: Time = Field(description="When the webhook was added")
    links: WebhookLinks = Field(description="Links to the webhook and its deliveries")


class WebhookWithSecret(WebhookBody):
    """A webhook with its secret, which is shown once."""

    secret: str | None = Field(
        description="Null in the response to a repeated call with the same Idempotency-Key",
        examples=["whsec_dGlkZSBnYXVnZXMgb2YgbWFueSBoYXJib3Vycw=="],
    )


class WebhookList(Schema):
    """All webhooks of the organisation."""

    items: list[WebhookBody] = Field(description="All webhooks of your organisation")


class Delivery(Schema):
    """One event for one webhook, and its result."""

    id: Id = Field(description="Value of the webhook-id header; the same in every attempt")
    event: str = Field(description="Name of the event", examples=["listing.live"])
    state: DeliveryState = Field(description="`given_up`: every attempt failed for three days")
    attempts: int = Field(description="Attempts so far", examples=[1])
    last_status: int | None = Field(description="HTTP status of the last response", examples=[204])
    last_error: str = Field(description="Why the last attempt got no response; empty if it got one", examples=[""])
    created_at: Time = Field(description="When the event happened")
    next_attempt_at: Time | None = Field(description="When the event is sent again; null if it isn't")


class DeliveryPage(PageBody):
    """A page of deliveries, newest first. They are kept for 30 days."""

    items: list[Delivery] = Field(description="The deliveries on this page")


class EventTypeBody(Schema):
    name: str = Field(description="Name of the event", examples=["listing.live"])
    description: str = Field(description="When the event is sent", examples=["A listing goes live."])


class EventList(Schema):
    """All events that a webhook can receive."""

    items: list[EventTypeBody] = Field(description="All events, by name")
