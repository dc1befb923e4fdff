"""XC-050: searches for a status that does not exist, and views of a misspelled attribute."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, assets
from tilekit.checks.context import Context
from tilekit.checks.dashboards.board import boards
from tilekit.checks.detection_rules.rule_files import queries_of
from tilekit.checks.finding import RawFinding, Severity, Stage
from tilekit.checks.logs.attributes import known_attributes
from tilekit.checks.monitors.template_files import templates_with_query
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.core.suggestions import is_typo
from tilekit.parse.json_values import text
from tilekit.platform_lists import line_set
from tilekit.queries.languages import Language, parse_text
from tilekit.queries.query_parts import QueryParts
from tilekit.queries.widgets import LOG_SOURCES

# Other words for a status, which the platform accepts or which logs without a status remapper may have.
_OTHER_STATUSES = frozenset(
    ("warn", "err", "crit", "emerg", "fatal", "trace", "verbose", "success", "informational", "unknown")
)
_UNKNOWN_STATUS = N_(
    "No log has the status {value}. Use one of the platform's statuses, such as error, notice or info."
)


@check(
    code="XC-050",
    name=N_("Search that no log matches"),
    severity=Severity.WARNING,
    message=N_("No log has the attribute {value}. Did you mean {near}?"),
    starts_observed=True,
    stage=Stage.DEEP,
    applies_to=N_("dashboards, monitors, rules, saved views, pipeline"),
    expected=N_("Searches for logs use statuses that exist, and saved views use attributes of the logs"),
    bad="status:severe",
    good="status:error",
)
def searches_real_logs(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Statuses are a fixed list. XC-023 and SR-025 report unknown attributes, except misspelled ones in views."""
    for asset, pointer, parts in _searches(bundle):
        for one in parts.filters:
            value = one.value.strip('"').lower()
            is_plain = one.key == "status" and value.isalpha() and not one.is_negated
            if is_plain and value not in line_set("log_statuses.txt") | _OTHER_STATUSES:
                yield asset.finding(pointer, one.value, message=_UNKNOWN_STATUS)
    attributes = known_attributes(bundle)
    names = attributes.facets | attributes.results | attributes.written
    for view, pointer, parts in _views(bundle) if attributes.results else ():
        for field in parts.fields:
            near = next((name for name in sorted(names) if _is_misspelled(field, name)), "")
            if near and not attributes.knows(field):
                yield view.finding(pointer, f"@{field}", near=f"@{near}")


def _is_misspelled(field: str, name: str) -> bool:
    """Whether the field is the name with one typo, or with two characters swapped in its last part."""
    (above, _, last), (parent, _, other) = field.rpartition("."), name.rpartition(".")
    return is_typo(field, name) or (above == parent and last != other and sorted(last) == sorted(other))


def _searches(bundle: Bundle) -> Iterator[tuple[Asset, str, QueryParts]]:
    """(file, pointer, parts) of every search for logs."""
    for board in boards(bundle):
        for _, query in board.queries:
            if query.language is Language.SEARCH and query.source in LOG_SOURCES:
                yield board.asset, query.pointer, query.parts
    for asset, watched in templates_with_query(bundle):
        for search in watched.searches:
            if search.source in LOG_SOURCES:
                yield asset, search.pointer, search.parts
    for asset in assets(bundle, "detection_rules"):
        if text(asset.value.get("type")) == "log_detection":
            for pointer, value in queries_of(asset):
                yield asset, f"{pointer}/query", parse_text(Language.SEARCH, text(value.get("query")))
    yield from _views(bundle)


def _views(bundle: Bundle) -> Iterator[tuple[Asset, str, QueryParts]]:
    for view in assets(bundle, "saved_views"):
        if view.value.get("type") == "logs":
            yield view, "/query", parse_text(Language.SEARCH, text(view.value.get("query")))
