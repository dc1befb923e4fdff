"""Releases: current, past and scheduled."""

from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, Field

from api.fields import DIGEST, Id, Time
from api.v1.bodies.base import PageBody, RequestBody
from api.v1.bodies.errors import ReasonBody
from common.ids import EXAMPLE_ID
from listings.models import ReleaseKind
from sandboxes.models import OrgState, Region, RequestState


class ScheduleBody(RequestBody):
    release_at: Annotated[
        AwareDatetime,
        Field(description="Time with a UTC offset, at most a year ahead", examples=["2100-01-01T09:00:00Z"]),
    ]


class ReleaseBody(Schema):
    """A submission that went live."""

    id: Id = Field(description="ID of the release")
    kind: ReleaseKind = Field(
        description="Whether the submission was published or restored by a rollback", examples=["publish"]
    )
    submission: Id = Field(description="Submission that went live")
    revision: int = Field(description="Revision number", examples=[1])
    round: int = Field(description="Number of the submission within its revision", examples=[1])
    digest: str = Field(description="Digest of the submission's content", examples=[DIGEST])
    at: Time = Field(description="When the submission went live")
    reason: str = Field(description="Reason for the rollback", examples=[""])
    is_live: bool = Field(description="Whether customers see this release now")


class ReleasePage(PageBody):
    items: list[ReleaseBody] = Field(description="The releases on this page")


class NewRelease(RequestBody):
    """Roll back to a submission that was live before."""

    submission: Id = Field(description="Submission that customers should see again")
    reason: str = Field(
        default="",
        max_length=1_000,
        description="Why you roll back; empty if you give no reason",
        examples=["The new dashboards are empty."],
    )
    validate_only: bool = Field(
        default=False,
        description="Change nothing. Return what prevents the rollback and what would change.",
        examples=[True],
    )


class RehearsalBody(Schema):
    """What a rollback would do."""

    reasons: list[ReasonBody] = Field(description="What prevents the rollback; empty if it is possible")
    changes: list[str] = Field(
        description="What would change for customers; empty if the submission was never live",
        examples=[["The dashboard Tides is removed."]],
    )


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
    state: RequestState = Field(
        description="Whether the request is open, granted, declined or withdrawn", examples=["requested"]
    )
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
