"""Sandbox orgs, and the tiles that are enabled in them."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from api.v1.bodies.pages import PageBody
from api.v1.bodies.requests import RequestBody
from sandboxes.models import OrgState, Region, RequestState


class NewSandboxRequest(RequestBody):
    region: Region = Field(examples=["us1"])
    purpose: str = Field(
        description="20 to 1,000 characters", examples=["To look at the tile of our integration before its release."]
    )


class SandboxRequestBody(Schema):
    id: UUID
    region: Region = Field(examples=["us1"])
    purpose: str
    state: RequestState = Field(examples=["requested"])
    requested_at: datetime
    due_at: datetime = Field(description="When our decision is due")
    reason: str = Field(description="Why the request was declined", examples=[""])
    org: UUID | None = Field(description="The sandbox org that you were granted")


class SandboxRequestPage(PageBody):
    items: list[SandboxRequestBody]


class SandboxOrgBody(Schema):
    id: UUID
    name: str = Field(examples=["harbour-dev"])
    region: Region = Field(examples=["us1"])
    state: OrgState = Field(examples=["active"])
    is_automatic: bool = Field(description="Whether tiles are enabled as soon as every team has approved")
    created_at: datetime


class SandboxOrgPage(PageBody):
    items: list[SandboxOrgBody]


class Activation(Schema):
    """A tile that is enabled in a sandbox org."""

    id: UUID
    org: UUID
    org_name: str = Field(examples=["harbour-dev"])
    submission: UUID = Field(description="Submission that the tile shows")
    activated_at: datetime
    is_outdated: bool = Field(description="Whether changes were requested after the tile was enabled")
    page: str = Field(description="Web page of the tile in the sandbox org")


class ActivationPage(PageBody):
    items: list[Activation]


class SignOffBody(RequestBody):
    submission: UUID = Field(description="Submission that you sign off. Its tile must be the one in the sandbox org.")
    terms_confirmed: bool = Field(
        default=False,
        description="For a Marketplace listing: whether the pricing and the EULA are correct",
        examples=[True],
    )


class ChangeRequest(RequestBody):
    note: str = Field(max_length=5_000, description="What you want to change", examples=["We have a new logo."])
