"""SR-028: cases that never hold, and queries and filters that leave no log."""

from collections.abc import Iterator, Mapping
from math import inf

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.detection_rules.cases import LEVELS
from tilekit.checks.detection_rules.counted_attributes import ADDS_UP
from tilekit.checks.detection_rules.rule_files import detection_rule_check, objects_of
from tilekit.checks.finding import FindingPlace, RawFinding, Severity
from tilekit.checks.logs.result_values import result_values
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.queries.conditions import COUNTED, Range, includes, is_empty, ranges_in
from tilekit.queries.contradictions import SINGLE_IN_LOGS, contradiction_in, has_alternatives
from tilekit.queries.languages import Language, parse_text

_SHADOWED = N_(
    "Case {number} is never used, because case {above} holds whenever {value} does. Change one of the conditions."
)
_NO_LOGS = N_("No log matches {value}, so the rule never creates a signal. Correct or remove a condition.")
_SUPPRESSED = N_("The filter suppresses every log that the query finds, so the rule never creates a signal. Remove it.")
_NO_CONDITION = N_("Case {number} has no condition. Add one, such as “a > 5”.")
_ALWAYS = N_("In case {number}, {value} holds for every log, so each of them creates a signal. Use a higher number.")
_MAX_CASES = 100
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
def has_possible_cases(asset: Asset, bundle: Bundle) -> Iterator[RawFinding]:
    """Every case of a threshold rule can be the first one that holds, and no query excludes what it searches."""
    for at, query in objects_of(asset, "queries"):
        search = text(query.get("query"))
        filters = parse_text(Language.SEARCH, search).filters
        if value := contradiction_in(search, filters, SINGLE_IN_LOGS | result_values(bundle).single):
            yield asset.finding(f"/queries/{at}/query", value, message=_NO_LOGS)
    yield from _suppressed(asset)
    if text(asset.at("/options/detectionMethod")) in _WITH_CONDITIONS:
        yield from _cases(asset)


def _suppressed(asset: Asset) -> Iterator[RawFinding]:
    """Filters that suppress what all queries require."""
    required = [_terms(text(query.get("query"))) for _, query in objects_of(asset, "queries")]
    for at, one in objects_of(asset, "filters"):
        suppressed = _terms(text(one.get("query"))) if one.get("action") == "suppress" else frozenset()
        if suppressed and required and all(suppressed <= terms for terms in required):
            yield asset.finding(f"/filters/{at}/query", text(one.get("query")), message=_SUPPRESSED)


def _terms(search: str) -> frozenset[tuple[str, str, bool]]:
    """The filters of a search that all have to match; empty if it has alternatives or brackets."""
    filters = () if has_alternatives(search) else parse_text(Language.SEARCH, search).filters
    return frozenset((one.key, one.value, one.is_negated) for one in filters)


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
        elif ranges and all(limits == COUNTED for limits in ranges.values()):
            yield asset.finding(pointer, condition, message=_ALWAYS, number=at + 1)
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
    adds_up = any(query.get("aggregation") in ADDS_UP for _, query in objects_of(asset, "queries"))
    return (-inf, inf) if adds_up else COUNTED
