"""Saved views in words: their page, search, time range, columns and facets."""

from collections.abc import Mapping

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.drawings.amounts import seconds_text
from tilekit.drawings.model import ViewSummary
from tilekit.parse.json_values import elements, members, text

MAX_COLUMNS, MAX_FACETS = 20, 12
_MAX_QUERY_CHARACTERS, _MAX_VIEW_NAME_CHARACTERS, _MAX_MILLISECONDS = 1_000, 120, 10**13
_DAY_S, _TWO_DAYS_S = 86_400, 172_800
_PAGES = {
    ("logs", "stream"): N_("Logs, as a list"),
    ("logs", "analytics"): N_("Logs, as a graph"),
    ("logs", "patterns"): N_("Patterns of logs"),
    ("logs", "insights"): N_("Insights about logs"),
    ("trace", "traces"): N_("Traces"),
    ("trace", "stream"): N_("Traces, as a list"),
    ("trace", "analytics"): N_("Traces, as a graph"),
    ("process", "process_overview"): N_("Processes"),
}


def view_summary(view: Mapping[str, Json]) -> ViewSummary:
    """A saved view in words, with at most 20 columns and 12 facets."""
    values = members(view.get("attributes")) or dict(view)
    options, query = members(values.get("options")), values.get("query")
    columns = _names(options.get("columns") or values.get("columns"))
    facets = _names(values.get("visible_facets"))
    kind, page = text(values.get("type")), text(values.get("page"))
    search = text(query) or text(members(query).get("query"))
    return ViewSummary(
        page=_PAGES.get((kind, page), (kind or page)[:_MAX_VIEW_NAME_CHARACTERS]),
        query=search.strip()[:_MAX_QUERY_CHARACTERS],
        range=_range(members(values.get("timerange")).get("interval_ms")),
        columns=tuple(columns[:MAX_COLUMNS]),
        facets=tuple(facets[:MAX_FACETS]),
        more_columns=max(len(columns) - MAX_COLUMNS, 0),
        more_facets=max(len(facets) - MAX_FACETS, 0),
    )


def _range(milliseconds: Json) -> Message:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return Message("")
    if not 1_000 <= milliseconds <= _MAX_MILLISECONDS:
        return Message("")
    seconds = int(milliseconds // 1_000)
    return seconds_text(seconds if seconds < _TWO_DAYS_S else round(seconds / _DAY_S) * _DAY_S)


def _names(value: Json) -> list[str]:
    """The texts in a list, or the `field` of the objects in it."""
    names = (text(item) or text(members(item).get("field")) for item in elements(value))
    return [name[:_MAX_VIEW_NAME_CHARACTERS] for name in names if name]
