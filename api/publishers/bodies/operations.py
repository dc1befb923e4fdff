"""Bodies of publishing: requests, and the progress of operations."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.fields import Id
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
    model_config = ConfigDict(extra="forbid")

    metadata: Metadata = Field(
        default_factory=Metadata,
        description="Information to store with the operation. You can add your own keys.",
        examples=[_METADATA],
    )


class OperationQuery(BaseModel):
    status: str = Field(default="", description="Return only operations with this status", examples=["running"])


class MessageBody(BaseModel):
    html: str = Field(
        serialization_alias="messageHtml", description="The message, as HTML", examples=["Sales e-mail is missing."]
    )
    level: Level = Field(description="An error must be fixed before you publish again")
    timestamp: Moment = Field(description="When the message was written")


class StepBody(BaseModel):
    """A step. progressPercentage is 0, or 100 once the step is complete."""

    time_frame: str = Field(
        default="",
        serialization_alias="estimatedTimeFrame",
        description="Estimated duration of the step. Always empty.",
        examples=[""],
    )
    id: str = Field(description="ID of the step", examples=["certification"])
    name: str = Field(serialization_alias="stepName", description="Name of the step", examples=["Certification"])
    description: str = Field(description="What happens in the step", examples=["The offer is released to customers."])
    status: PublishingStatus = Field(description="Status of the step", examples=[PublishingStatus.RUNNING.value])
    messages: list[MessageBody] = Field(description="Messages of checks and reviewers about this step")
    progress: int = Field(
        serialization_alias="progressPercentage",
        description="100 once the step is complete, and 0 before",
        examples=[0],
    )


class OfferStatus(BaseModel):
    """The status of an offer. messages contains the messages of all steps."""

    status: PublishingStatus = Field(description="Status of the publication", examples=[PublishingStatus.RUNNING.value])
    messages: list[MessageBody] = Field(description="Messages of checks and reviewers about all steps")
    steps: list[StepBody] = Field(description="The steps, in order")


class OperationStatus(OfferStatus):
    publishing_version: int = Field(
        serialization_alias="publishingVersion", description="Number of the publication, starting at 1", examples=[1]
    )
    offer_version: int = Field(
        serialization_alias="offerVersion", description="Number of the publication, starting at 1", examples=[1]
    )
    cancellation: Cancellation = Field(
        serialization_alias="cancellationRequestState", description="Whether you can still cancel the operation"
    )


class Operation(BaseModel):
    """An operation: publish creates the preview (slot staging); golive releases it (slot production)."""

    id: Id = Field(description="ID of the operation")
    offer_id: str = Field(serialization_alias="offerId", description="The offer ID", examples=["tide-vm"])
    offer_version: int = Field(
        serialization_alias="offerVersion", description="Number of the publication, starting at 1", examples=[1]
    )
    offer_type: str = Field(
        default=OFFER_TYPE,
        serialization_alias="offerTypeId",
        description="Type of the offer; always microsoft-azure-virtualmachines",
        examples=[OFFER_TYPE],
    )
    publisher_id: str = Field(
        serialization_alias="publisherId", description="Short name of your organisation", examples=["acme"]
    )
    submission_type: OperationKind = Field(
        serialization_alias="submissionType", description="publish creates the preview, golive releases it"
    )
    state: PublishingStatus = Field(
        serialization_alias="submissionState",
        description="Status of the operation",
        examples=[PublishingStatus.RUNNING.value],
    )
    publishing_version: int = Field(
        serialization_alias="publishingVersion", description="Number of the publication, starting at 1", examples=[1]
    )
    slot: Slot = Field(description="staging for the preview, production for the release")
    version: int = Field(description="Version of the submission; increases with each change", examples=[3])
    definition: dict[str, JsonValue] = Field(
        description="The `metadata` that you sent when you published the offer", examples=[{"metadata": _METADATA}]
    )
    changed_at: Moment = Field(serialization_alias="changedTime", description="When the operation last made progress")
