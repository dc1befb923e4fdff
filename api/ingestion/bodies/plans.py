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
    friendly_name: str | None = described("Name of the plan", "Basic", default=None)
    external_id: str | None = described(
        "The plan ID, unique in the product; a test drive has none", "basic", default=None, max_length=100
    )
    lead_gen_id: str | None = optional("ID of the plan in your lead system; stored unchanged", "acme-basic")
    reference_variant_id: str | None = optional("Plan whose values this plan reuses; stored unchanged", EXAMPLE_ID)
    conversion_paths: str | None = described(
        "Plans that customers can change to; * for all. Stored unchanged.", "*", default=None
    )
    sub_type: SubType | None = described(
        "How the plan is deployed: as a managed application or from a solution template",
        "solution-template",
        default=None,
    )
    cloud_availabilities: list[str] | None = described(
        "Clouds in which the plan is offered; stored unchanged", ["public-azure"], default=None
    )
    extended_properties: list[TypeValue] | None = described(
        "Other properties of the plan; stored unchanged", default=None
    )
    test_drive_type: str | None = optional("How the test drive is deployed; stored unchanged", "AzureResourceManager")


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
    market_code: str = described("Country or region, as a two-letter code", "DE")
    state: MarketStatus = described("Whether the plan is sold in this market")


class Moment(Body):
    localize_per_market: Switch | None = described("Whether the time is local time in each market", default=None)
    date_time_in_utc: str | None = described("The time in UTC, as RFC 3339", "2030-01-01T00:00:00Z", default=None)


class DateRange(Body):
    start_at: Moment | None = described("Start of the period; left out if there is no start date", default=None)
    end_at: Moment | None = described("End of the period; left out if there is no end date", default=None)


class TrialBody(Body):
    type: TrialType | None = described("Kind of trial; NoTrial if there is none", default=None)
    duration_type: Duration | None = described("Unit of the duration", default=None)
    duration: Strictly[int] | None = optional("Length of the trial in that unit", 1)
    date_time_range: DateRange | None = optional("When customers can start a trial", _DATES)


class Price(Body):
    price_tier_id: str | None = optional("ID of a price tier, instead of openPrice", "Tier2")
    open_price: Strictly[float] | None = described("Price in the currency", 9.5, default=None)
    currency_code: str | None = described("Currency, as a three-letter code", "USD", default=None)


class Cadence(Body):
    type: CadenceType | None = described("Unit of the billing period", default=None)
    value: Strictly[int] | None = optional("Length of the billing period in that unit", 1)


class PricingUnit(Body):
    name: str | None = optional("Name of the unit", "gauge")
    unit_type: str | None = optional("Kind of unit", "PerUser")
    is_unlimited_unit: Switch | None = described("Whether there is no upper limit", default=None)
    lower_unit: Strictly[float] | None = optional("Smallest number of units for this price", 1)
    upper_unit: Strictly[float] | None = optional("Largest number of units for this price; left out if unlimited", 100)


class PriceScheduleItem(Body):
    retail_price: Price | None = described("Price in this period", default=None)
    pricing_model: PricingModel | None = described("How the price is charged", default=None)
    price_cadence: Cadence | None = optional("How often the price is charged", {"type": "Month", "value": 1})
    pricing_units: list[PricingUnit] | None = described("Units that the price is for", default=None)
    date_time_range: DateRange | None = optional("When the price applies", _DATES)


class PriceSchedule(Body):
    is_base_schedule: Switch | None = described(
        "Whether these prices apply to all markets without their own", default=None
    )
    market_codes: list[str] | None = optional("Markets with these prices, as two-letter codes", ["DE", "FR"])
    friendly_name: str | None = optional("Name of the schedule, for your own use", "Euro zone")
    schedules: list[PriceScheduleItem] | None = described("The prices, by period", default=None)


class Quantity(Body):
    recurring_unit: str | None = optional("Unit of the billing period", "Month")
    is_infinite: Switch | None = described("Whether the price includes any quantity", default=None)
    quantity: Strictly[float] | None = optional("Quantity that the price includes", 1000)


class Meter(Body):
    is_enabled: Switch | None = described("Whether the meter is in use", default=None)
    id: str | None = optional("ID of the meter, which you choose", "gauges", alias="ID")
    unique_id: str | None = optional("ID of the meter in all plans of the product", EXAMPLE_ID)
    display_name: str | None = optional("Name of the meter for customers", "Connected gauges")
    unit_of_measure: str | None = optional("What the meter counts", "gauge")
    price_in_usd: Strictly[float] | None = optional("Price of a unit in US dollars", 0.5)
    included_base_quantities: list[Quantity] | None = described(
        "Quantities that the plan's price includes", default=None
    )


class FeatureAvailability(EntityBody):
    """Markets, prices and audiences of a plan. `$expand` accepts MarketStates, PriceSchedules and Trial."""

    resource_type: str = entity_type("FeatureAvailability")
    visibility: PlanVisibility | None = described("Who can find the plan", "Public", default=None)
    is_hidden: Switch | None = described("Whether the plan is hidden in the catalogue; stored unchanged", default=None)
    market_states: list[MarketState] | None = described(
        "Markets of the plan. Returned only with `$expand`.", default=None
    )
    trial: TrialBody | None = optional("Trial of the plan. Returned only with `$expand`.", {"type": "NoTrial"})
    subscription_audiences: list[NamedId] | None = described("Subscriptions that see a private plan", default=None)
    tenant_audiences: list[NamedId] | None = described("Tenants that see a private plan", default=None)
    properties: list[TypeValue] | None = described("Other properties of the plan; stored unchanged", default=None)
    price_schedules: list[PriceSchedule] | None = described(
        "Prices of the plan. Returned only with `$expand`.", default=None
    )
    custom_meters: list[Meter] | None = described("What is counted and charged in addition to the price", default=None)
