"""What the two token endpoints read and write."""

from ninja import Schema
from pydantic import ConfigDict, Field

_NAMES = ("grant_type", "client_id", "client_secret")
_TYPE = Field(default="Bearer", examples=["Bearer"])
_TOKEN = Field(description="Send it as `Authorization: Bearer …`", examples=["the token"])


def _required(*names: str) -> ConfigDict:
    """For the document alone: a parameter that is missing has an answer of its own."""
    return ConfigDict(json_schema_extra={"required": [*_NAMES, *names]})


class TokenForm(Schema):
    """A form of the client credentials grant."""

    grant_type: str = Field(default="", examples=["client_credentials"])
    client_id: str = Field(
        default="", description="Client ID of the application", examples=["5b1f0d9e-7c4a-4f1e-9a53-2f1f6a0c8e11"]
    )
    client_secret: str = Field(
        default="", description="One of the application's keys", examples=["the key, as it was shown once"]
    )


class ResourceForm(TokenForm):
    model_config = _required("resource")

    resource: str = Field(
        default="",
        description="The API that the token is for, as the page of that API names it",
        examples=["https://api.partner.microsoft.com"],
    )


class ScopeForm(TokenForm):
    model_config = _required("scope")

    scope: str = Field(
        default="",
        description="The resource of the API that the token is for, with `/.default` at its end",
        examples=["https://api.partner.microsoft.com/.default"],
    )


class Token(Schema):
    """Numbers are texts in this form. Times are seconds since 1970."""

    token_type: str = _TYPE
    expires_in: str = Field(examples=["3599"])
    ext_expires_in: str = Field(examples=["3599"])
    expires_on: str = Field(examples=["1893459599"])
    not_before: str = Field(examples=["1893455700"])
    resource: str = Field(examples=["https://api.partner.microsoft.com"])
    access_token: str = _TOKEN


class ScopedToken(Schema):
    """expires_in is in seconds."""

    token_type: str = _TYPE
    expires_in: int = Field(examples=[3599])
    ext_expires_in: int = Field(examples=[3599])
    access_token: str = _TOKEN


class TokenFault(Schema):
    """error is a word of RFC 6749; error_description begins with the first of error_codes."""

    model_config = ConfigDict(extra="forbid")

    error: str
    error_description: str
    error_codes: list[int]
    timestamp: str
    trace_id: str
    correlation_id: str
