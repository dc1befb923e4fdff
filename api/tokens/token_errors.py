"""Reasons to refuse a token, in the error format that clients of the sign-in service expect."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.ids import uuid7
from common.lazy_text import LazyText
from common.request_id import current_request_id


class TokenError(Struct, frozen=True, kw_only=True):
    """A reason to refuse a token: the HTTP status, the OAuth error code (RFC 6749), and the number before the text."""

    status: int
    error: str
    number: int
    text: LazyText


class TokenRefused(Exception):
    """A token is refused. details are the values in the text of the error."""

    def __init__(self, refusal: TokenError, **details: str) -> None:
        super().__init__(refusal.error)
        self.refusal, self.text = refusal, str(refusal.text).format_map(details)


WRONG_KEY = TokenError(
    status=401,
    error="invalid_client",
    number=7000215,
    text=_("The client secret is not a key for the application '{client_id}', or the key has been revoked."),
)
EXPIRED_KEY = TokenError(
    status=401,
    error="invalid_client",
    number=7000222,
    text=_("This key for the application '{client_id}' has expired. Create a new key in the portal."),
)
UNKNOWN_APPLICATION = TokenError(
    status=400,
    error="unauthorized_client",
    number=700016,
    text=_("The application '{client_id}' was not found in the tenant '{tenant_id}'."),
)
UNKNOWN_TENANT = TokenError(
    status=400,
    error="invalid_request",
    number=90002,
    text=_("The tenant '{tenant_id}' was not found, or it is suspended."),
)
UNKNOWN_RESOURCE = TokenError(
    status=400, error="invalid_resource", number=500011, text=_("The resource '{resource}' was not found.")
)
PARAMETER_MISSING = TokenError(
    status=400, error="invalid_request", number=900144, text=_("The request body must contain the parameter '{name}'.")
)
OTHER_GRANT = TokenError(
    status=400,
    error="unsupported_grant_type",
    number=70003,
    text=_("The grant type must be 'client_credentials', not '{grant_type}'."),
)
TOO_MANY = TokenError(
    status=429, error="temporarily_unavailable", number=90055, text=_("Too many token requests. Wait, then try again.")
)
UNAVAILABLE = TokenError(status=503, error="temporarily_unavailable", number=90033, text="{reason}")
UNREADABLE = TokenError(status=400, error="invalid_request", number=900144, text="{reason}")
INVALID_VALUES = TokenError(
    status=400, error="invalid_request", number=900144, text=_("Correct the values of these parameters: {names}.")
)
SERVER_FAULT = TokenError(
    status=500, error="server_error", number=90033, text=_("Something went wrong on our side. Try again later.")
)


def token_error_body(error: TokenRefused, *, now: datetime) -> dict[str, object]:
    """The JSON of a refusal: error, error_description, error_codes, timestamp, trace_id and correlation_id."""
    refusal = error.refusal
    return {
        "error": refusal.error,
        "error_description": f"AADSTS{refusal.number}: {error.text}",
        "error_codes": [refusal.number],
        "timestamp": f"{now:%Y-%m-%d %H:%M:%SZ}",
        "trace_id": str(uuid7()),
        "correlation_id": current_request_id(),
    }
