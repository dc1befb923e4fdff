"""Bodies of publishing: requests, and the progress of operations."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from api.ingestion.bodies.base import Body
from api.ingestion.bodies.submissions import Moment
from api.publishers.bodies.offers import OFFER_TYPE, PublishingStatus

OperationKind = Literal["publish", "golive"]
Slot = Literal["staging", "production"]
Level = Literal["error", "warning"]
Cancellation = Literal["canCancel", "cannotCancel"]


_METADATA = {"notification-emails": "publishing@acme.example"}


class Metadata(Body):
    emails: str | None = Field(
        default=None,
        alias="notification-emails",
        max_length=4_000,
        description=(
            "Stored with the operation, but not used: notifications follow each member's settings in the portal"
        ),
        examples=["publishing@acme.example"],
    )


class PublishRequest(Body):
    metadata: Metadata = Field(
        default_factory=Metadata,
        description="Information to store with the operation. You can add your own keys.",
        examples=[_METADATA],
    )


class OperationQuery(BaseModel):
    status: str = Field(default="", description="Return only operations with this status", examples=["running"])


class MessageBody(BaseModel):
    html: str = Field(serialization_alias="messageHtml", examples=["Sales e-mail is missing."])
    level: Level
    timestamp: Moment


class StepBody(BaseModel):
    """A step. progressPercentage is 0, or 100 once the step is complete."""

    time_frame: str = Field(
        default="",
        serialization_alias="estimatedTimeFrame",
        description="Estimated duration of the step. Always empty.",
    )
    id: str = Field(examples=["certification"])
    name: str = Field(serialization_alias="stepName", examples=["Certification"])
    description: str = Field(examples=["The offer is released to customers."])
    status: PublishingStatus = Field(examples=[PublishingStatus.RUNNING.value])
    messages: list[MessageBody]
    progress: int = Field(serialization_alias="progressPercentage")


class OfferStatus(BaseModel):
    """The status of an offer. messages contains the messages of all steps."""

    status: PublishingStatus = Field(examples=[PublishingStatus.RUNNING.value])
    messages: list[MessageBody]
    steps: list[StepBody]


class OperationStatus(OfferStatus):
    publishing_version: int = Field(serialization_alias="publishingVersion")
    offer_version: int = Field(serialization_alias="offerVersion")
    cancellation: Cancellation = Field(serialization_alias="cancellationRequestState")


class Operation(BaseModel):
    """An operation: publish creates the preview (slot staging); golive releases it (slot production)."""

    id: UUID
    offer_id: str = Field(serialization_alias="offerId", examples=["tide-vm"])
    offer_version: int = Field(serialization_alias="offerVersion")
    offer_type: str = Field(default=OFFER_TYPE, serialization_alias="offerTypeId")
    publisher_id: str = Field(serialization_alias="publisherId", examples=["acme"])
    submission_type: OperationKind = Field(serialization_alias="submissionType")
    state: PublishingStatus = Field(serialization_alias="submissionState", examples=[PublishingStatus.RUNNING.value])
    publishing_version: int = Field(serialization_alias="publishingVersion")
    slot: Slot
    version: int
    definition: dict[str, JsonValue] = Field(
        description="The `metadata` that you sent when you published the offer", examples=[{"metadata": _METADATA}]
    )
    changed_at: Moment = Field(serialization_alias="changedTime")
