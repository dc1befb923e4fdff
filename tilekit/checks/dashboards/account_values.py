"""DB-056: filters with a value that only one account has."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text, value_at
from tilekit.queries.edits import without_filter
from tilekit.queries.languages import Language
from tilekit.queries.query_parts import QueryFilter
from tilekit.queries.widgets import LOG_SOURCES, QueryText

_OWN_VALUES = re.compile(
    r"^@?(?:host|hostname|account(?:[_.]?(?:id|name))?|cluster|cluster_name|cluster_id|instance|instance_id"
    r"|(?:customer|tenant|company|organi[sz]ation|org)(?:[_.](?:id|name))?|client_name|project_id|subscription_id"
    r"|user_id)$",
    re.IGNORECASE,
)

# Hosts of a private network or of one cloud, in the values of any tag.
_OF_ACCOUNT = re.compile(
    r"\.(?:corp|intranet|lan|localdomain)$|^ip-\d+(?:-\d+){3}\b|^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$|^arn:aws:[^:]*:[^:]*:\d{12}:",
    re.IGNORECASE,
)
# Values that exist in every account.
_EVERYONES = frozenset((
    "_total", "all", "anonymous", "default", "external", "false", "internal", "localhost", "n/a", "none", "null",
    "root", "system", "true", "unknown",
))  # fmt: skip


def is_account_value(query_filter: QueryFilter) -> bool:
    """Whether the filter has a fixed host, account, cluster or ID, not a variable, a pattern or a comparison."""
    is_fixed = (
        query_filter.value != ""
        and not query_filter.value.startswith(("$", "<", ">", "["))
        and "*" not in query_filter.value
    )
    is_of_account = is_account_key(query_filter.key) or _OF_ACCOUNT.search(query_filter.value) is not None
    return is_fixed and is_of_account and not is_common_value(query_filter.value)


def is_own_index(name: str) -> bool:
    """Whether an index of logs exists in one account only, unlike the default index."""
    return name not in ("", "*", "main") and not name.startswith("$")


def is_account_key(key: str) -> bool:
    """Whether the values of a tag or an attribute differ from account to account."""
    return _OWN_VALUES.match(key) is not None


def is_common_value(value: str) -> bool:
    """Whether a value is the same in every account."""
    return value.strip('"').lower() in _EVERYONES


@dashboard_check(
    "DB-056",
    Severity.WARNING,
    N_("The filter {value} is specific to your account. Remove it or use a template variable."),
    name=N_("Account-specific filter on a dashboard"),
    folded=N_("The filter {value} is specific to your account. Remove it from {n} queries or use a template variable."),
    fix=FixClass.SUGGESTED,
    applies_to="queries",
    expected=N_("No filter on a fixed host, account, cluster or ID"),
    bad="{host:web-01}",
    good="{$host}",
)
def has_no_account_filter(board: Board, _: Bundle) -> Iterator[RawFinding]:
    for _widget, query in board.queries:
        reported = set[str]()
        for query_filter, scope in _filters(query):
            value = f"{query_filter.key}:{query_filter.value}"
            if is_account_value(query_filter) and value not in reported:
                reported.add(value)
                fix = _fix_removing_filter(board, query, (query_filter, scope))
                yield board.asset.finding(query.pointer, value, fix=fix)
        yield from _own_indexes(board, query)


def _own_indexes(board: Board, query: QueryText) -> Iterator[RawFinding]:
    """Indexes that the query of logs reads, which only one account has. They are next to the query or above it."""
    is_search = query.language is Language.SEARCH and query.source in LOG_SOURCES
    parent = query.pointer.rpartition("/")[0] if is_search else ""
    for holder in filter(None, (parent, parent.rpartition("/")[0])):
        for at, name in enumerate(elements(value_at(board.asset.value, f"{holder}/indexes"))):
            if is_own_index(text(name)):
                yield board.asset.finding(f"{holder}/indexes/{at}", f"index:{name}")


def _filters(query: QueryText) -> Iterator[tuple[QueryFilter, tuple[int, int] | None]]:
    """Every filter with the span of the scope that contains it; None instead of the span in a search."""
    if query.language is Language.SEARCH:
        yield from ((query_filter, None) for query_filter in query.parts.filters)
    elif query.language is Language.SCOPE:
        yield from ((query_filter, (0, len(query.text))) for query_filter in query.parts.filters)
    elif query.language is Language.METRIC:
        yield from ((query_filter, metric.scope) for metric in query.parts.metrics for query_filter in metric.filters)


def _fix_removing_filter(
    board: Board, query: QueryText, place: tuple[QueryFilter, tuple[int, int] | None]
) -> Fix | None:
    is_all = (place[0].start, place[0].end) == (0, len(query.text))
    if query.language is Language.SCOPE and is_all and _is_item(query):
        return board.asset.removing(query.pointer, N_("Remove the filter"))
    change = without_filter(query.text, *place)
    return board.asset.rewording(query.pointer, change, N_("Remove the filter")) if change else None


def _is_item(query: QueryText) -> bool:
    """Whether the text is an item of a list of tags."""
    return query.pointer.rpartition("/")[2].isdigit()
