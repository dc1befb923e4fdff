"""SR-039: two rules that create the same signals."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.detection_rules.rule_files import files, queries_of
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text

_COUNTED = ("groupByFields", "distinctFields", "metrics")


@check(
    code="SR-039",
    name=N_("Two detection rules with the same query"),
    severity=Severity.ADVICE,
    message=N_("The rule “{name}” counts the same logs in the same way. Change one of them, or make it a case."),
    starts_observed=True,
    applies_to="/queries",
    expected=N_("Rules with one detection method differ in the logs that they select, group by or count"),
    bad="“Failed sign-ins” and “New administrator”, both for @evt.outcome:failure",
    good="@evt.name:login @evt.outcome:failure and @evt.name:role.granted",
)
def differs_from_others(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Each rule watches something of its own. The second of two equal ones is reported."""
    seen: dict[str, str] = {}
    for asset in files(bundle):
        queries, name = queries_of(asset), text(asset.value.get("name"))
        key = _key(asset)
        if queries and seen.get(key, name) != name:
            yield asset.finding(f"{queries[0][0]}/query", queries[0][1].get("query"), name=seen[key])
        seen.setdefault(key, name)


def _key(asset: Asset) -> str:
    """What two rules have in common that watch the same. The order of terms and fields makes no difference."""
    parts = [
        (
            sorted(text(query.get("query")).split()),
            query.get("aggregation"),
            *(sorted(map(str, elements(query.get(name)))) for name in _COUNTED),
        )
        for _, query in queries_of(asset)
    ]
    return repr((text(asset.at("/options/detectionMethod")), parts, asset.value.get("filters")))
