"""PR-013 and PR-022: prices in texts, compared with the plan, and in listings without one."""

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, Stage, finding
from tilekit.checks.parsed_files import README, markdown_of
from tilekit.checks.pricing.period_words import PAYERS, words_of
from tilekit.checks.pricing.plan import plan_finding, plans
from tilekit.checks.registry import check
from tilekit.core.amounts import COUNTED_DECIMALS, is_amount
from tilekit.core.kind import on_marketplace
from tilekit.core.messages import N_
from tilekit.sections.pricing import Pricing

_NUMBER = r"\d[\d,]{0,12}(?:\.\d{1,4})?"
# "$25.00 per host", "USD 4 per campaign per month", "1,200 euros a year", "$5/mo".
_PRICE = re.compile(
    rf"(?:\b(?:each|every) (?P<payer>[a-z]+) costs? )?"
    rf"(?:(?P<before>US\$|\$|€|£|\b(?:USD|EUR|GBP)\b) ?(?P<amount>{_NUMBER})"
    rf"|(?<![\w.,$])(?P<number>{_NUMBER}) ?(?P<after>€|£|\b(?:USD|EUR|GBP|(?:US )?dollars|euros?|pounds)\b))"
    r" ?(?:/ ?|per |a |each |every )(?P<unit>[a-z]+)(?= ?(?P<next>[a-z]*))"
    r"(?: ?(?:/ ?|per |a |each |every )(?P<second>[a-z]+))?"
    r"|\$ ?(?P<single>\d[\d,]{0,12}(?:\.\d{1,4})?)(?= ?(?:monthly|one[ -]time))",
    re.IGNORECASE,
)
_CURRENCIES = re.compile(r"[$€£]|USD|EUR|GBP|dollars|euro|pounds", re.IGNORECASE)
_DOLLARS = ("", "$", "us$", "usd", "dollars", "us dollars")
_PERIODS = {"mo": "month", "yr": "year", "annum": "year"}
_OTHER_PERIODS = ("day", "week", "quarter", "year")
# Work, not the listing, is paid by these.
_OF_WORK = ("hour", "minute")
_MONTHS = {"year": 12, "quarter": 3}
_TRIAL = re.compile(
    r"\b(?P<before>\d{1,3})[- ]days? (?:free[- ])?trial\b"
    r"|\btrial(?: period)?(?: of| lasts| for)? (?P<after>\d{1,3}) days\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:integration|listing|tile|offering|licence|license) (?:itself )?is (?:available )?(?:for )?"
    r"(?:free of charge|at no (?:extra |additional )?(?:cost|charge)|free(?= ?(?:[.,;!]|$|for|to use)))",
    re.IGNORECASE,
)
_OF_LISTING = re.compile(r"\b(?:this|the) (?:integration|tile|listing|offering)\b|\btrial\b", re.IGNORECASE)
_OTHER_TRIAL = N_("The text mentions a trial of {value} days, but the plan has {days}. Use the same number.")
_NOT_FREE = N_("The text says “{value}”, but the plan costs ${price}. Correct the text.")
_NOT_DOLLARS = N_("The text gives a price in another currency: “{value}”. All prices are in US dollars.")
_OTHER_UNIT = N_("The text gives the price per {value}, but the plan has another unit: {label}. Use the same unit.")
_NOT_MONTHLY = N_("The text gives the price per {value}, but the plan is paid every month. Correct one of them.")
_PAID_ONCE = N_("The text gives the price per {value}, but the plan is paid once. Correct one of them.")


class WrittenPrice(Struct, frozen=True):
    """A price in a text.

    at is its offset, words the text itself. unit and period are "" if not given. unit may be the first word of several,
    and following is the word after it.
    """

    at: int
    words: str
    number: str
    is_dollars: bool
    unit: str
    following: str
    period: str

    @property
    def amount(self) -> Decimal:
        return Decimal(self.number.replace(",", ""))


def written_prices(text: str) -> Iterator[WrittenPrice]:
    """The prices in a line, without those of work."""
    for match in _PRICE.finditer(text) if _CURRENCIES.search(text) else ():
        given = [_PERIODS.get(one, one) for one in (match["unit"], match["second"]) if one]
        given = [one.lower() for one in given]
        period = next((one for one in given if one == "month" or one in _OTHER_PERIODS), "")
        unit = next((one for one in given if one != period), "") or (match["payer"] or "").lower()
        if not set(given) & set(_OF_WORK):
            number = match["amount"] or match["number"] or match["single"]
            currency = (match["before"] or match["after"] or "").lower()
            yield WrittenPrice(match.start(), match[0], number, currency in _DOLLARS, unit, match["next"] or "", period)


@check(
    code="PR-013",
    name=N_("Different price in the text"),
    severity=Severity.ADVICE,
    message=N_("The text mentions the price ${value}, but the plan costs ${price}. Use the same price."),
    stage=Stage.DEEP,
    applies_to=N_("prices and trials in README.md and in the description of the plan"),
    expected=N_("Prices, their units and the length of the trial in texts match the plan"),
    bad="$30 per month in the README, 25 in the plan",
    good="$25 per month in both",
)
def agrees_with_texts(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Prices and trials in texts outside code are those of the plan. Each amount is reported once."""
    plan = next(plans(bundle), None)
    price = price_of(plan) if plan else None
    if plan is None or price is None:
        return
    for one in written_prices(str(plan.short_description or "")):
        if problem := _problem(one, plan, price):
            value, message, label = problem
            yield plan_finding("short_description", value, message=message, price=_shown(price), label=label)
    if README in bundle.files:
        lines = [*enumerate(markdown_of(bundle, README).prose, start=1)]
        yield from _other_prices(lines, plan, price)
        yield from _other_terms(lines, plan, price)


def price_of(plan: Pricing) -> Decimal | None:
    """The price of a plan, None if it is not an amount."""
    return Decimal(plan.unit_price) if is_amount(plan.unit_price, COUNTED_DECIMALS) else None


def _shown(price: Decimal) -> str:
    return f"{price.normalize():f}"


def _problem(one: WrittenPrice, plan: Pricing, price: Decimal) -> tuple[str, str, str] | None:
    """(value, message, unit of the plan) of what contradicts the plan; the usual message if it is the amount."""
    is_of_months = one.amount == price * _MONTHS.get(one.period, 1)
    if not one.is_dollars:
        return (one.words, _NOT_DOLLARS, "")
    if one.amount != price:
        return None if is_of_months else (one.number, "", "")
    if one.period and plan.billing_type == "one_time":
        return (one.period, _PAID_ONCE, "")
    if one.period in _OTHER_PERIODS:
        return (one.period, _NOT_MONTHLY, "")
    label = str(plan.unit_label or "")
    is_told = words_of(f"{one.unit} {one.following}") & words_of(label)
    is_other = plan.billing_type == "tag_count" and one.unit and label and not is_told
    return (one.unit, _OTHER_UNIT, label) if is_other and one.unit not in PAYERS else None


def _is_of_several(one: WrittenPrice, price: Decimal, line: str) -> bool:
    """Whether the line gives the number of units that the amount pays: “10 hosts cost $40” for a price of 4."""
    units = one.amount / price if price else Decimal()
    return units > 1 and units == int(units) and re.search(rf"(?<![\d.,]){int(units)}(?![\d.,]\d)", line) is not None


def _other_prices(lines: list[tuple[int, str]], plan: Pricing, price: Decimal) -> Iterator[RawFinding]:
    reported = set[str]()
    for number, line in lines:
        for one in written_prices(line):
            problem = None if _is_of_several(one, price, line) else _problem(one, plan, price)
            if problem and problem[0] not in reported:
                value, message, label = problem
                reported.add(value)
                column, shown = one.at + 1, _shown(price)
                yield finding(
                    file=README, line=number, column=column, value=value, message=message, price=shown, label=label
                )


def _other_terms(lines: list[tuple[int, str]], plan: Pricing, price: Decimal) -> Iterator[RawFinding]:
    """Trials of another length, and sentences that call the listing free."""
    for number, line in lines:
        for match in _TRIAL.finditer(line):
            days, column = match["before"] or match["after"], match.start() + 1
            if plan.free_days is not None and int(days) != plan.free_days:
                yield finding(
                    file=README, line=number, column=column, value=days, message=_OTHER_TRIAL, days=plan.free_days
                )
        if free := _FREE.search(line):
            column, text = free.start() + 1, free[0]
            yield finding(file=README, line=number, column=column, value=text, message=_NOT_FREE, price=_shown(price))


@check(
    code="PR-022",
    name=N_("Price of a free listing"),
    severity=Severity.WARNING,
    message=N_("The text gives a price, “{value}”, but the listing is free. Remove the price or add a plan."),
    starts_observed=True,
    applies_to="README.md",
    expected=N_("The README of a free listing contains no price of the integration and no price after a trial"),
    bad="After the trial, the integration costs $20 per month",
    good="Acme Queue itself costs $20 per month",
)
def gives_no_price(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """A free listing has no price. Prices of the product, without a trial, are not compared."""
    if on_marketplace(bundle.kind) or README not in bundle.files:
        return
    for number, line in enumerate(markdown_of(bundle, README).prose, start=1):
        for one in written_prices(line):
            start = max(line.rfind(mark, 0, one.at) for mark in (". ", "! ", "? ")) + 1
            if _OF_LISTING.search(line, start, one.at):
                yield finding(file=README, line=number, column=one.at + 1, value=one.words)
