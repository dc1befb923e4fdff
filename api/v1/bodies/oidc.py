"""The exchange of a workflow's token for one of ours."""

from uuid import UUID

from ninja import Schema
from pydantic import Field

from api.trusted.id_tokens import MAX_CHARACTERS
from api.v1.bodies.requests import RequestBody


class IdTokenExchange(RequestBody):
    token: str = Field(
        min_length=1,
        max_length=MAX_CHARACTERS,
        description="The ID token of the run. Its audience must be the address of this portal.",
        examples=["the ID token"],
    )
    tenant_id: UUID = Field(description="Tenant ID of the organisation, as shown on the application's page")
    listing: UUID | None = Field(
        default=None, description="ID of the listing; only needed if the workflow can publish several listings"
    )


class ListingTokenBody(Schema):
    """expires_in is in seconds."""

    access_token: str = Field(description="Send it as `Authorization: Bearer …`", examples=["the token"])
    token_type: str = Field(default="Bearer", examples=["Bearer"])
    expires_in: int = Field(examples=[900])
    listing: UUID = Field(description="Listing that the token is valid for")
