"""PR-023: sentences in the README about another way to pay than the plan's."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.negation import is_negated
from tilekit.checks.parsed_files import README, markdown_of
from tilekit.checks.pricing.period_words import PAYERS, words_of
from tilekit.checks.pricing.plan import plan_finding, plans
from tilekit.checks.registry import check
from tilekit.core.messages import N_

_PAYS = (
    r"(?:\b(?:bill(?:ed|ing|s)?|charge[ds]?|pric(?:e(?! list)|es|ed|ing)|pay|pays|paid|fees?|licen[cs]ed|costs?)\b"
    r"|(?:\$|\bUSD) ?\d[\d.,]*)"
)
_NO_PERIOD = r"(?!(?:annum|day|hour|mo|month|quarter|week|year)\b)"
_PER_UNIT = re.compile(
    rf"{_PAYS}[^.\n]{{0,40}}?(?:\bper |\bfor (?:each|every) |/ ?|\bby (?:the )?(?:number of )?"
    rf"|\bbased on (?:the )?number of ){_NO_PERIOD}(?P<unit>[a-z]+)"
    rf"|\bper-{_NO_PERIOD}(?P<first>[a-z]+) (?:price|pricing|fee|billing)",
    re.IGNORECASE,
)
_FLAT = re.compile(
    r"\b(?:flat(?:[- ]rate)? (?:fee|price|pricing|rate)|fixed (?:monthly )?(?:fee|price)"
    r"|(?:regardless|independent) of (?:the number of|how many) \w+"
    r"|unlimited (?:hosts|nodes|instances|users|servers))\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\b(?:one[- ]time|single) (?:charge|fee|payment|price|purchase)\b|\bpay(?:s|ment)? (?:only )?once\b", re.IGNORECASE
)
_REPEATED = re.compile(
    r"\b(?:monthly|yearly|annual|recurring) (?:charge|fee|payment|price|subscription)\b"
    r"|\b(?:billed|charged|paid) (?:monthly|yearly|annually|every month|each month|per month)\b",
    re.IGNORECASE,
)
_ON_REQUEST = re.compile(
    r"\b(?:contact|ask|e-?mail|reach out to) (?:us|sales|our sales(?: team)?|our team) (?:for|about) "
    r"(?:a |the |our )?(?:pric\w+|quote)\b",
    re.IGNORECASE,
)
_NO_TRIAL = re.compile(r"\b(?:no|without an?|does not (?:include|have|offer) an?) (?:free )?trial\b", re.IGNORECASE)
_OTHER_BILLS = re.compile(r"\bDatadog (?:bills|charges|pricing)\b|\bcustom metrics?\b", re.IGNORECASE)
_CONTRADICTIONS = {
    "flat_fee": (_PER_UNIT, _ONCE, _ON_REQUEST),
    "one_time": (_PER_UNIT, _REPEATED, _ON_REQUEST),
    "tag_count": (_FLAT, _ONCE, _ON_REQUEST),
}


@check(
    code="PR-023",
    name=N_("Text that describes another billing model"),
    severity=Severity.WARNING,
    message=N_("The text says “{value}”, but the plan has another billing model: {model}. Correct one of them."),
    starts_observed=True,
    applies_to="README.md, short_description, billing_type",
    expected=N_("Sentences about payment agree with the billing model and the trial of the plan"),
    bad="“billed per host” for flat_fee",
    good="“a flat fee” for flat_fee",
)
def describes_own_model(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The README does not describe a price per unit for a flat fee, and so on. PR-013 compares the amounts."""
    plan = next(plans(bundle), None)
    if plan is None or README not in bundle.files:
        return
    about = _PER_UNIT.search(str(plan.short_description or "")) if plan.billing_type == "one_time" else None
    if about:
        yield plan_finding("short_description", about[0], model=str(plan.billing_type))
    patterns = _CONTRADICTIONS.get(str(plan.billing_type), ())
    for number, line in enumerate(markdown_of(bundle, README).prose, start=1):
        for pattern in patterns:
            match = pattern.search(line)
            unit = (match["unit"] or match["first"]) if match and pattern is _PER_UNIT else ""
            is_paid_by = unit and not words_of(unit).isdisjoint(PAYERS)
            if match and not is_paid_by and not is_negated(line) and not _OTHER_BILLS.search(line):
                yield _at(number, match, plan.billing_type)
        no_trial = _NO_TRIAL.search(line) if plan.free_days else None
        if no_trial:
            yield _at(number, no_trial, plan.billing_type)


def _at(number: int, match: re.Match[str], model: object) -> RawFinding:
    return finding(file=README, line=number, column=match.start() + 1, value=match[0], model=str(model))
