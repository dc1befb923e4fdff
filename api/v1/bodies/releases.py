"""Releases: current, past and scheduled."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from api.fields import DIGEST, ApiSchema, Id, Time, described
from api.v1.bodies.base import PageBody, RequestBody
from api.v1.bodies.errors import ReasonBody
from common.ids import EXAMPLE_ID
from common.regions import Region
from listings.models import ReleaseKind
from sandboxes.models import OrgState, RequestState


class ScheduleBody(RequestBody):
    release_at: Annotated[
        AwareDatetime,
        Field(description="Time with a UTC offset, at most a year ahead", examples=["2100-01-01T09:00:00Z"]),
    ]


class ReleaseBody(ApiSchema):
    """A submission that went live."""

    id: Id = described("ID of the release")
    kind: ReleaseKind = described("Whether the submission was published or restored by a rollback", "publish")
    submission: Id = described("Submission that went live")
    revision: int = described("Revision number", 1)
    round: int = described("Number of the submission within its revision", 1)
    digest: str = described("Digest of the submission's content", DIGEST)
    at: Time = described("When the submission went live")
    reason: str = described("Reason for the rollback", "")
    is_live: bool = described("Whether customers see this release now")


class ReleasePage(PageBody):
    items: list[ReleaseBody] = described("The releases on this page")


class NewRelease(RequestBody):
    """Roll back to a submission that was live before."""

    submission: Id = described("Submission that customers should see again")
    reason: str = described(
        "Why you roll back; empty if you give no reason", "The new dashboards are empty.", default="", max_length=1_000
    )
    validate_only: bool = described(
        "Change nothing. Return what prevents the rollback and what would change.", True, default=False
    )


class RehearsalBody(ApiSchema):
    """What a rollback would do."""

    reasons: list[ReasonBody] = described("What prevents the rollback; empty if it is possible")
    changes: list[str] = described(
        "What would change for customers; empty if the submission was never live", ["The dashboard Tides is removed."]
    )


class NewSandboxRequest(RequestBody):
    region: Region = described("Region of the org on the platform", "us1")
    purpose: str = described("20 to 1,000 characters", "To look at the tile of our integration before its release.")


class SandboxRequestBody(ApiSchema):
    id: Id = described("ID of the request")
    region: Region = described("Region of the org on the platform", "us1")
    purpose: str = described("Why you need the org", "To look at the tile of our integration before its release.")
    state: RequestState = described("Whether the request is open, granted, declined or withdrawn", "requested")
    requested_at: Time = described("When the request was sent")
    due_at: Time = described("When our decision is due")
    reason: str = described("Why the request was declined", "")
    org: Id | None = described("The sandbox org that you were granted")


class SandboxRequestPage(PageBody):
    items: list[SandboxRequestBody] = described("The requests on this page")


class SandboxOrgBody(ApiSchema):
    id: Id = described("ID of the sandbox org")
    name: str = described("Name of the org on the platform", "harbour-dev")
    region: Region = described("Region of the org on the platform", "us1")
    state: OrgState = described("Whether tiles can be enabled in the org", "active")
    is_automatic: bool = described("Whether tiles are enabled as soon as every team has approved")
    created_at: Time = described("When the org was added")


class SandboxOrgPage(PageBody):
    items: list[SandboxOrgBody] = described("The sandbox orgs on this page")


class Activation(ApiSchema):
    """A tile that is enabled in a sandbox org."""

    id: Id = described("ID of the enabled tile")
    org: Id = described("Sandbox org in which the tile is enabled")
    org_name: str = described("Name of the sandbox org", "harbour-dev")
    submission: Id = described("Submission that the tile shows")
    activated_at: Time = described("When the tile was enabled")
    is_outdated: bool = described("Whether changes were requested after the tile was enabled")
    page: str = described("Web page of the tile in the sandbox org", f"/sandboxes/tiles/{EXAMPLE_ID}/")


class ActivationPage(PageBody):
    items: list[Activation] = described("The enabled tiles on this page")


class SignOffBody(RequestBody):
    submission: Id = described("Submission that you sign off. Its tile must be the one in the sandbox org.")
    terms_confirmed: bool = described(
        "For a Marketplace listing: whether the pricing and the EULA are correct", True, default=False
    )


class ChangeRequest(RequestBody):
    note: str = described("What you want to change", "We have a new logo.", max_length=5_000)
