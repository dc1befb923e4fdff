"""Requests and responses of the two token endpoints."""

from ninja import Schema
from pydantic import ConfigDict, Field

from api.examples import OPAQUE
from common.ids import EXAMPLE_ID

_NAMES = ("grant_type", "client_id", "client_secret")
_TYPE = Field(default="Bearer", description="Always `Bearer`", examples=["Bearer"])
_TOKEN = Field(description="The access token. Send it with each call as `Authorization: Bearer …`.", examples=[OPAQUE])


def _required(*names: str) -> ConfigDict:
    """Mark the fields as required in the document only: the endpoint has its own error for a missing parameter."""
    return ConfigDict(json_schema_extra={"required": [*_NAMES, *names]})


class TokenForm(Schema):
    """The form fields of the client credentials grant. Spaces around values don't count: documents break long lines."""

    model_config = ConfigDict(str_strip_whitespace=True)

    grant_type: str = Field(default="", description="Always `client_credentials`", examples=["client_credentials"])
    client_id: str = Field(
        default="", description="Client ID of the application", examples=["5b1f0d9e-7c4a-4f1e-9a53-2f1f6a0c8e11"]
    )
    client_secret: str = Field(
        default="",
        description="One of the application's active keys",
        examples=[OPAQUE],
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
    expires_in: str = Field(description="Seconds until the token expires", examples=["3599"])
    ext_expires_in: str = Field(description="The same as expires_in", examples=["3599"])
    expires_on: str = Field(description="When the token expires, in seconds since 1970", examples=["1893459599"])
    not_before: str = Field(description="From when the token is valid, in seconds since 1970", examples=["1893455700"])
    resource: str = Field(
        description="Resource of the API that the token is for", examples=["https://api.partner.microsoft.com"]
    )
    access_token: str = _TOKEN


class ScopedToken(Schema):
    """A token from the version 2 endpoint. expires_in is in seconds."""

    token_type: str = _TYPE
    expires_in: int = Field(description="Seconds until the token expires", examples=[3599])
    ext_expires_in: int = Field(description="The same as expires_in", examples=[3599])
    access_token: str = _TOKEN


class TokenFault(Schema):
    """An error. error is a code from RFC 6749; error_description starts with the first of error_codes."""

    model_config = ConfigDict(extra="forbid")

    error: str = Field(description="Error code from RFC 6749", examples=["invalid_client"])
    error_description: str = Field(
        description="What is wrong, in the language of the request, after a number",
        examples=["AADSTS7000215: The client secret is wrong."],
    )
    error_codes: list[int] = Field(description="The number at the start of the description", examples=[[7000215]])
    timestamp: str = Field(description="When the error occurred, in UTC", examples=["2030-01-01 09:00:00Z"])
    trace_id: str = Field(description="ID of the error", examples=[EXAMPLE_ID])
    correlation_id: str = Field(description="Include this ID when you report a problem", examples=[EXAMPLE_ID])
