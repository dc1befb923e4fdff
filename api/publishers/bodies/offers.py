"""Bodies of offers and their definitions."""

from typing import Annotated, Final

from pydantic import BaseModel, Field, JsonValue, StringConstraints

from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, Strictly
from api.publishers.bodies.values import OFFER, OfferValues
from tilekit.sections import limits

OFFER_TYPE = "microsoft-azure-virtualmachines"
SKU_TITLE: Final = "microsoft-azure-virtualmachines.skuTitle"
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
# The draft stores a plan as two entities: the variant, and the other values that were sent for it.
MAX_PLANS = limits.API_ENTITIES // 2 - 1


_PLANS = [{"planId": "basic", SKU_TITLE: "Basic"}]


class PublishingStatus(CaseInsensitiveEnum):
    NEVER_PUBLISHED = "neverPublished"
    NOT_STARTED = "notStarted"
    RUNNING = "running"
    WAITING = "waitingForPublisherReview"
    SUCCEEDED = "succeeded"
    PUBLISHED = "published"
    CANCELED = "canceled"
    FAILED = "failed"


class ErrorDetail(BaseModel):
    code: str = Field(examples=["InvalidAPIVersion"])
    message: str


class PublisherErrorBody(BaseModel):
    error: ErrorDetail


class OfferQuery(BaseModel):
    filter: str = Field(
        default="",
        alias="$filter",
        description="Filter by `offerTypeId`. Other filters are not supported.",
        examples=[f"offerTypeId eq '{OFFER_TYPE}'"],
    )


class Plan(Body):
    """A plan. Keys that are not declared here are stored unchanged."""

    plan_id: Text = Field(alias="planId", examples=["basic"])
    title: Strictly[str] | None = Field(default=None, alias=SKU_TITLE, max_length=1_000, examples=["Basic"])


class DefinitionBody(Body):
    """The content of an offer. displayText is the name of a new listing. Plans that are not in the list are removed."""

    display_text: str | None = Field(default=None, alias="displayText", max_length=200, examples=["Tide Gauge Monitor"])
    offer: OfferValues = Field(
        default_factory=OfferValues,
        description="Values of the offer. Keys that are not listed below are stored unchanged.",
        examples=[OFFER],
    )
    plans: list[Plan] | None = Field(
        default=None,
        max_length=MAX_PLANS,
        description=f"All plans of the offer, at most {MAX_PLANS}. Leave this key out to keep the existing plans.",
        examples=[_PLANS],
    )


class NewOffer(Body):
    """An offer in a request. IDs must match those in the URL. Keys that are not declared here are stored unchanged."""

    publisher_id: str | None = Field(default=None, alias="publisherId")
    offer_type: str | None = Field(default=None, alias="offerTypeId", examples=[OFFER_TYPE])
    id: str | None = None
    type_versions: dict[str, JsonValue] | None = Field(default=None, alias="offerTypeVersions")
    definition: DefinitionBody
    etag: str | None = Field(
        default=None, alias="eTag", description="The eTag from your last read. Used only without an If-Match header."
    )


class ShownDefinition(Body):
    """The definition as it was sent, without secrets. Values that have changed since then are current."""

    display_text: str = Field(alias="displayText", examples=["Tide Gauge Monitor"])
    offer: dict[str, JsonValue] = Field(examples=[OFFER])
    plans: list[dict[str, JsonValue]] = Field(examples=[_PLANS])


class OfferBody(Body):
    """An offer. version is the number of publications; changedTime is the last change of the draft or its state."""

    publisher_id: str = Field(alias="publisherId", examples=["acme"])
    offer_type: str = Field(alias="offerTypeId", examples=[OFFER_TYPE])
    id: str = Field(examples=["tide-vm"])
    type_versions: dict[str, JsonValue] = Field(alias="offerTypeVersions")
    definition: ShownDefinition
    etag: str = Field(alias="eTag", examples=['"0400f1aa"'])
    version: int
    status: PublishingStatus
    changed_at: str = Field(alias="changedTime", examples=["2030-01-01T09:00:00Z"])


class SummaryDefinition(Body):
    display_text: str = Field(alias="displayText", examples=["Tide Gauge Monitor"])


class OfferSummary(Body):
    """An offer in the list."""

    offer_type: str = Field(alias="offerTypeId", examples=[OFFER_TYPE])
    publisher_id: str = Field(alias="publisherId", examples=["acme"])
    status: PublishingStatus
    id: str = Field(examples=["tide-vm"])
    version: int
    definition: SummaryDefinition
    changed_at: str = Field(alias="changedTime", examples=["2030-01-01T09:00:00Z"])
