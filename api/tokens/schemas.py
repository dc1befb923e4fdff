"""What the two token endpoints read and write."""

from ninja import Schema
from pydantic import ConfigDict, Field


class TokenForm(Schema):
    """A form of the client credentials grant. Each parameter is optional here, because a missing one has its answer."""

    grant_type: str = Field(default="", examples=["client_credentials"])
    client_id: str = Field(
        default="", description="Client ID of the application", examples=["5b1f0d9e-7c4a-4f1e-9a53-2f1f6a0c8e11"]
    )
    client_secret: str = Field(
        default="", description="One of the application's keys", examples=["the key, as it was shown once"]
    )


class ResourceForm(TokenForm):
    resource: str = Field(default="", examples=["https://api.partner.microsoft.com"])


class ScopeForm(TokenForm):
    scope: str = Field(default="", examples=["https://api.partner.microsoft.com/.default"])


class Token(Schema):
    """Numbers are texts in this form. Times are seconds since 1970."""

    token_type: str = Field(default="Bearer")
    expires_in: str
    ext_expires_in: str
    expires_on: str
    not_before: str
    resource: str
    access_token: str


class ScopedToken(Schema):
    """expires_in is in seconds."""

    token_type: str = Field(default="Bearer")
    expires_in: int
    ext_expires_in: int
    access_token: str


class TokenFault(Schema):
    """error is a word of RFC 6749; error_description begins with the first of error_codes."""

    model_config = ConfigDict(extra="forbid")

    error: str
    error_description: str
    error_codes: list[int]
    timestamp: str
    trace_id: str
    correlation_id: str
