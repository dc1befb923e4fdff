"""Finds the queries in a widget's definition, with their language and data source.

Supports old forms (`q`, `log_query`, `process_query`) and new ones (`queries` with `formulas`, lists of logs, SLOs,
maps, funnels, event overlays). Groups have no queries of their own; their widgets are read separately.
"""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.parse.json import escaped
from tilekit.parse.json_values import members, text
from tilekit.queries.languages import Language, parse_text
from tilekit.queries.query_parts import QueryParts

METRIC_SOURCES = frozenset(("metrics", "cloud_cost", "container", "process"))
LOG_SOURCES = frozenset(("logs", "logs_stream", "logs_pattern_stream", "logs_transaction_stream"))
EVENT_SOURCES = frozenset(("events", "event_stream"))
_METRIC, _FORMULA, _SEARCH, _SCOPE, _FIELD = (
    Language.METRIC,
    Language.FORMULA,
    Language.SEARCH,
    Language.SCOPE,
    Language.FIELD,
)
_PASSED = frozenset((
    "widgets", "title", "content", "custom_links", "conditional_formats", "style", "group_keys", "specification",
))  # fmt: skip
# In the older form, the name of an object is its data source.
_OLD_SOURCES = {
    "log_query": "logs", "apm_query": "spans", "rum_query": "rum", "event_query": "events",
    "security_query": "security", "network_query": "network", "audit_query": "audit",
    "profile_metrics_query": "profiles", "process_query": "process", "apm_stats_query": "apm",
}  # fmt: skip
# Widgets whose own `query` has a fixed data source.
_WIDGET_SOURCES = {
    "log_stream": "logs", "event_stream": "events", "event_timeline": "events", "manage_status": "monitors",
}  # fmt: skip
_LANGUAGES = {
    "formula": _FORMULA, "query_string": _SEARCH, "text_filter": _SEARCH, "search_by": _SEARCH, "facet": _FIELD,
    "field": _FIELD, "check": Language.CHECK, "metric_name": Language.METRIC_NAME, "filters": _SCOPE,
    "filter_by": _SCOPE, "tag_filters": _SCOPE, "scope": _SCOPE, "additional_query_filters": _SCOPE,
    "group_by": _FIELD, "group": _FIELD, "one_graph_per": _FIELD, "columns": _FIELD, "fields": _FIELD,
    "query_filter": _SEARCH,
}  # fmt: skip
# Keys with a single value, which may be a template variable.
_VALUES = frozenset(("env", "service", "resource_name", "operation_name", "primary_tag_value", "value"))
_MAY_ASK = frozenset(_LANGUAGES) | {"q", "query", "filter", "metric", "expression"}


class QueryText(Struct, frozen=True, kw_only=True, dict=True):
    """One text of a widget. source is `metrics`, `logs`, `events` ..., "" if the widget doesn't name one."""

    pointer: str
    text: str
    language: Language
    source: str

    @cached_property
    def parts(self) -> QueryParts:
        """The parsed text."""
        return parse_text(self.language, self.text)


def queries_of(definition: dict[str, Json], pointer: str) -> tuple[QueryText, ...]:
    """The queries of the definition at the pointer, in document order, without empty texts."""
    return tuple(_in_object(definition, pointer, _WIDGET_SOURCES.get(text(definition.get("type")), "")))


def _in_object(value: dict[str, Json], pointer: str, source: str) -> Iterator[QueryText]:
    # The columns of a list are next to its query.
    query = value.get("query") if "columns" in value else value
    named = members(query).get("data_source")
    data_source = named if isinstance(named, str) else source
    is_node = pointer.endswith("/nodes")
    for key, item in value.items():
        if key in _PASSED or not item:
            continue
        if isinstance(item, str):
            language = _language(value, key, (pointer, data_source)) if is_node or key in _MAY_ASK else None
            if item[0] == "$" and key in _VALUES:
                language = _SCOPE
            if language:
                place = f"{pointer}/{escaped(key)}"
                yield QueryText(
                    pointer=place, text=item, language=language, source=data_source or _default_source(language)
                )
        elif isinstance(item, dict):
            yield from _in_object(item, f"{pointer}/{escaped(key)}", _OLD_SOURCES.get(key, data_source))
        elif isinstance(item, list):
            yield from _in_list(item, (key, f"{pointer}/{escaped(key)}"), data_source)


def _in_list(items: list[Json], place: tuple[str, str], source: str) -> Iterator[QueryText]:
    key, pointer = place
    language = _SCOPE if key == "tags" else _LANGUAGES.get(key)
    for at, item in enumerate(items):
        if isinstance(item, dict):
            yield from _in_object(item, f"{pointer}/{at}", "events" if key == "events" else source)
        elif isinstance(item, str) and item and language:
            yield QueryText(pointer=f"{pointer}/{at}", text=item, language=language, source=source)


def _language(value: dict[str, Json], key: str, place: tuple[str, str]) -> Language | None:
    """The language of a text by its key, and by the pointer and source of its object; None if it is not a query."""
    pointer, source = place
    parent = pointer.rpartition("/")[2]
    if key in ("q", "query"):
        return _of_query(value, pointer, source)
    if key == "filter":
        return _SCOPE if "metric_name" in value else _SEARCH
    if key in ("metric", "group", "group_by"):
        return _of_name(value, key, place)
    if key == "expression":
        return _METRIC if "alias_name" in value else None if "nodes" in value else _FORMULA
    if parent == "nodes":
        return _SEARCH
    return _LANGUAGES.get(key)


def _of_name(value: dict[str, Json], key: str, place: tuple[str, str]) -> Language | None:
    """The language of a name to measure or group by: a metric, an attribute or the group of a check; None for a tree
    map.
    """
    pointer, source = place
    if key != "metric":
        return _SCOPE if "check" in value else None if "color_by" in value else _FIELD
    if pointer.endswith("/split_config/sort/compute"):
        return _FIELD if str(value[key]).startswith("@") else Language.METRIC_NAME
    is_metric = source in METRIC_SOURCES and pointer.rpartition("/")[2] not in ("compute", "sort")
    return Language.METRIC_NAME if is_metric else _FIELD


def _of_query(value: dict[str, Json], pointer: str, source: str) -> Language | None:
    if "/events/" in pointer or source == "events":
        return _SEARCH
    if "q" in value or source in METRIC_SOURCES:
        return _METRIC if pointer.rpartition("/")[2] != "search" else _SEARCH
    return None if pointer.rpartition("/")[2] == "compute" else _SEARCH


def _default_source(language: Language) -> str:
    return "metrics" if language in (_METRIC, Language.METRIC_NAME) else ""
