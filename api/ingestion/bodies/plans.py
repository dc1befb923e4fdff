"""Plans, with their markets, prices and audiences."""

from pydantic import Field

from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, IngestionPageQuery, Strictly, Switch, TypeValue
from api.ingestion.bodies.modules import EntityBody, NamedId

TEST_DRIVE = "testdrive"


class VariantState(CaseInsensitiveEnum):
    INACTIVE = "Inactive"
    ACTIVE = "Active"


class SubType(CaseInsensitiveEnum):
    MANAGED = "managed-application"
    TEMPLATE = "solution-template"


class Variant(EntityBody):
    """A plan, or the test drive of an offer. externalID is the plan ID; a test drive has none."""

    state: VariantState | None = Field(default=None, examples=["Active"])
    friendly_name: str | None = Field(default=None, alias="friendlyName", examples=["Basic"])
    external_id: str | None = Field(default=None, alias="externalID", max_length=100, examples=["basic"])
    lead_gen_id: str | None = Field(default=None, alias="leadGenID")
    reference_id: str | None = Field(default=None, alias="referenceVariantID")
    conversion_paths: str | None = Field(default=None, alias="conversionPaths", examples=["*"])
    sub_type: SubType | None = Field(default=None, alias="subType", examples=["solution-template"])
    clouds: list[str] | None = Field(default=None, alias="cloudAvailabilities", examples=[["public-azure"]])
    properties: list[TypeValue] | None = Field(default=None, alias="extendedProperties")
    test_drive_type: str | None = Field(default=None, alias="testDriveType")


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
    market: str = Field(alias="marketCode", examples=["DE"])
    state: MarketStatus


class Moment(Body):
    localized: Switch | None = Field(default=None, alias="localizePerMarket")
    at: str | None = Field(default=None, alias="dateTimeInUtc", examples=["2030-01-01T00:00:00Z"])


class DateRange(Body):
    start: Moment | None = Field(default=None, alias="startAt")
    end: Moment | None = Field(default=None, alias="endAt")


class TrialBody(Body):
    type: TrialType | None = None
    unit: Duration | None = Field(default=None, alias="durationType")
    duration: Strictly[int] | None = None
    dates: DateRange | None = Field(default=None, alias="dateTimeRange")


class Price(Body):
    tier: str | None = Field(default=None, alias="priceTierID")
    open_price: Strictly[float] | None = Field(default=None, alias="openPrice", examples=[9.5])
    currency: str | None = Field(default=None, alias="currencyCode", examples=["USD"])


class Cadence(Body):
    type: CadenceType | None = None
    value: Strictly[int] | None = None


class PricingUnit(Body):
    name: str | None = None
    type: str | None = Field(default=None, alias="unitType")
    is_unlimited: Switch | None = Field(default=None, alias="isUnlimitedUnit")
    lower: Strictly[float] | None = Field(default=None, alias="lowerUnit")
    upper: Strictly[float] | None = Field(default=None, alias="upperUnit")


class PriceScheduleItem(Body):
    price: Price | None = Field(default=None, alias="retailPrice")
    model: PricingModel | None = Field(default=None, alias="pricingModel")
    cadence: Cadence | None = Field(default=None, alias="priceCadence")
    units: list[PricingUnit] | None = Field(default=None, alias="pricingUnits")
    dates: DateRange | None = Field(default=None, alias="dateTimeRange")


class PriceSchedule(Body):
    is_base: Switch | None = Field(default=None, alias="isBaseSchedule")
    markets: list[str] | None = Field(default=None, alias="marketCodes")
    name: str | None = Field(default=None, alias="friendlyName")
    schedules: list[PriceScheduleItem] | None = None


class Quantity(Body):
    unit: str | None = Field(default=None, alias="recurringUnit")
    is_infinite: Switch | None = Field(default=None, alias="isInfinite")
    quantity: Strictly[float] | None = None


class Meter(Body):
    is_enabled: Switch | None = Field(default=None, alias="isEnabled")
    id: str | None = Field(default=None, alias="ID")
    unique_id: str | None = Field(default=None, alias="uniqueID")
    name: str | None = Field(default=None, alias="displayName")
    unit: str | None = Field(default=None, alias="unitOfMeasure")
    price: Strictly[float] | None = Field(default=None, alias="priceInUsd")
    included: list[Quantity] | None = Field(default=None, alias="includedBaseQuantities")


class FeatureAvailability(EntityBody):
    """Markets, prices and audiences of a plan. `$expand` accepts MarketStates, PriceSchedules and Trial."""

    visibility: PlanVisibility | None = Field(default=None, examples=["Public"])
    is_hidden: Switch | None = Field(default=None, alias="isHidden")
    markets: list[MarketState] | None = Field(default=None, alias="marketStates")
    trial: TrialBody | None = None
    subscriptions: list[NamedId] | None = Field(default=None, alias="subscriptionAudiences")
    tenants: list[NamedId] | None = Field(default=None, alias="tenantAudiences")
    properties: list[TypeValue] | None = None
    prices: list[PriceSchedule] | None = Field(default=None, alias="priceSchedules")
    meters: list[Meter] | None = Field(default=None, alias="customMeters")
