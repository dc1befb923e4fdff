"""DB-051 and DB-053 to DB-055: template variables, and the queries that use them."""

from collections.abc import Collection, Iterator

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.dashboards.variable_filters import ScopedMetric, new_variable_fix, scoped_metrics, variable_over
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word
from tilekit.parse.json_values import text
from tilekit.queries.query_parts import Variable
from tilekit.queries.scopes import variable_of, variables_in
from tilekit.queries.widgets import QueryText

_SIMILARITY = 0.8
# No real board has more; thousands of did-you-mean searches among thousands of names would take too long.
_MOST_VARIABLES = 100


def _is_odd_and_used(board: Board, name: str) -> bool:
    """Whether an unusual name such as `2xx` is used after a dollar sign."""
    return not variables_in(f"${name}") and f"${name}" in board.asset.document.source.text


@dashboard_check(
    "DB-051",
    Severity.ADVICE,
    N_("Add a template variable so that customers can filter the dashboard."),
    name=N_("No template variable"),
    fix=FixClass.SUGGESTED,
    applies_to="/template_variables",
    expected=N_("At least one template variable"),
    bad="no template variable",
    good="queue",
)
def has_variable(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """There is a template variable. DB-054 reports variables that are used but not defined."""
    if board.asset.value.get("template_variables") == [] and board.widgets and not undefined(board):
        yield board.asset.finding("/template_variables", fix=new_variable_fix(board, bundle))


@dashboard_check(
    "DB-053",
    Severity.WARNING,
    N_("No widget uses the template variable {name}. Use it or remove it."),
    name=N_("Unused template variable"),
    fix=FixClass.SUGGESTED,
    applies_to="/template_variables",
    expected=N_("Every variable is used by a widget"),
    bad="$region, which no widget uses",
    good="$queue in every query",
)
def uses_variables(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """Every variable is used by a widget; DB-054 reports variables that are misspelled in a query.

    Of several variables with the same name, only one can be used.
    """
    names = [text(variable.get("name")) for _, variable in board.variables]
    for at, (pointer, _variable) in enumerate(board.variables):
        if names[at] and names[at] in names[:at]:
            message = N_("Two template variables have the name {name}. Rename or remove one of them.")
            yield board.asset.finding(f"{pointer}/name", names[at], message=message, name=names[at])
    unused = [name for name in board.variable_names - board.used_variables if not _is_odd_and_used(board, name)]
    useless = set(unused) - _misspelled_variables(board) - {""} if unused and board.leaves else set[str]()
    for pointer, variable in board.variables if useless else ():
        name = text(variable.get("name"))
        if name in useless:
            fix = board.asset.removing(pointer, N_("Remove {name}"), name=name)
            yield board.asset.finding(f"{pointer}/name", name, name=name, fix=fix)


@dashboard_check(
    "DB-054",
    Severity.WARNING,
    N_("${name} is not a template variable of this dashboard. Add the variable or correct the name."),
    name=N_("Undefined template variable"),
    folded=N_(
        "${name} is not a template variable of this dashboard, but {n} queries use it. "
        "Add the variable or correct the name."
    ),
    fix=FixClass.SUGGESTED,
    applies_to="queries",
    expected=N_("Every $name in a query is defined"),
    bad="$queue without a variable",
    good="a variable called queue",
)
def defines_variables(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """Every variable in a query is defined. DB-003 reports a dashboard without a list of variables."""
    defined = board.variable_names
    for _widget, query in board.queries if "template_variables" in board.asset.value else ():
        used = query.parts.variables
        for name, variable in {variable.name: variable for variable in used}.items() if used else ():
            if not variable_of(name, defined):
                fix = _fix_correcting_name(board, query, variable) or _fix_adding_variable(
                    board, _without_suffix(name), _tag(query, name)
                )
                yield board.asset.finding(query.pointer, name, name=name, fix=fix)


def undefined(board: Board) -> dict[str, str]:
    """Name -> tag of the variables that queries use but the board doesn't define. Names have no suffix."""
    used = [(query, variable.name) for _, query in board.queries for variable in query.parts.variables]
    uses = [(query, name) for query, name in used if not variable_of(name, board.variable_names)]
    return {_without_suffix(name): _tag(query, name) for query, name in reversed(uses)}


def _tag(query: QueryText, name: str) -> str:
    """The tag that a query compares with a variable; the tag of the same name if the variable is used alone."""
    bare = _without_suffix(name)
    return next((part.key for part in query.parts.filters if part.value == f"${bare}.value" and part.key), bare)


def _without_suffix(name: str) -> str:
    return name.removesuffix(".value").removesuffix(".key")


def _nearest_variable(name: str, defined: Collection[str]) -> str:
    """The defined variable that a name certainly misspells; "" for none."""
    if len(defined) > _MOST_VARIABLES:
        return ""
    names = {one.lower(): one for one in defined}
    return names.get(closest_word(_without_suffix(name).lower(), names, cutoff=_SIMILARITY), "")


def _misspelled_variables(board: Board) -> set[str]:
    """The defined variables that queries misspell."""
    defined = board.variable_names
    names = {variable.name for _, query in board.queries for variable in query.parts.variables}
    return {_nearest_variable(name, defined) for name in names if not variable_of(name, defined)}


def _fix_correcting_name(board: Board, query: QueryText, used: Variable) -> Fix | None:
    """The fix that replaces a misspelled variable with the defined one; None if none is similar."""
    suggestion, bare = _nearest_variable(used.name, board.variable_names), _without_suffix(used.name)
    start = query.text.find(f"${bare}", used.at)
    if not suggestion or start < 0:
        return None
    change = (start, start + len(bare) + 1, f"${suggestion}")
    return board.asset.rewording(query.pointer, change, N_("Use {near}"), near=f"${suggestion}")


def _fix_adding_variable(board: Board, name: str, tag: str) -> Fix | None:
    """The fix that adds a template variable for a tag."""
    return board.asset.adding("/template_variables", variable_over(name, tag), N_("Add the variable {name}"), name=name)


class _UnfilteredQuery(Struct, frozen=True):
    """A query and the variables that should filter it."""

    scoped: ScopedMetric
    names: tuple[str, ...]


@dashboard_check(
    "DB-055",
    Severity.ADVICE,
    N_("This query does not use {names}. Add {names} to the query so that customers can filter the graph."),
    name=N_("Query without the template variables"),
    folded=N_("{n} queries do not use {names}. Add {names} to each query so that customers can filter the graphs."),
    applies_to="queries",
    expected=N_("Each metric query uses the template variables for tags that its metrics have"),
    bad="{*}, although there is a variable called queue",
    good="{$queue}",
)
def filters_by_variables(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """Metric queries are filtered by the variables whose tags their metrics have, as far as that is known."""
    for unfiltered in _unfiltered_queries(board, scoped_metrics(board, bundle)):
        names = tuple(f"${name}" for name in unfiltered.names)
        yield board.asset.finding(unfiltered.scoped.query.pointer, ", ".join(names), names=names)


def _unfiltered_queries(board: Board, metrics: list[ScopedMetric]) -> Iterator[_UnfilteredQuery]:
    """The first metric of each query that lacks a variable.

    A query should use the variables that other queries use for the same metric, and those for a tag that the metric has
    or is grouped by. If a graph calculates with several metrics, only variables that fit all of them count.
    """
    used_with: dict[str, set[str]] = {}
    for scoped in metrics:
        used_with.setdefault(scoped.metric.name, set()).update(scoped.variables_used)
    common: dict[str, frozenset[str]] = {}
    for scoped in metrics:
        possible = frozenset(used_with[scoped.metric.name]) | scoped.variables_available
        common[_request_of(scoped)] = common.get(_request_of(scoped), possible) & possible
    reported = set[str]()
    for scoped in metrics:
        missing = (used_with[scoped.metric.name] | scoped.variables_available) - scoped.variables_used
        missing &= common[_request_of(scoped)]
        if missing and scoped.query.pointer not in reported and (missing := missing & board.used_variables):
            reported.add(scoped.query.pointer)
            yield _UnfilteredQuery(scoped, tuple(sorted(missing)))


def _request_of(scoped: ScopedMetric) -> str:
    """The request of a query; the query itself if it is a whole request."""
    return scoped.query.pointer.rpartition("/queries/")[0] or scoped.query.pointer
