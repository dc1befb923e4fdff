"""Plans, with their markets, prices and audiences."""

from api.fields import TIME, described, optional
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
    state: VariantState | None = described("Whether the plan is offered", "Active", default=None)
    friendly_name: str | None = described("Name of the plan", "Basic", default=None, alias="friendlyName")
    external_id: str | None = described(
        "The plan ID, unique in the product; a test drive has none",
        "basic",
        default=None,
        alias="externalID",
        max_length=100,
    )
    lead_gen_id: str | None = optional(
        "ID of the plan in your lead system; stored unchanged", "acme-basic", alias="leadGenID"
    )
    reference_id: str | None = optional(
        "Plan whose values this plan reuses; stored unchanged", EXAMPLE_ID, alias="referenceVariantID"
    )
    conversion_paths: str | None = described(
        "Plans that customers can change to; * for all. Stored unchanged.", "*", default=None, alias="conversionPaths"
    )
    sub_type: SubType | None = described(
        "How the plan is deployed: as a managed application or from a solution template",
        "solution-template",
        default=None,
        alias="subType",
    )
    clouds: list[str] | None = described(
        "Clouds in which the plan is offered; stored unchanged",
        ["public-azure"],
        default=None,
        alias="cloudAvailabilities",
    )
    properties: list[TypeValue] | None = described(
        "Other properties of the plan; stored unchanged", default=None, alias="extendedProperties"
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
    market: str = described("Country or region, as a two-letter code", "DE", alias="marketCode")
    state: MarketStatus = described("Whether the plan is sold in this market")


class Moment(Body):
    localized: Switch | None = described(
        "Whether the time is local time in each market", default=None, alias="localizePerMarket"
    )
    at: str | None = described(
        "The time in UTC, as RFC 3339", "2030-01-01T00:00:00Z", default=None, alias="dateTimeInUtc"
    )


class DateRange(Body):
    start: Moment | None = described(
        "Start of the period; left out if there is no start date", default=None, alias="startAt"
    )
    end: Moment | None = described("End of the period; left out if there is no end date", default=None, alias="endAt")


class TrialBody(Body):
    type: TrialType | None = described("Kind of trial; NoTrial if there is none", default=None)
    unit: Duration | None = described("Unit of the duration", default=None, alias="durationType")
    duration: Strictly[int] | None = optional("Length of the trial in that unit", 1)
    dates: DateRange | None = optional("When customers can start a trial", _DATES, alias="dateTimeRange")


class Price(Body):
    tier: str | None = optional("ID of a price tier, instead of openPrice", "Tier2", alias="priceTierID")
    open_price: Strictly[float] | None = described("Price in the currency", 9.5, default=None, alias="openPrice")
    currency: str | None = described("Currency, as a three-letter code", "USD", default=None, alias="currencyCode")


class Cadence(Body):
    type: CadenceType | None = described("Unit of the billing period", default=None)
    value: Strictly[int] | None = optional("Length of the billing period in that unit", 1)


class PricingUnit(Body):
    name: str | None = optional("Name of the unit", "gauge")
    type: str | None = optional("Kind of unit", "PerUser", alias="unitType")
    is_unlimited: Switch | None = described("Whether there is no upper limit", default=None, alias="isUnlimitedUnit")
    lower: Strictly[float] | None = optional("Smallest number of units for this price", 1, alias="lowerUnit")
    upper: Strictly[float] | None = optional(
        "Largest number of units for this price; left out if unlimited", 100, alias="upperUnit"
    )


class PriceScheduleItem(Body):
    price: Price | None = described("Price in this period", default=None, alias="retailPrice")
    model: PricingModel | None = described("How the price is charged", default=None, alias="pricingModel")
    cadence: Cadence | None = optional(
        "How often the price is charged", {"type": "Month", "value": 1}, alias="priceCadence"
    )
    units: list[PricingUnit] | None = described("Units that the price is for", default=None, alias="pricingUnits")
    dates: DateRange | None = optional("When the price applies", _DATES, alias="dateTimeRange")


class PriceSchedule(Body):
    is_base: Switch | None = described(
        "Whether these prices apply to all markets without their own", default=None, alias="isBaseSchedule"
    )
    markets: list[str] | None = optional(
        "Markets with these prices, as two-letter codes", ["DE", "FR"], alias="marketCodes"
    )
    name: str | None = optional("Name of the schedule, for your own use", "Euro zone", alias="friendlyName")
    schedules: list[PriceScheduleItem] | None = described("The prices, by period", default=None)


class Quantity(Body):
    unit: str | None = optional("Unit of the billing period", "Month", alias="recurringUnit")
    is_infinite: Switch | None = described("Whether the price includes any quantity", default=None, alias="isInfinite")
    quantity: Strictly[float] | None = optional("Quantity that the price includes", 1000)


class Meter(Body):
    is_enabled: Switch | None = described("Whether the meter is in use", default=None, alias="isEnabled")
    id: str | None = optional("ID of the meter, which you choose", "gauges", alias="ID")
    unique_id: str | None = optional("ID of the meter in all plans of the product", EXAMPLE_ID, alias="uniqueID")
    name: str | None = optional("Name of the meter for customers", "Connected gauges", alias="displayName")
    unit: str | None = optional("What the meter counts", "gauge", alias="unitOfMeasure")
    price: Strictly[float] | None = optional("Price of a unit in US dollars", 0.5, alias="priceInUsd")
    included: list[Quantity] | None = described(
        "Quantities that the plan's price includes", default=None, alias="includedBaseQuantities"
    )


class FeatureAvailability(EntityBody):
    """Markets, prices and audiences of a plan. `$expand` accepts MarketStates, PriceSchedules and Trial."""

    resource_type: str = entity_type("FeatureAvailability")
    visibility: PlanVisibility | None = described("Who can find the plan", "Public", default=None)
    is_hidden: Switch | None = described(
        "Whether the plan is hidden in the catalogue; stored unchanged", default=None, alias="isHidden"
    )
    markets: list[MarketState] | None = described(
        "Markets of the plan. Returned only with `$expand`.", default=None, alias="marketStates"
    )
    trial: TrialBody | None = optional("Trial of the plan. Returned only with `$expand`.", {"type": "NoTrial"})
    subscriptions: list[NamedId] | None = described(
        "Subscriptions that see a private plan", default=None, alias="subscriptionAudiences"
    )
    tenants: list[NamedId] | None = described("Tenants that see a private plan", default=None, alias="tenantAudiences")
    properties: list[TypeValue] | None = described("Other properties of the plan; stored unchanged", default=None)
    prices: list[PriceSchedule] | None = described(
        "Prices of the plan. Returned only with `$expand`.", default=None, alias="priceSchedules"
    )
    meters: list[Meter] | None = described(
        "What is counted and charged in addition to the price", default=None, alias="customMeters"
    )
