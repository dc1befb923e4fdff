"""DB-051 to DB-056: template variables, and filters that should be one."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.reading import Board
from tilekit.checks.dashboards.rules import rule
from tilekit.checks.dashboards.scan import filters, scopes, variable_of, variables
from tilekit.checks.finding import Severity, Spot
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Query, text
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_OWN_VALUES = re.compile(
    r"^@?(?:host|hostname|account|account_id|accountid|cluster|cluster_name|cluster_id|instance|instance_id|org_id|"
    r"tenant|tenant_id|project_id|subscription_id|customer_id|user_id)$",
    re.IGNORECASE,
)
_ANY = ("*", "$", "")


def _used(board: Board) -> set[str]:
    """Every variable that the board uses, notes and links included."""
    defined = _defined(board)
    used = {name for widget in board.leaves for name in variables(_all_text(widget.definition))}
    return {variable_of(name, defined) for name in used}


def _all_text(value: Json) -> str:
    if isinstance(value, str):
        return value
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return " ".join(filter(None, map(_all_text, items)))


@rule("DB-051", Severity.ADVICE, N_("Add a template variable so customers can filter."))
def has_variable(board: Board, _: Bundle) -> Iterator[Spot]:
    """There is a template variable."""
    if board.asset.value.get("template_variables") == [] and board.widgets:
        yield board.asset.spot("/template_variables")


@rule(
    "DB-052",
    Severity.WARNING,
    N_("{name} starts on “{value}”, which customers do not have. Use *."),
    fixable=True,
)
def starts_on_all(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """Variables start on all values; the listing's own source and name are no value of an account."""
    own = {bundle.section(Overview).integration_id, bundle.section(Data).logs_source}
    for pointer, variable in board.variables:
        name = text(variable.get("name"))
        single, several = variable.get("default"), variable.get("defaults")
        if isinstance(single, str) and single not in ("*", "") and single not in own:
            fix = board.asset.setting(f"{pointer}/default", "*", N_("Start on *"))
            yield board.asset.spot(f"{pointer}/default", single, name=name, fix=fix)
        odd = [item for item in several if item not in ("*", *own)] if isinstance(several, list) else []
        if odd:
            fix = board.asset.setting(f"{pointer}/defaults", ["*"], N_("Start on *"))
            yield board.asset.spot(f"{pointer}/defaults", odd[0], name=name, fix=fix)


@rule("DB-053", Severity.WARNING, N_("{name} changes nothing. Use it or remove it."), fixable=True)
def uses_variables(board: Board, _: Bundle) -> Iterator[Spot]:
    """Every variable is used by a widget."""
    used = _used(board) if board.variables else set()
    for pointer, variable in board.variables:
        name = text(variable.get("name"))
        if name and name not in used and board.leaves:
            fix = board.asset.removing(pointer, N_("Remove {name}"), name=name)
            yield board.asset.spot(pointer, name, name=name, fix=fix)


def _defined(board: Board) -> set[str]:
    return {text(variable.get("name")) for _, variable in board.variables}


@rule(
    "DB-054",
    Severity.WARNING,
    N_("${name} is not a template variable of this board."),
    folded=N_("${name} is not a template variable of this board; {n} queries use it."),
)
def defines_variables(board: Board, _: Bundle) -> Iterator[Spot]:
    """Every variable of a query is defined."""
    defined = _defined(board)
    for query in (query for widget in board.leaves for query in widget.queries):
        for name in dict.fromkeys(variables(query.text)):
            if not variable_of(name, defined):
                yield board.asset.spot(query.pointer, name, name=name)


@rule(
    "DB-055",
    Severity.ADVICE,
    N_("This graph ignores {names}."),
    folded=N_("{n} queries ignore {names}."),
)
def listens(board: Board, _: Bundle) -> Iterator[Spot]:
    """Metric queries listen to variables that other queries of the same metric listen to."""
    queries = [
        query for widget in board.leaves for query in widget.queries if query.source == "metrics" and "{" in query.text
    ]
    defined = _defined(board)
    heard: dict[str, set[str]] = {}
    for query in queries:
        heard.setdefault(_metric(query), set()).update(_heard(query, defined))
    for query in queries:
        missing = sorted(heard[_metric(query)] - _heard(query, defined))
        if missing:
            names = ", ".join(f"${name}" for name in missing)
            yield board.asset.spot(query.pointer, names, names=names)


def _heard(query: Query, defined: set[str]) -> set[str]:
    return {variable_of(name, defined) for name in variables(query.text)} - {""}


def _metric(query: Query) -> str:
    return query.text.partition("{")[0].rpartition(":")[2].strip(" (")


@rule(
    "DB-056",
    Severity.WARNING,
    N_("The filter {value} comes from your own account."),
    folded=N_("The filter {value} comes from your own account; {n} queries have it."),
)
def filters_nothing_own(board: Board, _: Bundle) -> Iterator[Spot]:
    """No host, account, cluster or id is fixed in a filter."""
    for query in (query for widget in board.leaves for query in widget.queries):
        parts = scopes(query.text) if query.source == "metrics" else [query.text]
        for key, value in (pair for part in parts for pair in filters(part)):
            if _OWN_VALUES.match(key) and not value.startswith(_ANY[:2]) and "*" not in value and value[:1] not in "<>":
                yield board.asset.spot(query.pointer, f"{key}:{value}")
