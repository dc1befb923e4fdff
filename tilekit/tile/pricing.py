"""The price as a sentence, and the other texts of the Pricing tab."""

from tilekit.bundle import Bundle
from tilekit.core.amounts import amount_text
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_, Message
from tilekit.sections.legal import Legal
from tilekit.sections.overview import Overview
from tilekit.sections.pricing import Pricing
from tilekit.tile.model import PricingTab
from tilekit.tile.places import values_of

FREE = Message(N_("Free"))
NO_TRIAL = Message(N_("There is no free trial."))
_LINES = {
    "one_time": N_("${price} one-time fee"),
    "flat_fee": N_("${price} per month"),
    "tag_count": N_("${price} per {unit} per month"),
}


def price_line(bundle: Bundle) -> Message:
    """The price for the card; empty if a paid listing has none yet, or one that can't be read as dollars."""
    if not on_marketplace(bundle.kind):
        return FREE
    pricing = bundle.section(Pricing)
    line, price = _LINES.get(pricing.billing_type), amount_text(pricing.unit_price)
    if line is None or not price:
        return Message("")
    return Message(line, {"price": price, "unit": pricing.unit_label or Message(N_("unit"))})


def pricing_tab(bundle: Bundle) -> PricingTab | None:
    """The tab of a paid listing; None for a free one."""
    if not on_marketplace(bundle.kind):
        return None
    pricing = bundle.section(Pricing)
    return PricingTab(
        fields=values_of(bundle, "pricing"),
        plan=price_line(bundle),
        trial=_trial(pricing),
        has_private_offers=pricing.private_offers,
        sales_email=bundle.section(Overview).sales_email,
        eula=bundle.file_of(bundle.section(Legal).eula),
    )


def _trial(pricing: Pricing) -> Message:
    """The note on the trial; empty if its length is not allowed."""
    days = pricing.free_days
    if days == 0:
        return NO_TRIAL
    return Message(N_("Starts with a free trial of {days} days."), {"days": days}) if days else Message("")
