"""Sandbox orgs, and the tiles that are enabled in them."""

from ninja import Schema
from pydantic import Field

from api.fields import Id, Time
from api.v1.bodies.pages import PageBody
from api.v1.bodies.requests import RequestBody
from common.ids import EXAMPLE_ID
from sandboxes.models import OrgState, Region, RequestState


class NewSandboxRequest(RequestBody):
    region: Region = Field(description="Region of the org on the platform", examples=["us1"])
    purpose: str = Field(
        description="20 to 1,000 characters", examples=["To look at the tile of our integration before its release."]
    )


class SandboxRequestBody(Schema):
    id: Id = Field(description="ID of the request")
    region: Region = Field(description="Region of the org on the platform", examples=["us1"])
    purpose: str = Field(
        description="Why you need the org", examples=["To look at the tile of our integration before its release."]
    )
    state: RequestState = Field(description="Whether the request is open, granted or declined", examples=["requested"])
    requested_at: Time = Field(description="When the request was sent")
    due_at: Time = Field(description="When our decision is due")
    reason: str = Field(description="Why the request was declined", examples=[""])
    org: Id | None = Field(description="The sandbox org that you were granted")


class SandboxRequestPage(PageBody):
    items: list[SandboxRequestBody] = Field(description="The requests on this page")


class SandboxOrgBody(Schema):
    id: Id = Field(description="ID of the sandbox org")
    name: str = Field(description="Name of the org on the platform", examples=["harbour-dev"])
    region: Region = Field(description="Region of the org on the platform", examples=["us1"])
    state: OrgState = Field(description="Whether tiles can be enabled in the org", examples=["active"])
    is_automatic: bool = Field(description="Whether tiles are enabled as soon as every team has approved")
    created_at: Time = Field(description="When the org was added")


class SandboxOrgPage(PageBody):
    items: list[SandboxOrgBody] = Field(description="The sandbox orgs on this page")


class Activation(Schema):
    """A tile that is enabled in a sandbox org."""

    id: Id = Field(description="ID of the enabled tile")
    org: Id = Field(description="Sandbox org in which the tile is enabled")
    org_name: str = Field(description="Name of the sandbox org", examples=["harbour-dev"])
    submission: Id = Field(description="Submission that the tile shows")
    activated_at: Time = Field(description="When the tile was enabled")
    is_outdated: bool = Field(description="Whether changes were requested after the tile was enabled")
    page: str = Field(
        description="Web page of the tile in the sandbox org", examples=[f"/sandboxes/tiles/{EXAMPLE_ID}/"]
    )


class ActivationPage(PageBody):
    items: list[Activation] = Field(description="The enabled tiles on this page")


class SignOffBody(RequestBody):
    submission: Id = Field(description="Submission that you sign off. Its tile must be the one in the sandbox org.")
    terms_confirmed: bool = Field(
        default=False,
        description="For a Marketplace listing: whether the pricing and the EULA are correct",
        examples=[True],
    )


class ChangeRequest(RequestBody):
    note: str = Field(max_length=5_000, description="What you want to change", examples=["We have a new logo."])
