"""The price of a listing, which has one plan."""

from tilekit.core.choices import ChoiceField
from tilekit.core.fields import Flag, Money, Number, Slug, Text
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_
from tilekit.core.section import SectionDocument, StepNotice, Tab
from tilekit.sections import limits, options

_PRICING = "review-to-release#pricing"
_METERED = {"billing_type": ("tag_count",)}
DEFAULT_TRIAL_DAYS, MIN_TRIAL_DAYS, MAX_TRIAL_DAYS = 14, 7, 90


class Pricing(SectionDocument, key="pricing", title=N_("Pricing"), tab=Tab.PRICING, applies=on_marketplace):
    """The Pricing tab of the tile."""

    notices = (
        StepNotice(
            key="private_offer_notice",
            text=N_("Special prices or terms for one customer need a private offer, signed by you and the customer."),
        ),
    )

    billing_type = ChoiceField(
        N_("Billing model"),
        options=options.BILLING_TYPES,
        required=True,
        checked_by={"required": "PR-001", "choice": "PR-002"},
        help=N_("How customers pay (a listing can have only one billing model)."),
        example=N_("Fixed monthly price"),
        doc=_PRICING,
    )
    unit_price = Money(
        N_("Price (USD)"),
        required=True,
        checked_by={"required": "PR-005", "pattern": "PR-006"},
        help=N_("In US dollars, with at most two decimals."),
        example="12.50",
        doc=_PRICING,
    )
    unit_label = Text(
        N_("Unit label"),
        max_length=limits.UNIT_LABEL,
        required=True,
        checked_by={"required": "PR-003", "length": "PR-007"},
        when=_METERED,
        help=N_("A singular noun for the unit that you charge for, shown in the price."),
        example=N_("broker"),
        doc=_PRICING,
    )
    trial_days = Number(
        N_("Free trial (days)"),
        minimum=0,
        maximum=MAX_TRIAL_DAYS,
        default=DEFAULT_TRIAL_DAYS,
        checked_by={"pattern": "PR-011", "fit": "PR-011"},
        help=N_("How long customers can try it without paying: 7 to 90 days, 0 for no trial, or empty for 14 days."),
        example="30",
        doc=_PRICING,
    )
    metric = Text(
        N_("Metering metric"),
        pattern=r"datadog\.marketplace\.[a-z0-9_]+\.[a-z0-9_]+",
        required=True,
        checked_by={"required": "PR-003", "pattern": "PR-008"},
        when=_METERED,
        help=N_("The metric that you send hourly with the metering tag, not one of the product's own metrics."),
        example="datadog.marketplace.acme.queue_brokers",
        doc=_PRICING,
    )
    tag = Text(
        N_("Metering tag"),
        required=True,
        checked_by={"required": "PR-003"},
        when=_METERED,
        help=N_("The tag key whose values are counted, with a separate value for each billable unit."),
        example="broker_id",
        doc=_PRICING,
    )
    product_id = Slug(
        N_("Product ID"),
        required=True,
        help=N_("The part of the integration ID that follows your vendor ID."),
        example="queue",
        doc=_PRICING,
    )
    short_description = Text(
        N_("Price description"),
        max_length=limits.PRICE_DESCRIPTION,
        required=True,
        help=N_("One line that explains the billing model to our billing team."),
        example=N_("Per broker per month, counted hourly"),
        doc=_PRICING,
    )
    includes_assets = Flag(
        N_("Includes assets"),
        default=True,
        read_only=True,
        help=N_("Every paid listing includes its dashboards and monitors."),
        doc=_PRICING,
    )
    private_offers = Flag(
        N_("Private offers available"),
        scope="submission",
        help=N_("Shows “Contact sales” on the tile for customers who need other terms."),
        doc=_PRICING,
    )

    @property
    def free_days(self) -> int | None:
        """The days of the free trial, 0 if there is none; None for a number that is not allowed."""
        days = self.values.get("trial_days")
        if days is None or days == "":
            return DEFAULT_TRIAL_DAYS
        if isinstance(days, bool) or not isinstance(days, int):
            return None
        return days if days == 0 or MIN_TRIAL_DAYS <= days <= MAX_TRIAL_DAYS else None
