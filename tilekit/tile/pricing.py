"""The price as a sentence, the other texts of the Pricing tab, and an example of a bill."""

from decimal import ROUND_HALF_UP, Decimal

from tilekit.bundle import Bundle
from tilekit.core.amounts import amount_text
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_, Message
from tilekit.core.numbers import dollars
from tilekit.sections.legal import Legal
from tilekit.sections.overview import Overview
from tilekit.sections.pricing import Pricing
from tilekit.tile.places import values_of
from tilekit.tile.tabs import PricingTab

FREE = Message(N_("Free"))
NO_TRIAL = Message(N_("There is no free trial."))
_LINES = {
    "one_time": N_("${price} one-time fee"),
    "flat_fee": N_("${price} per month"),
    "tag_count": N_("${price} per {unit} per month"),
}
_EXAMPLE_UNITS = (1, 10, 100)
_CENT = Decimal("0.01")


def price_line(bundle: Bundle) -> Message:
    """The price for the card; empty if a paid listing has none yet, or one that can't be read as dollars."""
    if not on_marketplace(bundle.kind):
        return FREE
    pricing = bundle.section(Pricing)
    line, price = _LINES.get(pricing.billing_type), amount_text(pricing.unit_price)
    if line is None or not price:
        return Message("")
    return Message(line, {"price": price, "unit": _unit(pricing)})


def example_bill(pricing: Pricing) -> tuple[tuple[Message, Message], ...]:
    """(what is billed, price): once, or in a month with some numbers of units; empty without a price or a model."""
    price = amount_text(pricing.unit_price)
    if not price or pricing.billing_type not in _LINES:
        return ()
    if pricing.billing_type != "tag_count":
        when = Message(N_("Once")) if pricing.billing_type == "one_time" else Message(N_("Every month"))
        return ((when, dollars(price)),)
    lines = ((number, _total(price, number)) for number in _EXAMPLE_UNITS)
    units = N_("{number} × {unit}")
    return tuple(
        (
            Message(units, {"number": number, "unit": _unit(pricing)}),
            Message(_LINES["flat_fee"], {"price": total}),
        )
        for number, total in lines
    )


def _total(price: str, number: int) -> str:
    """The price of several units, in whole cents if it is a dollar or more."""
    total = Decimal(price) * number
    rounded = total if number == 1 or total < 1 else total.quantize(_CENT, ROUND_HALF_UP)
    return f"{rounded.normalize():f}"


def _unit(pricing: Pricing) -> str | Message:
    return pricing.unit_label or Message(N_("unit"))


def trial_sentence(pricing: Pricing) -> Message:
    """How purchases start, for the partner; empty if the length of the trial is not allowed."""
    days = pricing.free_days
    if days == 0:
        return Message(N_("Purchases have no free trial: customers pay from the first day."))
    text = N_("Every purchase starts with a {days}-day free trial and then becomes paid automatically.")
    return Message(text, {"days": days}) if days else Message("")


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
