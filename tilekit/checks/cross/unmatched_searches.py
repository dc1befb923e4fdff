"""XC-050: searches for a status that does not exist, conditions that exclude each other, and misspelled attributes."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, assets
from tilekit.checks.context import Context
from tilekit.checks.dashboards.board import boards
from tilekit.checks.detection_rules.rule_files import queries_of
from tilekit.checks.finding import RawFinding, Severity, Stage
from tilekit.checks.logs.attribute_values import impossible_values
from tilekit.checks.logs.attributes import LACKS_AT, known_attributes
from tilekit.checks.logs.result_values import result_values
from tilekit.checks.monitors.template_files import templates_with_query
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.core.suggestions import is_typo
from tilekit.parse.json_values import text
from tilekit.platform_lists import line_set
from tilekit.queries.contradictions import SINGLE_IN_LOGS, contradiction_in
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
_CONTRADICTION = N_("No log matches {value}. Correct or remove a condition.")


@check(
    code="XC-050",
    name=N_("Search that no log matches"),
    severity=Severity.WARNING,
    message=N_("No log has the attribute {value}. Did you mean {near}?"),
    starts_observed=True,
    stage=Stage.DEEP,
    applies_to=N_("dashboards, monitors, rules, saved views, pipeline"),
    expected=N_(
        "Searches for logs use statuses that exist and conditions that a log can match, and saved views use attributes "
        "of the logs"
    ),
    bad="status:severe",
    good="status:error",
)
def searches_real_logs(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Statuses are a fixed list. XC-023 and SR-025 report unknown attributes, except misspelled ones in views.

    MN-034 and SR-028 report conditions of monitors and rules that exclude each other.
    """
    for asset, pointer, search, parts in _shown_searches(bundle):
        if value := contradiction_in(search, parts.filters, SINGLE_IN_LOGS | result_values(bundle).single):
            yield asset.finding(pointer, value, message=_CONTRADICTION)
    for asset, pointer, parts in _searches(bundle):
        for one in parts.filters:
            value = one.value.strip('"').lower()
            is_plain = one.key == "status" and value.isalpha() and not one.is_negated
            if is_plain and value not in line_set("log_statuses.txt") | _OTHER_STATUSES:
                yield asset.finding(pointer, one.value, message=_UNKNOWN_STATUS)
    yield from _attributes_in_views(bundle)


def _attributes_in_views(bundle: Bundle) -> Iterator[RawFinding]:
    """Names and values of attributes in the queries of saved views that no log has."""
    attributes = known_attributes(bundle)
    names = attributes.facets | attributes.results | attributes.written
    for view, pointer, _, parts in _views(bundle) if attributes.results else ():
        for one in impossible_values(bundle, parts.filters):
            yield view.finding(pointer, one.value, message=one.message, **one.parameters)
        for field in parts.fields:
            near = next((name for name in sorted(names) if _is_misspelled(field, name)), "")
            if near and not attributes.knows(field):
                yield view.finding(pointer, f"@{field}", near=f"@{near}")
        for tag in filter(attributes.lacks_at, parts.tags):
            yield view.finding(pointer, tag, message=LACKS_AT)


def _is_misspelled(field: str, name: str) -> bool:
    """Whether the field is the name with one typo, or with two characters swapped in its last part."""
    (above, _, last), (parent, _, other) = field.rpartition("."), name.rpartition(".")
    return is_typo(field, name) or (above == parent and last != other and sorted(last) == sorted(other))


def _searches(bundle: Bundle) -> Iterator[tuple[Asset, str, QueryParts]]:
    """(file, pointer, parts) of every search for logs."""
    for asset, pointer, _, parts in _shown_searches(bundle):
        yield asset, pointer, parts
    for asset, watched in templates_with_query(bundle):
        for search in watched.searches:
            if search.source in LOG_SOURCES:
                yield asset, search.pointer, search.parts
    for asset in assets(bundle, "detection_rules"):
        if text(asset.value.get("type")) == "log_detection":
            for pointer, value in queries_of(asset):
                yield asset, f"{pointer}/query", parse_text(Language.SEARCH, text(value.get("query")))


def _shown_searches(bundle: Bundle) -> Iterator[tuple[Asset, str, str, QueryParts]]:
    """(file, pointer, text, parts) of every search for logs of dashboards and saved views."""
    for board in boards(bundle):
        for _, query in board.queries:
            if query.language is Language.SEARCH and query.source in LOG_SOURCES:
                yield board.asset, query.pointer, query.text, query.parts
    yield from _views(bundle)


def _views(bundle: Bundle) -> Iterator[tuple[Asset, str, str, QueryParts]]:
    for view in assets(bundle, "saved_views"):
        if view.value.get("type") == "logs":
            search = text(view.value.get("query"))
            yield view, "/query", search, parse_text(Language.SEARCH, search)
