"""PR-006: the price of a paid listing."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.manifest.manifest_file import readable_manifest
from tilekit.checks.pricing.plan import plan_check, plan_finding
from tilekit.core.amounts import (
    COUNTED_DECIMALS,
    MAX_DOLLAR_DIGITS,
    certain_amount,
    is_amount,
    other_currency,
    two_amounts,
)
from tilekit.core.messages import N_, Message
from tilekit.core.numbers import dollars
from tilekit.sections.pricing import Pricing

_PRICE, _EXAMPLE, _HIGHEST = "/pricing/0/unit_price", "1250.50", "9" * MAX_DOLLAR_DIGITS
_CURRENCY = N_("Prices are in US dollars, not in {currency}. Enter the amount in dollars, for example {price}.")
_TWO_AMOUNTS = N_("“{value}” can be read as two amounts. Write {price} or {other_price}.")
_TOO_HIGH = N_("The price can't be higher than {price}. Enter a lower price.")
_NOT_ABOVE_ZERO = N_("The price must be above 0. Enter what customers pay, for example {price}.")
_NOT_ONLY_AMOUNT = N_("“{value}” contains more than an amount. Enter only the amount, for example {price}.")
_AMOUNT_AND_WORDS = re.compile(r"\d[^\w.,]*[^\W\d_]{2}")


@plan_check(
    "PR-006",
    Severity.BLOCKER,
    N_("The price must be a number above 0 with at most two decimals, or four for a price per unit. Example: {price}."),
    name=N_("Invalid price"),
    fix=FixClass.SAFE,
    applies_to="unit_price",
    expected=N_("A number above 0 with at most two decimals (four for a price per unit)"),
    bad="$25",
    good="25.00",
)
def has_number(plan: Pricing, bundle: Bundle) -> Iterator[RawFinding]:
    """The price is a number above 0 in the manifest, with at most two decimals (four if billed by count)."""
    value, manifest = str(plan.values.get("unit_price") or ""), readable_manifest(bundle)
    if value and not is_amount(value, _decimals(plan)):
        yield _wrong_price(plan, value)
    elif value and manifest and isinstance(manifest.at(_PRICE), str):
        number = manifest.setting(_PRICE, float(value), N_("Use {tidy}"), tidy=value)
        yield plan_finding("unit_price", value, price=value, fix=number)


def _decimals(plan: Pricing) -> int:
    return COUNTED_DECIMALS if plan.billing_type == "tag_count" else 2


def _wrong_price(plan: Pricing, value: str) -> RawFinding:
    """The finding about a price that isn't stored as a number: what it says depends on what was written."""
    certain = certain_amount(value) or _only_amount(plan, value)
    if is_amount(certain, _decimals(plan)):
        fix = Fix(title=Message(N_("Use {tidy}"), {"tidy": dollars(certain)}), values={"pricing.unit_price": certain})
        return plan_finding("unit_price", value, price=certain, fix=fix)
    if currency := other_currency(value):
        return plan_finding("unit_price", value, message=_CURRENCY, currency=currency, price=_EXAMPLE)
    if amounts := two_amounts(value):
        return plan_finding("unit_price", value, message=_TWO_AMOUNTS, price=amounts[0], other_price=amounts[1])
    return plan_finding("unit_price", value, **_reason_against(value, certain))


def _only_amount(plan: Pricing, value: str) -> str:
    """The amount of a text such as `1.255`, if the plan can't have the one with more decimals; "" if uncertain."""
    amounts = two_amounts(value)
    return amounts[0] if amounts and not is_amount(amounts[1], _decimals(plan)) else ""


def _reason_against(value: str, certain: str) -> dict[str, str]:
    """The message and its price. certain is the amount that is meant, "" if uncertain."""
    if certain and not certain.strip("0."):
        return {"message": _NOT_ABOVE_ZERO, "price": _EXAMPLE}
    if len(certain.partition(".")[0]) > MAX_DOLLAR_DIGITS:
        return {"message": _TOO_HIGH, "price": _HIGHEST}
    return {"price": _EXAMPLE} | ({"message": _NOT_ONLY_AMOUNT} if _AMOUNT_AND_WORDS.search(value) else {})
