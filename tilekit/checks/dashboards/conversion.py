"""Converts the old form of a graph's query, one text (`q`), to queries with formulas."""

import re
from collections.abc import Sequence
from itertools import pairwise

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board
from tilekit.checks.dashboards.naming import words_for
from tilekit.checks.finding import Edit, Fix, LazyEdits
from tilekit.checks.fixes import all_edits
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import objects, text
from tilekit.queries.languages import Language, parse_text
from tilekit.queries.query_parts import QueryMetric, QueryParts

_METHOD_BEHIND = re.compile(r"\.\s*[a-z]")


def fix_converting_request(
    board: Board, widget: Widget, place: tuple[str, dict[str, Json]], *, bundle: Bundle
) -> Fix | None:
    """The fix that converts a request (its pointer and object) to the new form, with its aliases.

    None for a query that can't be parsed completely, or that has a method after a bracket, which formulas don't
    support.
    """
    pointer, request = place
    query = text(request.get("q"))
    parts = parse_text(Language.METRIC, query)
    if parts.fault or parts.references or not parts.metrics or {"queries", "formulas"} & set(request):
        return None
    lines = _expressions(query, parts)
    aliases, formulas = _aliases(request), list[Json]()
    for line_query, formula, metrics in lines:
        if _METHOD_BEHIND.search(formula):
            return None
        alias = aliases.get(line_query) or _alias(lines, metrics, bundle) or (widget.title if len(lines) == 1 else "")
        formulas.append({"formula": formula, **({"alias": alias} if alias else {})})
    members: dict[str, Json] = {"formulas": formulas, "queries": _named_queries(query, parts)}
    if "response_format" not in request:
        members["response_format"] = "timeseries"

    def edits() -> Sequence[Edit]:
        editor = board.asset.editor
        removed = [editor.removing(f"{pointer}/metadata")] if "metadata" in request else []
        return all_edits([editor.expanding(f"{pointer}/q", members), *removed])

    return Fix(title=Message(N_("Use queries and formulas")), edits=LazyEdits(edits))


def _named_queries(query: str, parts: QueryParts) -> list[Json]:
    return [
        {"name": f"query{number}", "data_source": "metrics", "query": query[slice(*metric.span)]}
        for number, metric in enumerate(parts.metrics, start=1)
    ]


def _expressions(query: str, parts: QueryParts) -> list[tuple[str, str, list[QueryMetric]]]:
    """Each expression between commas: its text, its text with names instead of metrics, and its metrics."""
    expressions = []
    for start, end in pairwise((-1, *parts.commas, len(query))):
        formula, at, inside = "", start + 1, list[QueryMetric]()
        for number, metric in enumerate(parts.metrics, start=1):
            if start < metric.span[0] < end:
                formula += query[at : metric.span[0]] + f"query{number}"
                at = metric.span[1]
                inside.append(metric)
        expressions.append((query[start + 1 : end].strip(), (formula + query[at:end]).strip(), inside))
    return expressions


def _aliases(request: dict[str, Json]) -> dict[str, str]:
    """Expression -> its alias in the old form."""
    metadata = objects(request.get("metadata"))
    return {text(item.get("expression")).strip(): text(item.get("alias_name")).strip() for _, item in metadata}


def _alias(lines: list[tuple[str, str, list[QueryMetric]]], metrics: list[QueryMetric], bundle: Bundle) -> str:
    """The alias for a line with a single metric; "" if another line has the same metric or the line
    calculates with it.
    """
    names = [metric.name for _, _, inside in lines for metric in inside]
    is_alone = len(metrics) == 1 and names.count(metrics[0].name) == 1
    return words_for(bundle, metrics[0].name) if is_alone else ""
