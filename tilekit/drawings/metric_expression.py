"""An expression over metrics in a monitor: one metric that words can describe, or a calculation that is quoted."""

import re
from collections.abc import Mapping

from msgspec import Struct

from tilekit.core.messages import N_, Message
from tilekit.drawings.conditions import inline
from tilekit.queries.expression import parse_expression
from tilekit.queries.query_parts import QueryMetric, QueryParts

# These functions have conditions of their own.
_SPECIAL_FUNCTIONS = frozenset(("anomalies", "forecast", "outliers"))
_AGGREGATOR = re.compile(r"avg|sum|min|max|p\d{2}(?:\.\d+)?")
_SCOPE, _COMPARES = re.compile(r"\{[^{}]*\}"), re.compile(r"[<>=!]")
_FILTERED = N_("Reads only data that matches `{scope}`.")
_MAX_EXPRESSION_CHARACTERS = 300


class MetricExpression(Struct, frozen=True, kw_only=True):
    """The text of an expression and its parts. metric is None for a calculation."""

    text: str
    parts: QueryParts
    metric: QueryMetric | None

    @property
    def aggregator(self) -> str:
        """The aggregation of a single metric over its sources; "" for a calculation."""
        return self.metric.aggregator if self.metric else ""

    @property
    def calculates_with_counts(self) -> bool:
        """Whether it is a calculation with counts: monitors add up the counts of the window before they calculate."""
        methods = [{call.name for call in metric.methods} for metric in self.parts.metrics]
        return len(methods) > 1 and all("as_count" in names for names in methods)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the monitor; none if its metrics or functions group differently."""
        grouped = {metric.groups for metric in self.parts.metrics if metric.groups}
        groups = next(iter(grouped)) if len(grouped) == 1 else ()
        return groups if set(groups) == set(self.parts.groups) else ()

    @property
    def notes(self) -> tuple[Message, ...]:
        """The sentence about the filter of a single metric. A quoted calculation contains its filters."""
        scope = inline(self.text[slice(*self.metric.scope)]) if self.metric and self.metric.scope else ""
        return (Message(_FILTERED, {"scope": scope}),) if scope not in ("", "*") else ()

    @property
    def words(self) -> str:
        """The name of a single metric, or the text."""
        return self.metric.name if self.metric else inline(self.text)

    def unit(self, units: Mapping[str, str]) -> str:
        """The unit of a single metric; "" for a calculation."""
        return units.get(self.metric.name, "") if self.metric else ""

    def quoted_unless(self, *aggregators: str) -> "MetricExpression":
        """The expression, as a calculation unless its metric is aggregated over its sources like this."""
        return (
            self if self.aggregator in aggregators else MetricExpression(text=self.text, parts=self.parts, metric=None)
        )


def metric_expression(text: str) -> MetricExpression | None:
    """The expression; None if it is too long, can't be read, or contains comparisons or special functions."""
    expression = text.strip()
    if not expression or len(expression) > _MAX_EXPRESSION_CHARACTERS or _COMPARES.search(_SCOPE.sub("", expression)):
        return None
    parts = parse_expression(expression)
    is_special = any(call.name in _SPECIAL_FUNCTIONS for call in parts.calls)
    if parts.fault or parts.commas or is_special or not parts.metrics:
        return None
    return MetricExpression(text=expression, parts=parts, metric=_single_metric(parts))


def _single_metric(parts: QueryParts) -> QueryMetric | None:
    """The metric, if its name and its aggregation describe the expression completely."""
    metric = parts.metrics[0]
    methods = [call.name for call in metric.methods]
    is_total = methods == ["as_count"] and metric.aggregator == "sum"
    is_complete = parts.is_plain and _AGGREGATOR.fullmatch(metric.aggregator) and (not methods or is_total)
    return metric if is_complete else None
