"""Queries of monitors: their data source and the number that they are compared with."""

import re
from functools import cached_property
from operator import ge, gt, le, lt

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.parse.json_values import text
from tilekit.queries.languages import Language, parse_text
from tilekit.queries.query_parts import QueryMetric, QueryParts
from tilekit.queries.widgets import QueryText, queries_of

_COMPARISON = re.compile(r"(?P<sign>>=|<=|==|!=|>|<)\s*(?P<number>-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*$")
_END_CHARACTERS = 80
_SOURCES = frozenset((
    "logs", "events", "rum", "spans", "audit", "processes", "trace-analytics", "ci-pipelines", "ci-tests",
    "database-monitoring", "network-performance", "error-tracking", "error-tracking-logs", "error-tracking-rum",
    "error-tracking-traces",
))  # fmt: skip
# After a service check: the tags that filter it, and those that are excluded.
_SCOPES = frozenset(("over", "exclude"))
_CHECK = re.compile(r'\s*"([^"]*)"\s*\.')
QUERY = "/definition/query"
HOLDS = {">": gt, ">=": ge, "<": lt, "<=": le}
"""The comparisons of which one side is higher."""


class Comparison(Struct, frozen=True):
    """The comparison at the end of the query: its operator, and the number as written."""

    operator: str
    written: str

    @property
    def number(self) -> float:
        return float(self.written)

    @property
    def is_above(self) -> bool:
        """Whether the monitor alerts on high values."""
        return ">" in self.operator


class MonitorQuery(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """The query of a definition; formula_queries are the queries that its formula names (its `variables`)."""

    text: str
    formula_queries: tuple[QueryText, ...] = ()

    @cached_property
    def parts(self) -> QueryParts:
        return parse_text(Language.METRIC, self.text)

    @cached_property
    def comparison(self) -> Comparison | None:
        match = _COMPARISON.search(self.text[-_END_CHARACTERS:])
        return Comparison(match["sign"], match["number"]) if match else None

    @property
    def check(self) -> str:
        """The service check in the query, "" for other kinds."""
        match = _CHECK.match(self.text)
        return match[1] if match else ""

    @cached_property
    def metrics(self) -> tuple[tuple[str, QueryMetric], ...]:
        """(pointer, metric) for every metric. The pointer leads to the text that contains the metric."""
        inner = [(query.pointer, metric) for query in self.formula_queries for metric in query.parts.metrics]
        return (*((QUERY, metric) for metric in self.parts.metrics), *inner)

    @cached_property
    def own_searches(self) -> tuple[tuple[QueryText, int], ...]:
        """Searches inside the text of the query, with their offsets in it."""
        return tuple(
            (QueryText(pointer=QUERY, text=text, language=Language.SEARCH, source=call.name), at)
            for call in self.parts.calls
            if call.name in _SOURCES
            for text, at in call.texts[:1]
        )

    @property
    def check_scopes(self) -> tuple[tuple[str, int], ...]:
        """Tags that filter a service check, with their offsets in the query; none for other kinds."""
        calls = self.parts.calls if self.check else ()
        return tuple(text for call in calls if call.name in _SCOPES for text in call.texts)

    @property
    def searches(self) -> tuple[QueryText, ...]:
        """Searches of logs, events and the like, in the query or its `variables`."""
        return (*(query for query, _ in self.own_searches), *self.formula_searches)

    @property
    def formula_searches(self) -> tuple[QueryText, ...]:
        """The searches among the queries that the formula names."""
        return tuple(query for query in self.formula_queries if query.language is Language.SEARCH)

    @property
    def groups(self) -> frozenset[str]:
        """The groups of the monitor, without the @ of attributes."""
        queries = [
            query
            for query in self.formula_queries
            if "/group_by/" in query.pointer or query.language is Language.METRIC
        ]
        inner = [group for query in queries for group in query.parts.groups]
        return frozenset(name.lstrip("@") for name in (*self.parts.groups, *inner))


def monitor_query(definition: dict[str, Json]) -> MonitorQuery:
    """The query of a monitor's definition."""
    options = definition.get("options")
    variable_queries = queries_of({"variables": definition.get("variables")}, "/definition")
    if isinstance(options, dict):
        variable_queries += queries_of({"variables": options.get("variables")}, "/definition/options")
    return MonitorQuery(text=text(definition.get("query")), formula_queries=variable_queries)
