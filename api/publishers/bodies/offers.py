"""Bodies of offers and their definitions."""

from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field, JsonValue, StringConstraints
from pydantic_core import PydanticCustomError

from api.fields import TIME, optional
from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, Strictly
from tilekit.sections import limits

OFFER_EXAMPLE = {
    "microsoft-azure-marketplace.title": "Tide Gauge Monitor",
    "microsoft-azure-marketplace.summary": "Live tide levels",
    "microsoft-azure-marketplace.description": "<p>Curves of every gauge.</p>",
}


class OfferValues(Body):
    """The keys that set fields of the listing. Other keys are stored, but set no field."""

    title: Strictly[str] | None = optional(
        "Title of the tile", "Tide Gauge Monitor", alias="microsoft-azure-marketplace.title"
    )
    summary: Strictly[str] | None = optional(
        "Short description", "Live tide levels", alias="microsoft-azure-marketplace.summary"
    )
    description: Strictly[str] | None = optional(
        "Overview in HTML", "<p>Curves of every gauge.</p>", alias="microsoft-azure-marketplace.description"
    )
    categories: list[JsonValue] | None = optional(
        "Categories, each an object with the key `categoryL1`",
        [{"categoryL1": "Metrics"}],
        alias="microsoft-azure-marketplace.categoryMap",
    )
    support_email: Strictly[str] | None = optional(
        "Support e-mail address", "support@acme.example", alias="microsoft-azure-marketplace.supportContactEmail"
    )
    support_url: Strictly[str] | None = optional(
        "URL of your support site",
        "https://acme.example/support",
        alias="microsoft-azure-marketplace.publicAzureSupportUrl",
    )
    maintainer_email: Strictly[str] | None = optional(
        "E-mail address of the maintainer, not shown to customers",
        "tides@acme.example",
        alias="microsoft-azure-marketplace.engineeringContactEmail",
    )


OFFER_TYPE = "microsoft-azure-virtualmachines"
SKU_TITLE: Final = "microsoft-azure-virtualmachines.skuTitle"
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
# The draft stores a plan as two entities: the variant, and the other values that were sent for it.
MAX_PLANS = limits.API_ENTITIES // 2 - 1


_FROM_LAST_READ = "The value from an earlier read, which changes nothing. Any other value is refused."
_PLANS = [{"planId": "basic", SKU_TITLE: "Basic"}]


def _refuse_numbers(value: object) -> object:
    """Pydantic would read numbers as seconds since 1970."""
    if isinstance(value, int | float):
        raise PydanticCustomError("datetime_type", "Input should be a valid datetime")
    return value


_Moment = Annotated[AwareDatetime, BeforeValidator(_refuse_numbers)]


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
    code: str = Field(
        description="Code of the error. It stays the same even if the text changes.", examples=["InvalidAPIVersion"]
    )
    message: str = Field(
        description="What is wrong, in the language of the request",
        examples=["Add api-version=2017-10-31 to the query string."],
    )


class PublisherErrorBody(BaseModel):
    error: ErrorDetail = Field(description="What went wrong")


class OfferQuery(BaseModel):
    filter: str = Field(
        default="",
        alias="$filter",
        description="Filter by `offerTypeId`. Other filters are not supported.",
        examples=[f"offerTypeId eq '{OFFER_TYPE}'"],
    )


class Plan(Body):
    """A plan. Keys that are not declared here are stored unchanged."""

    plan_id: Text = Field(alias="planId", description="The plan ID, unique in the offer", examples=["basic"])
    title: Strictly[str] | None = Field(
        default=None, alias=SKU_TITLE, max_length=1_000, description="Name of the plan", examples=["Basic"]
    )


class DefinitionBody(Body):
    """The content of an offer. displayText is the name of a new listing. Plans that are not in the list are removed."""

    display_text: str | None = Field(
        default=None,
        alias="displayText",
        max_length=200,
        description="Name of the offer, as members of your organisation see it",
        examples=["Tide Gauge Monitor"],
    )
    offer: OfferValues = Field(
        default_factory=OfferValues,
        description="Values of the offer. Keys that are not listed below are stored unchanged.",
        examples=[OFFER_EXAMPLE],
    )
    plans: list[Plan] | None = Field(
        default=None,
        max_length=MAX_PLANS,
        description=f"All plans of the offer, at most {MAX_PLANS}. Leave this key out to keep the existing plans.",
        examples=[_PLANS],
    )


class NewOffer(Body):
    """An offer in a request. IDs must match those in the URL. Keys that are not declared here are stored unchanged."""

    publisher_id: str | None = optional("Short name or ID of your organisation", "acme", alias="publisherId")
    offer_type: str | None = Field(
        default=None,
        alias="offerTypeId",
        description="Type of the offer; always microsoft-azure-virtualmachines",
        examples=[OFFER_TYPE],
    )
    id: str | None = optional("The offer ID", "tide-vm")
    type_versions: dict[str, JsonValue] | None = optional(
        "Versions of the offer type; stored unchanged",
        {"microsoft-azure-virtualmachines": 87},
        alias="offerTypeVersions",
    )
    definition: DefinitionBody = Field(description="Content of the offer")
    etag: str | None = optional(
        "The eTag from your last read. Used only without an If-Match header.", '"0400f1aa"', alias="eTag"
    )
    version: Strictly[int] | None = optional(_FROM_LAST_READ, 2)
    status: PublishingStatus | None = optional(_FROM_LAST_READ, PublishingStatus.PUBLISHED.value)
    changed_at: _Moment | None = optional(_FROM_LAST_READ, TIME, alias="changedTime")


class ShownDefinition(Body):
    """The definition as it was sent, without secrets. Values that have changed since then are current."""

    display_text: str = Field(
        alias="displayText",
        description="Name of the offer, as members of your organisation see it",
        examples=["Tide Gauge Monitor"],
    )
    offer: dict[str, JsonValue] = Field(description="Values of the offer, by key", examples=[OFFER_EXAMPLE])
    plans: list[dict[str, JsonValue]] = Field(description="All plans of the offer", examples=[_PLANS])


class OfferBody(Body):
    """An offer. version is the number of publications; changedTime is the last change of the draft or its state."""

    publisher_id: str = Field(alias="publisherId", description="Short name of your organisation", examples=["acme"])
    offer_type: str = Field(
        alias="offerTypeId",
        description="Type of the offer; always microsoft-azure-virtualmachines",
        examples=[OFFER_TYPE],
    )
    id: str = Field(description="The offer ID", examples=["tide-vm"])
    type_versions: dict[str, JsonValue] = Field(
        alias="offerTypeVersions",
        description="Versions of the offer type",
        examples=[{"microsoft-azure-virtualmachines": 87}],
    )
    definition: ShownDefinition = Field(description="Content of the offer")
    etag: str = Field(
        alias="eTag",
        description=("Changes with each change of the definition. Send it as If-Match to replace only this version."),
        examples=['"0400f1aa"'],
    )
    version: int = Field(description="Number of publications so far, plus 1", examples=[2])
    status: PublishingStatus = Field(description="Status of the latest publication")
    changed_at: str = Field(
        alias="changedTime", description="When the draft or its state last changed", examples=["2030-01-01T09:00:00Z"]
    )


class SummaryDefinition(Body):
    display_text: str = Field(
        alias="displayText",
        description="Name of the offer, as members of your organisation see it",
        examples=["Tide Gauge Monitor"],
    )


class OfferSummary(Body):
    """An offer in the list."""

    offer_type: str = Field(
        alias="offerTypeId",
        description="Type of the offer; always microsoft-azure-virtualmachines",
        examples=[OFFER_TYPE],
    )
    publisher_id: str = Field(alias="publisherId", description="Short name of your organisation", examples=["acme"])
    status: PublishingStatus = Field(description="Status of the latest publication")
    id: str = Field(description="The offer ID", examples=["tide-vm"])
    version: int = Field(description="Number of publications so far, plus 1", examples=[2])
    definition: SummaryDefinition = Field(description="Name of the offer")
    changed_at: str = Field(
        alias="changedTime", description="When the draft or its state last changed", examples=["2030-01-01T09:00:00Z"]
    )
