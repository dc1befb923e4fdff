"""Releases: current, past and scheduled."""

from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, Field

from api.examples import DIGEST
from api.fields import Id, Time
from api.v1.bodies.errors import ReasonBody
from api.v1.bodies.pages import PageBody
from api.v1.bodies.requests import RequestBody
from listings.models import ReleaseKind


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
