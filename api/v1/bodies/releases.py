"""Releases: current, past and scheduled."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from api.v1.bodies.pages import PageBody
from api.v1.bodies.sent import Sent
from listings.states import ReleaseKind


class Schedule(Sent):
    release_at: Annotated[
        AwareDatetime, Field(description="With a UTC offset; at most a year ahead", examples=["2100-01-01T09:00:00Z"])
    ]


class Release(Schema):
    """A submission that went live."""

    id: UUID
    kind: ReleaseKind = Field(examples=["publish"])
    submission: UUID
    revision: int = Field(description="Number of the revision", examples=[1])
    round: int = Field(description="Round of the submission", examples=[1])
    digest: str = Field(description="Digest of its content")
    at: datetime
    reason: str = Field(description="Why it was rolled back", examples=[""])
    is_live: bool


class ReleasePage(PageBody):
    items: list[Release]


class NewRelease(Sent):
    """Roll back to a submission that was live before."""

    submission: UUID
    reason: str = Field(default="", max_length=1_000, examples=["The new dashboards are empty."])
    validate_only: bool = Field(
        default=False,
        description="Change nothing; return what prevents the rollback and what would change",
        examples=[True],
    )


class Reason(Schema):
    code: str = Field(examples=["never-live"])
    text: str


class Rehearsal(Schema):
    """What a rollback would do."""

    reasons: list[Reason] = Field(description="Why it is not possible; empty if it is")
    changes: list[str] = Field(description="What customers would see; empty if the submission was never live")
