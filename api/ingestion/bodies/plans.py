"""Plans, with their markets, prices and audiences."""

from pydantic import Field

from api.fields import TIME, optional
from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, IngestionPageQuery, Strictly, Switch, TypeValue
from api.ingestion.bodies.modules import EntityBody, NamedId, entity_type
from common.ids import EXAMPLE_ID

TEST_DRIVE = "testdrive"
_DATES = {"startAt": {"dateTimeInUtc": TIME}}


class VariantState(CaseInsensitiveEnum):
    INACTIVE = "Inactive"
    ACTIVE = "Active"


class SubType(CaseInsensitiveEnum):
    MANAGED = "managed-application"
    TEMPLATE = "solution-template"


class Variant(EntityBody):
    """A plan, or the test drive of an offer. externalID is the plan ID; a test drive has none."""

    resource_type: str = entity_type("AzureSkuVariant")
    state: VariantState | None = Field(default=None, description="Whether the plan is offered", examples=["Active"])
    friendly_name: str | None = Field(
        default=None, alias="friendlyName", description="Name of the plan", examples=["Basic"]
    )
    external_id: str | None = Field(
        default=None,
        alias="externalID",
        max_length=100,
        description="The plan ID, unique in the product; a test drive has none",
        examples=["basic"],
    )
    lead_gen_id: str | None = optional(
        "ID of the plan in your lead system; stored unchanged", "acme-basic", alias="leadGenID"
    )
    reference_id: str | None = optional(
        "Plan whose values this plan reuses; stored unchanged", EXAMPLE_ID, alias="referenceVariantID"
    )
    conversion_paths: str | None = Field(
        default=None,
        alias="conversionPaths",
        description="Plans that customers can change to; * for all. Stored unchanged.",
        examples=["*"],
    )
    sub_type: SubType | None = Field(
        default=None,
        alias="subType",
        description="How the plan is deployed: as a managed application or from a solution template",
        examples=["solution-template"],
    )
    clouds: list[str] | None = Field(
        default=None,
        alias="cloudAvailabilities",
        description="Clouds in which the plan is offered; stored unchanged",
        examples=[["public-azure"]],
    )
    properties: list[TypeValue] | None = Field(
        default=None, alias="extendedProperties", description="Other properties of the plan; stored unchanged"
    )
    test_drive_type: str | None = optional(
        "How the test drive is deployed; stored unchanged", "AzureResourceManager", alias="testDriveType"
    )


class VariantQuery(IngestionPageQuery):
    """The requested page of plans."""


class PlanVisibility(CaseInsensitiveEnum):
    PUBLIC = "Public"
    PRIVATE = "Private"


class MarketStatus(CaseInsensitiveEnum):
    DISABLED = "Disabled"
    ENABLED = "Enabled"
    STOP_SELLING = "StopSelling"
    TERMINATED = "Terminated"


class TrialType(CaseInsensitiveEnum):
    NONE = "NoTrial"
    ACCESS = "TimedAccess"
    USAGE = "TimedUsage"
    UNLIMITED = "Unlimited"


class Duration(CaseInsensitiveEnum):
    MINUTE = "Minute"
    DAYS = "Days"
    MONTHS = "Months"


class PricingModel(CaseInsensitiveEnum):
    FLAT = "Flat"
    RECURRING = "Recurring"
    USAGE = "Usage"


class CadenceType(CaseInsensitiveEnum):
    MONTH = "Month"
    YEAR = "Year"


class MarketState(Body):
    market: str = Field(alias="marketCode", description="Country or region, as a two-letter code", examples=["DE"])
    state: MarketStatus = Field(description="Whether the plan is sold in this market")


class Moment(Body):
    localized: Switch | None = Field(
        default=None, alias="localizePerMarket", description="Whether the time is local time in each market"
    )
    at: str | None = Field(
        default=None,
        alias="dateTimeInUtc",
        description="The time in UTC, as RFC 3339",
        examples=["2030-01-01T00:00:00Z"],
    )


class DateRange(Body):
    start: Moment | None = Field(
        default=None, alias="startAt", description="Start of the period; left out if there is no start date"
    )
    end: Moment | None = Field(
        default=None, alias="endAt", description="End of the period; left out if there is no end date"
    )


class TrialBody(Body):
    type: TrialType | None = Field(default=None, description="Kind of trial; NoTrial if there is none")
    unit: Duration | None = Field(default=None, alias="durationType", description="Unit of the duration")
    duration: Strictly[int] | None = optional("Length of the trial in that unit", 1)
    dates: DateRange | None = optional("When customers can start a trial", _DATES, alias="dateTimeRange")


class Price(Body):
    tier: str | None = optional("ID of a price tier, instead of openPrice", "Tier2", alias="priceTierID")
    open_price: Strictly[float] | None = Field(
        default=None, alias="openPrice", description="Price in the currency", examples=[9.5]
    )
    currency: str | None = Field(
        default=None, alias="currencyCode", description="Currency, as a three-letter code", examples=["USD"]
    )


class Cadence(Body):
    type: CadenceType | None = Field(default=None, description="Unit of the billing period")
    value: Strictly[int] | None = optional("Length of the billing period in that unit", 1)


class PricingUnit(Body):
    name: str | None = optional("Name of the unit", "gauge")
    type: str | None = optional("Kind of unit", "PerUser", alias="unitType")
    is_unlimited: Switch | None = Field(
        default=None, alias="isUnlimitedUnit", description="Whether there is no upper limit"
    )
    lower: Strictly[float] | None = optional("Smallest number of units for this price", 1, alias="lowerUnit")
    upper: Strictly[float] | None = optional(
        "Largest number of units for this price; left out if unlimited", 100, alias="upperUnit"
    )


class PriceScheduleItem(Body):
    price: Price | None = Field(default=None, alias="retailPrice", description="Price in this period")
    model: PricingModel | None = Field(default=None, alias="pricingModel", description="How the price is charged")
    cadence: Cadence | None = optional(
        "How often the price is charged", {"type": "Month", "value": 1}, alias="priceCadence"
    )
    units: list[PricingUnit] | None = Field(
        default=None, alias="pricingUnits", description="Units that the price is for"
    )
    dates: DateRange | None = optional("When the price applies", _DATES, alias="dateTimeRange")


class PriceSchedule(Body):
    is_base: Switch | None = Field(
        default=None, alias="isBaseSchedule", description="Whether these prices apply to all markets without their own"
    )
    markets: list[str] | None = optional(
        "Markets with these prices, as two-letter codes", ["DE", "FR"], alias="marketCodes"
    )
    name: str | None = optional("Name of the schedule, for your own use", "Euro zone", alias="friendlyName")
    schedules: list[PriceScheduleItem] | None = Field(default=None, description="The prices, by period")


class Quantity(Body):
    unit: str | None = optional("Unit of the billing period", "Month", alias="recurringUnit")
    is_infinite: Switch | None = Field(
        default=None, alias="isInfinite", description="Whether the price includes any quantity"
    )
    quantity: Strictly[float] | None = optional("Quantity that the price includes", 1000)


class Meter(Body):
    is_enabled: Switch | None = Field(default=None, alias="isEnabled", description="Whether the meter is in use")
    id: str | None = optional("ID of the meter, which you choose", "gauges", alias="ID")
    unique_id: str | None = optional("ID of the meter in all plans of the product", EXAMPLE_ID, alias="uniqueID")
    name: str | None = optional("Name of the meter for customers", "Connected gauges", alias="displayName")
    unit: str | None = optional("What the meter counts", "gauge", alias="unitOfMeasure")
    price: Strictly[float] | None = optional("Price of a unit in US dollars", 0.5, alias="priceInUsd")
    included: list[Quantity] | None = Field(
        default=None, alias="includedBaseQuantities", description="Quantities that the plan's price includes"
    )


class FeatureAvailability(EntityBody):
    """Markets, prices and audiences of a plan. `$expand` accepts MarketStates, PriceSchedules and Trial."""

    resource_type: str = entity_type("FeatureAvailability")
    visibility: PlanVisibility | None = Field(default=None, description="Who can find the plan", examples=["Public"])
    is_hidden: Switch | None = Field(
        default=None, alias="isHidden", description="Whether the plan is hidden in the catalogue; stored unchanged"
    )
    markets: list[MarketState] | None = Field(
        default=None, alias="marketStates", description="Markets of the plan. Returned only with `$expand`."
    )
    trial: TrialBody | None = optional("Trial of the plan. Returned only with `$expand`.", {"type": "NoTrial"})
    subscriptions: list[NamedId] | None = Field(
        default=None, alias="subscriptionAudiences", description="Subscriptions that see a private plan"
    )
    tenants: list[NamedId] | None = Field(
        default=None, alias="tenantAudiences", description="Tenants that see a private plan"
    )
    properties: list[TypeValue] | None = Field(
        default=None, description="Other properties of the plan; stored unchanged"
    )
    prices: list[PriceSchedule] | None = Field(
        default=None, alias="priceSchedules", description="Prices of the plan. Returned only with `$expand`."
    )
    meters: list[Meter] | None = Field(
        default=None, alias="customMeters", description="What is counted and charged in addition to the price"
    )
