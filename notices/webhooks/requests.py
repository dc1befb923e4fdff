"""The request to a webhook and its result. Does not import the HTTP client, so that pages load quickly."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import Struct, field

from common.lazy_text import LazyText

# The text that pages show for each reason why there was no response.
FAILURE_TEXTS: Mapping[str, LazyText] = {
    "name-unknown": _("The host name was not found."),
    "address-refused": _("The host name resolves to an address that is not public."),
    "certificate-wrong": _("The TLS certificate could not be verified."),
    "timeout": _("No response within 10 seconds."),
    "no-connection": _("The connection failed."),
    "secret-unreadable": _(
        "The request could not be signed, because the secret key of the portal has been replaced. Rotate the secret of "
        "the webhook."
    ),
    "answer-unreadable": _("The response was not valid HTTP, or its headers were too long."),
}


class WebhookRequest(Struct, frozen=True, kw_only=True):
    """A request to send. It is signed with each of the secrets, the current one first.

    Without secrets, it can't be signed and must not be sent.
    """

    webhook_id: UUID
    delivery_id: UUID
    url: str
    body: str
    secrets: tuple[str, ...]


class WebhookResult(Struct, frozen=True, kw_only=True):
    """The result of a request. Without a response, status is None and error is a key of FAILURE_TEXTS.

    headers and body are the beginning of the response.
    """

    request_headers: Mapping[str, str]
    duration: timedelta
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    error: str = ""

    @property
    def is_success(self) -> bool:
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def outcome(self) -> str:
        """`delivered`, `refused` by the status of the response, or `no-response`."""
        if self.is_success:
            return "delivered"
        return "no-response" if self.status is None else "refused"

    @property
    def is_gone(self) -> bool:
        return self.status == HTTPStatus.GONE

    def columns(self) -> dict[str, Any]:
        """The result as columns of `WebhookAttempt`."""
        return {
            "request_headers": dict(self.request_headers),
            "duration_ms": int(self.duration.total_seconds() * 1000),
            "status": self.status,
            "headers": dict(self.headers),
            "body": self.body,
            "error": self.error,
        }
