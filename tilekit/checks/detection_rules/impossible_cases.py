"""SR-028 and SR-029: cases that never hold, and queries that count nothing."""

from collections.abc import Iterator, Mapping
from math import inf

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.detection_rules.cases import LEVELS
from tilekit.checks.detection_rules.rule_files import detection_rule_check, objects_of
from tilekit.checks.finding import FindingPlace, RawFinding, Severity
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text
from tilekit.queries.conditions import COUNTED, Range, includes, is_empty, ranges_in
from tilekit.queries.contradictions import SINGLE_IN_LOGS, contradiction_in
from tilekit.queries.languages import Language, parse_text

_SHADOWED = N_(
    "Case {number} is never used, because case {above} holds whenever {value} does. Change one of the conditions."
)
_NO_LOGS = N_("No log matches {value}, so the rule never creates a signal. Correct or remove a condition.")
_NO_CONDITION = N_("Case {number} has no condition. Add one, such as “a > 5”.")
_MAX_CASES = 100
_ADDS_UP = ("sum", "max", "min", "avg")
# In other methods, the platform decides when a case holds.
_WITH_CONDITIONS = ("", "threshold")


@detection_rule_check(
    "SR-028",
    Severity.WARNING,
    N_("The condition {value} of case {number} never holds. Correct it."),
    name=N_("Case of a detection rule that never holds"),
    applies_to="/cases, /queries",
    expected=N_("Each case can hold although the cases above it don't, and each query can match a log"),
    bad="a > 5 && a < 3",
    good="a > 3 && a < 5",
)
def has_possible_cases(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Every case of a threshold rule can be the first one that holds, and no query excludes what it searches."""
    for at, query in objects_of(asset, "queries"):
        search = text(query.get("query"))
        if value := contradiction_in(search, parse_text(Language.SEARCH, search).filters, SINGLE_IN_LOGS):
            yield asset.finding(f"/queries/{at}/query", value, message=_NO_LOGS)
    if text(asset.at("/options/detectionMethod")) in _WITH_CONDITIONS:
        yield from _cases(asset)


def _cases(asset: Asset) -> Iterator[RawFinding]:
    above: dict[int, dict[str, Range]] = {}
    levels = {at: _level(case) for at, case in objects_of(asset, "cases")}
    for at, case in objects_of(asset, "cases")[:_MAX_CASES]:
        condition, pointer = text(case.get("condition")), f"/cases/{at}/condition"
        if case.get("condition") is None or case["condition"] == condition.strip() == "":
            yield asset.finding(pointer, message=_NO_CONDITION, number=at + 1)
        ranges = dict(ranges_in(condition, _start(asset)) or {})
        shadow = next(
            (
                other
                for other, outer in above.items()
                if levels[other] <= levels[at] and ranges and includes(outer, ranges)
            ),
            None,
        )
        if is_empty(ranges):
            yield asset.finding(pointer, condition, number=at + 1)
        elif shadow is not None:
            raw_finding = asset.finding(pointer, condition, message=_SHADOWED, number=at + 1, above=shadow + 1)
            yield replace(raw_finding, other_places=(FindingPlace(pointer=f"/cases/{shadow}/condition"),))
        elif ranges:
            above[at] = ranges


def _level(case: Mapping[str, Json]) -> int:
    """The place of a case's severity, 0 for the highest. SR-011 reports cases below less severe ones."""
    return LEVELS.index(text(case.get("status"))) if case.get("status") in LEVELS else 0


def _start(asset: Asset) -> Range:
    """The possible values of the queries: sums of attributes may be negative, numbers of logs not."""
    adds_up = any(query.get("aggregation") in _ADDS_UP for _, query in objects_of(asset, "queries"))
    return (-inf, inf) if adds_up else COUNTED


@detection_rule_check(
    "SR-029",
    Severity.WARNING,
    N_("In query {number}, distinctFields names no attribute whose values are counted. Add one."),
    name=N_("Query of a detection rule without an attribute to count"),
    applies_to="/queries",
    expected=N_("A query with cardinality has distinctFields, and one with sum, max, min or avg has a metric"),
    bad='"aggregation": "cardinality" without distinctFields',
    good='"distinctFields": ["@network.client.ip"]',
)
def counts_attributes(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Queries name the attributes that they count or add up."""
    for at, query in objects_of(asset, "queries"):
        aggregation = query.get("aggregation")
        if aggregation == "cardinality" and not elements(query.get("distinctFields")):
            yield asset.finding(f"/queries/{at}/distinctFields", number=at + 1)
        elif aggregation in _ADDS_UP and not (query.get("metric") or elements(query.get("metrics"))):
            message = N_("Query {number} uses {value}, but names no attribute in metrics. Add one.")
            yield asset.finding(f"/queries/{at}/aggregation", aggregation, message=message, number=at + 1)
