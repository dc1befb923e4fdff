"""Bodies of publishing: requests, and the progress of operations."""

from typing import Literal

from pydantic import AliasGenerator, ConfigDict, JsonValue
from pydantic.alias_generators import to_camel

from api.fields import ApiModel, Id, described
from api.ingestion.bodies.base import Body
from api.ingestion.bodies.submissions import Moment
from api.publishers.bodies.offers import OFFER_TYPE, PublishingStatus

OperationKind = Literal["publish", "golive"]
Slot = Literal["staging", "production"]
Level = Literal["error", "warning"]
Cancellation = Literal["canCancel", "cannotCancel"]


_METADATA = {"notification-emails": "publishing@acme.example"}


class Metadata(Body):
    emails: str | None = described(
        "Stored with the operation, but not used: notifications follow each member's settings in the portal",
        "publishing@acme.example",
        default=None,
        alias="notification-emails",
        max_length=4_000,
    )


class PublishRequest(Body):
    model_config = ConfigDict(extra="forbid")

    metadata: Metadata = described(
        "Information to store with the operation. You can add your own keys.", _METADATA, default_factory=Metadata
    )


class OperationQuery(ApiModel):
    status: str = described("Return only operations with this status", "running", default="")


class ProgressModel(ApiModel):
    """A part of a response. The keys of fields are in camel case: `step_name` is `stepName`."""

    model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=to_camel))


class MessageBody(ProgressModel):
    message_html: str = described("The message, as HTML", "Sales e-mail is missing.")
    level: Level = described("An error must be fixed before you publish again")
    timestamp: Moment = described("When the message was written")


class StepBody(ProgressModel):
    """A step. progressPercentage is 0, or 100 once the step is complete."""

    estimated_time_frame: str = described("Estimated duration of the step. Always empty.", "", default="")
    id: str = described("ID of the step", "certification")
    step_name: str = described("Name of the step", "Certification")
    description: str = described("What happens in the step", "The offer is released to customers.")
    status: PublishingStatus = described("Status of the step", PublishingStatus.RUNNING.value)
    messages: list[MessageBody] = described("Messages of checks and reviewers about this step")
    progress_percentage: int = described("100 once the step is complete, and 0 before", 0)


class OfferStatus(ProgressModel):
    """The status of an offer. messages contains the messages of all steps."""

    status: PublishingStatus = described("Status of the publication", PublishingStatus.RUNNING.value)
    messages: list[MessageBody] = described("Messages of checks and reviewers about all steps")
    steps: list[StepBody] = described("The steps, in order")


class OperationStatus(OfferStatus):
    publishing_version: int = described("Number of the publication, starting at 1", 1)
    offer_version: int = described("Number of the publication, starting at 1", 1)
    cancellation_request_state: Cancellation = described("Whether you can still cancel the operation")


class Operation(ProgressModel):
    """An operation: publish creates the preview (slot staging); golive releases it (slot production)."""

    id: Id = described("ID of the operation")
    offer_id: str = described("The offer ID", "tide-vm")
    offer_version: int = described("Number of the publication, starting at 1", 1)
    offer_type_id: str = described(
        "Type of the offer; always microsoft-azure-virtualmachines", OFFER_TYPE, default=OFFER_TYPE
    )
    publisher_id: str = described("Short name of your organisation", "acme")
    submission_type: OperationKind = described("publish creates the preview, golive releases it")
    submission_state: PublishingStatus = described("Status of the operation", PublishingStatus.RUNNING.value)
    publishing_version: int = described("Number of the publication, starting at 1", 1)
    slot: Slot = described("staging for the preview, production for the release")
    version: int = described("Version of the submission; increases with each change", 3)
    definition: dict[str, JsonValue] = described(
        "The `metadata` that you sent when you published the offer", {"metadata": _METADATA}
    )
    changed_time: Moment = described("When the operation last made progress")
