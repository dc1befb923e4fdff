"""Requests and responses of the two token endpoints."""

from ninja import Schema
from pydantic import ConfigDict, Field

_NAMES = ("grant_type", "client_id", "client_secret")
_TYPE = Field(default="Bearer", examples=["Bearer"])
_TOKEN = Field(
    description="The access token. Send it with each call as `Authorization: Bearer …`.", examples=["the token"]
)


def _required(*names: str) -> ConfigDict:
    """Mark the fields as required in the document only: the endpoint has its own error for a missing parameter."""
    return ConfigDict(json_schema_extra={"required": [*_NAMES, *names]})


class TokenForm(Schema):
    """The form fields of the client credentials grant. Spaces around values don't count: documents break long lines."""

    model_config = ConfigDict(str_strip_whitespace=True)

    grant_type: str = Field(default="", examples=["client_credentials"])
    client_id: str = Field(
        default="", description="Client ID of the application", examples=["5b1f0d9e-7c4a-4f1e-9a53-2f1f6a0c8e11"]
    )
    client_secret: str = Field(
        default="",
        description="One of the application's active keys",
        examples=["the key that was shown when you created it"],
    )


class ResourceForm(TokenForm):
    model_config = _required("resource")

    resource: str = Field(
        default="",
        description="Resource of the API that you want to call, as shown in that API's reference",
        examples=["https://api.partner.microsoft.com"],
    )


class ScopeForm(TokenForm):
    model_config = _required("scope")

    scope: str = Field(
        default="",
        description="Resource of the API that you want to call, followed by `/.default`",
        examples=["https://api.partner.microsoft.com/.default"],
    )


class TokenBody(Schema):
    """A token from the version 1 endpoint. Numbers are strings; times are in seconds since 1970."""

    token_type: str = _TYPE
    expires_in: str = Field(examples=["3599"])
    ext_expires_in: str = Field(examples=["3599"])
    expires_on: str = Field(examples=["1893459599"])
    not_before: str = Field(examples=["1893455700"])
    resource: str = Field(examples=["https://api.partner.microsoft.com"])
    access_token: str = _TOKEN


class ScopedToken(Schema):
    """A token from the version 2 endpoint. expires_in is in seconds."""

    token_type: str = _TYPE
    expires_in: int = Field(examples=[3599])
    ext_expires_in: int = Field(examples=[3599])
    access_token: str = _TOKEN


class TokenFault(Schema):
    """An error. error is a code from RFC 6749; error_description starts with the first of error_codes."""

    model_config = ConfigDict(extra="forbid")

    error: str
    error_description: str
    error_codes: list[int]
    timestamp: str
    trace_id: str
    correlation_id: str
