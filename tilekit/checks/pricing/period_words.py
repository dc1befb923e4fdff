"""PR-014: words for a period or a unit that contradict the billing model."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.pricing.plan import plan_check, plan_finding
from tilekit.core.messages import N_
from tilekit.sections.pricing import Pricing

_PERIOD = re.compile(
    r"\b(?:per|each|every|a) (?:month|year|week|day|quarter)\b|/ ?(?:mo(?:nth)?|yr|year)\b"
    r"|\b(?:monthly|yearly|annual(?:ly)?|weekly|quarterly|recurring|subscription)\b",
    re.IGNORECASE,
)
_ONCE = re.compile(r"\b(?:one[- ]time|once|single payment|one[- ]off|lifetime licen[cs]e)\b", re.IGNORECASE)
_PER_UNIT = re.compile(
    r"\b(?:per|for (?:each|every)) (?!(?:month|year|week|day|hour|quarter)\b)"
    r"(?P<unit>[a-z]+(?: [a-z]+)?)(?= per\b|[.,;]|$)",
    re.IGNORECASE,
)
_OTHER_UNIT = N_("The description gives the price per {value}, but the unit label is {label}. Use the same unit.")
_FLAT_PER_UNIT = N_(
    "The description gives the price per {value}, but a flat fee does not count them. Correct one of them."
)
# A flat fee is paid by each of these.
PAYERS = frozenset(("account", "company", "customer", "instance", "license", "licence", "organisation", "organization",
                     "org", "package", "plan", "seat", "subscription", "team", "tenant", "workspace"))  # fmt: skip
_WORDS = {"one_time": _PERIOD, "flat_fee": _ONCE, "tag_count": _ONCE}


@plan_check(
    "PR-014",
    Severity.ADVICE,
    N_("“{value}” does not fit the billing model {model}. Correct the text or the billing model."),
    name=N_("Text that contradicts the billing model"),
    applies_to="unit_label, short_description",
    expected=N_("A price that is paid once is not described as a price per month, and vice versa"),
    bad="one_time, “per month”",
    good="flat_fee, “per month”",
)
def fits_billing_model(plan: Pricing, _: Bundle) -> Iterator[RawFinding]:
    """The label and the description of the plan don't name another way to pay or another unit."""
    for name in ("unit_label", "short_description"):
        pattern = _WORDS.get(str(plan.billing_type))
        match = pattern.search(str(getattr(plan, name, "") or "")) if pattern else None
        if match:
            yield plan_finding(name, match[0], model=str(plan.billing_type))
    flat = _PER_UNIT.search(str(plan.short_description or "")) if plan.billing_type == "flat_fee" else None
    if flat and words_of(flat["unit"]).isdisjoint(PAYERS):
        yield plan_finding("short_description", flat["unit"], message=_FLAT_PER_UNIT)
    unit = _PER_UNIT.search(str(plan.short_description or "")) if plan.billing_type == "tag_count" else None
    label = str(plan.unit_label or "")
    if unit and label and words_of(unit["unit"]).isdisjoint(words_of(label)):
        yield plan_finding("short_description", unit["unit"], message=_OTHER_UNIT, label=label)


def words_of(text: str) -> set[str]:
    """The words of a text in lower case and without a plural ending."""
    return {word.rstrip("s") for word in re.findall(r"[a-z]+", text.lower())}
