"""SR-036 and SR-037: rules whose name says “many” or “failed”, and whose queries and cases something else."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.detection_rules.rule_files import detection_rule_check, objects_of, queries_of
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.outcomes import other_outcome
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text
from tilekit.queries.languages import Language, parse_text

_MANY = re.compile(
    r"\b(?:multiple|many|repeated|several|numerous|brute[- ]force|burst|flood|excessive|mass|spike"
    r"|(?:high|large|unusual) (?:number|volume|rate|amount))\b",
    re.IGNORECASE,
)
_ONE_IS_ENOUGH = re.compile(r"\s*\w+\s*(?:>\s*0|>=\s*1)\s*")


@detection_rule_check(
    "SR-036",
    Severity.WARNING,
    N_("The name says “{value}”, but one log is enough for every case. Correct the name or the conditions."),
    name=N_("Rule name that contradicts the number of logs"),
    starts_observed=True,
    applies_to="/name, /cases",
    expected=N_("A rule whose name says that there are many events needs more than one of them"),
    bad="“Repeated failed sign-ins” with the condition a > 0",
    good="a > 10",
)
def needs_as_many_as_named(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Rules that count logs count as many as their name says. Queries that add values up are not compared."""
    match = _MANY.search(text(asset.value.get("name")))
    conditions = [text(case.get("condition")) for _, case in objects_of(asset, "cases")]
    is_counted = all(
        text(query.get("aggregation")) in ("", "count") and not elements(query.get("distinctFields"))
        for _, query in queries_of(asset)
    )
    is_threshold = text(asset.at("/options/detectionMethod")) in ("", "threshold")
    if match and is_counted and is_threshold and conditions and all(map(_ONE_IS_ENOUGH.fullmatch, conditions)):
        yield asset.finding("/cases/0/condition", match[0])


@detection_rule_check(
    "SR-037",
    Severity.WARNING,
    N_("The name says “{value}”, but the query selects {read}. Correct one of them."),
    name=N_("Rule name that contradicts the query"),
    starts_observed=True,
    applies_to="/name, /queries",
    expected=N_("A rule about failures does not select only successes, and vice versa"),
    bad="“Repeated failed sign-ins” for @evt.outcome:success",
    good="@evt.outcome:failure",
)
def selects_what_is_named(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The only query of a rule selects what its name says. With several queries, the name may be about one of them."""
    queries = queries_of(asset)
    for pointer, query in queries if len(queries) == 1 else ():
        filters = parse_text(Language.SEARCH, text(query.get("query"))).filters
        if problem := other_outcome(text(asset.value.get("name")), filters):
            yield asset.finding(f"{pointer}/query", problem[0], read=problem[1])
