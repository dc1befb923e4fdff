"""DB-075: units in the settings of a widget that the metric does not have."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.listed_metrics import listed_metrics, metric_of
from tilekit.checks.metrics.units import family, is_measure, is_time, unit_pair_meant_by
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import elements, members, objects, text, value_at
from tilekit.queries.languages import Language

_QUERY_NAME = re.compile(r"\w+")


@dashboard_check(
    "DB-075",
    Severity.WARNING,
    N_("The widget shows {value}, but the unit of {metric} is {unit}. Correct one of them."),
    name=N_("Widget that shows another unit"),
    starts_observed=True,
    applies_to=N_("custom_unit, number_format, labels of axes"),
    expected=N_("A widget that shows a metric without a calculation names its unit, or one of the same family"),
    bad='"custom_unit": "ms" for a number of requests',
    good='"custom_unit": "ms" for a duration',
)
def shows_own_unit(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    for widget in board.leaves:
        named = [(pointer, shown) for pointer, shown in _named_units(widget) if _is_certain(shown)]
        metric, unit = _only_unit(board, widget, bundle) if named else ("", "")
        for pointer, shown in named if unit else ():
            if family(unit_pair_meant_by(shown)[0]) != family(unit):
                yield board.asset.finding(pointer, shown, metric=metric, unit=unit)


def _is_certain(shown: str) -> bool:
    """Whether the text means a unit of measure, and no rate."""
    unit, per = unit_pair_meant_by(shown)
    return not per and (is_measure(unit) or is_time(unit))


def _named_units(widget: Widget) -> Iterator[tuple[str, str]]:
    """Pointer and text of each unit in the settings of the widget."""
    start = f"{widget.pointer}/definition"
    yield f"{start}/custom_unit", text(widget.definition.get("custom_unit"))
    if isinstance(label := members(widget.definition.get("yaxis")).get("label"), str):
        yield f"{start}/yaxis/label", label
    for pointer, request in widget.requests:
        for at, formula in objects(request.get("formulas")):
            place = "/number_format/unit/unit_name"
            yield f"{pointer}/formulas/{at}{place}", text(value_at(formula, place))


def _only_unit(board: Board, widget: Widget, bundle: Bundle) -> tuple[str, str]:
    """The first metric and its unit, if the widget shows only listed metrics of one family, without calculations."""
    formulas = [formula for _, request in widget.requests for formula in elements(request.get("formulas"))]
    queries = board.queries_of(widget)
    is_plain = all(_QUERY_NAME.fullmatch(text(members(formula).get("formula"))) for formula in formulas)
    data = [query for query in queries if query.language is Language.METRIC]
    if not is_plain or not data or any(query.language is Language.SEARCH for query in queries):
        return "", ""
    metrics = [metric for query in data for metric in query.parts.metrics]
    if not all(query.parts.is_plain for query in data) or any(metric.aggregator == "count" for metric in metrics):
        return "", ""
    listed = [metric_of(listed_metrics(bundle), metric.name) for metric in metrics]
    units = {(row.unit, row.per_unit) if row else ("", "") for row in listed}
    families = {family(unit) if unit and not per else "" for unit, per in units}
    return (metrics[0].name, min(unit for unit, _ in units)) if len(families) == 1 and families != {""} else ("", "")
