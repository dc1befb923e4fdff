"""Bodies of offers and their definitions."""

from typing import Annotated, Final

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, JsonValue, StringConstraints
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from api.fields import TIME, ApiModel, described, optional
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


class ErrorDetail(ApiModel):
    code: str = described("Code of the error. It stays the same even if the text changes.", "InvalidAPIVersion")
    message: str = described(
        "What is wrong, in the language of the request", "Add api-version=2017-10-31 to the query string."
    )


class PublisherErrorBody(ApiModel):
    error: ErrorDetail = described("What went wrong")


class OfferQuery(ApiModel):
    filter: str = described(
        "Filter by `offerTypeId`. Other filters are not supported.",
        f"offerTypeId eq '{OFFER_TYPE}'",
        default="",
        alias="$filter",
    )


class OfferModel(Body):
    """The keys of fields are in camel case: `plan_id` is `planId`."""

    model_config = ConfigDict(alias_generator=to_camel)


class Plan(OfferModel):
    """A plan. Keys that are not declared here are stored unchanged."""

    plan_id: Text = described("The plan ID, unique in the offer", "basic")
    title: Strictly[str] | None = described(
        "Name of the plan", "Basic", default=None, alias=SKU_TITLE, max_length=1_000
    )


class DefinitionBody(OfferModel):
    """The content of an offer. displayText is the name of a new listing. Plans that are not in the list are removed."""

    display_text: str | None = described(
        "Name of the offer, as members of your organisation see it", "Tide Gauge Monitor", default=None, max_length=200
    )
    offer: OfferValues = described(
        "Values of the offer. Keys that are not listed below are stored unchanged.",
        OFFER_EXAMPLE,
        default_factory=OfferValues,
    )
    plans: list[Plan] | None = described(
        f"All plans of the offer, at most {MAX_PLANS}. Leave this key out to keep the existing plans.",
        _PLANS,
        default=None,
        max_length=MAX_PLANS,
    )


class NewOffer(OfferModel):
    """An offer in a request. IDs must match those in the URL. Keys that are not declared here are stored unchanged."""

    publisher_id: str | None = optional("Short name or ID of your organisation", "acme")
    offer_type_id: str | None = described(
        "Type of the offer; always microsoft-azure-virtualmachines", OFFER_TYPE, default=None
    )
    id: str | None = optional("The offer ID", "tide-vm")
    offer_type_versions: dict[str, JsonValue] | None = optional(
        "Versions of the offer type; stored unchanged", {"microsoft-azure-virtualmachines": 87}
    )
    definition: DefinitionBody = described("Content of the offer")
    etag: str | None = optional(
        "The eTag from your last read. Used only without an If-Match header.", '"0400f1aa"', alias="eTag"
    )
    version: Strictly[int] | None = optional(_FROM_LAST_READ, 2)
    status: PublishingStatus | None = optional(_FROM_LAST_READ, PublishingStatus.PUBLISHED.value)
    changed_time: _Moment | None = optional(_FROM_LAST_READ, TIME)


class ShownDefinition(OfferModel):
    """The definition as it was sent, without secrets. Values that have changed since then are current."""

    display_text: str = described("Name of the offer, as members of your organisation see it", "Tide Gauge Monitor")
    offer: dict[str, JsonValue] = described("Values of the offer, by key", OFFER_EXAMPLE)
    plans: list[dict[str, JsonValue]] = described("All plans of the offer", _PLANS)


class OfferBody(OfferModel):
    """An offer. version is the number of publications; changedTime is the last change of the draft or its state."""

    publisher_id: str = described("Short name of your organisation", "acme")
    offer_type_id: str = described("Type of the offer; always microsoft-azure-virtualmachines", OFFER_TYPE)
    id: str = described("The offer ID", "tide-vm")
    offer_type_versions: dict[str, JsonValue] = described(
        "Versions of the offer type", {"microsoft-azure-virtualmachines": 87}
    )
    definition: ShownDefinition = described("Content of the offer")
    etag: str = described(
        "Changes with each change of the definition. Send it as If-Match to replace only this version.",
        '"0400f1aa"',
        alias="eTag",
    )
    version: int = described("Number of publications so far, plus 1", 2)
    status: PublishingStatus = described("Status of the latest publication")
    changed_time: str = described("When the draft or its state last changed", "2030-01-01T09:00:00Z")


class SummaryDefinition(OfferModel):
    display_text: str = described("Name of the offer, as members of your organisation see it", "Tide Gauge Monitor")


class OfferSummary(OfferModel):
    """An offer in the list."""

    offer_type_id: str = described("Type of the offer; always microsoft-azure-virtualmachines", OFFER_TYPE)
    publisher_id: str = described("Short name of your organisation", "acme")
    status: PublishingStatus = described("Status of the latest publication")
    id: str = described("The offer ID", "tide-vm")
    version: int = described("Number of publications so far, plus 1", 2)
    definition: SummaryDefinition = described("Name of the offer")
    changed_time: str = described("When the draft or its state last changed", "2030-01-01T09:00:00Z")
