"""The exchange of a workflow's token for one of ours."""

from ninja import Schema
from pydantic import Field

from api.examples import OPAQUE
from api.fields import Id, optional
from api.trusted.id_tokens import MAX_CHARACTERS
from api.v1.bodies.requests import RequestBody
from common.ids import EXAMPLE_ID


class IdTokenExchange(RequestBody):
    token: str = Field(
        min_length=1,
        max_length=MAX_CHARACTERS,
        description="The ID token of the run. Its audience must be the address of this portal.",
        examples=["eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL3BvcnRhbCJ9.c2lnbmF0dXJl"],
    )
    tenant_id: Id = Field(description="Tenant ID of the organisation, as shown on the application's page")
    listing: Id | None = optional(
        "ID of the listing; only needed if the workflow can publish several listings", EXAMPLE_ID
    )


class ListingTokenBody(Schema):
    """expires_in is in seconds."""

    access_token: str = Field(description="Send it as `Authorization: Bearer …`", examples=[OPAQUE])
    token_type: str = Field(default="Bearer", description="Always `Bearer`", examples=["Bearer"])
    expires_in: int = Field(description="Seconds until the token expires", examples=[900])
    listing: Id = Field(description="Listing that the token is valid for")
