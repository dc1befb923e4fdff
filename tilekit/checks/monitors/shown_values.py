"""MN-042: units behind the value in a message, compared with the unit of the metric."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.listed_metrics import listed_metrics, metric_of
from tilekit.checks.metrics.units import family, is_measure, is_time, other_scale, unit_pair_meant_by
from tilekit.checks.monitors.template_files import monitor_query_check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.queries.monitors import MonitorQuery

_POINTERS = ("/definition/name", "/definition/message")
_VALUE_WITH_UNIT = re.compile(
    r"\{\{\s*(?:value|threshold|warn_threshold)\s*\}\}[*_`]{0,3} ?(?P<unit>%|[A-Za-z]+)(?![\w/])(?! per\b)"
)
_LONGEST_TEXT = 8_000


@monitor_query_check(
    "MN-042",
    Severity.WARNING,
    N_("The text gives the value in {value}, but the unit of {metric} is {unit}. Correct one of them."),
    name=N_("Monitor message with another unit"),
    starts_observed=True,
    applies_to="name, message, query, unit_name",
    expected=N_("The unit behind {{value}} is that of the metric, if the query does not calculate"),
    bad="“{{value}} seconds” for a metric in milliseconds",
    good="“{{value}} ms”",
)
def shows_own_unit(template: tuple[Asset, MonitorQuery], bundle: Bundle) -> Iterator[RawFinding]:
    """A value is not shown in seconds if the metric has milliseconds, percent or bytes."""
    asset, query = template
    metrics = [metric for _, metric in query.metrics]
    row = metric_of(listed_metrics(bundle), metrics[0].name) if len(metrics) == 1 and query.parts.is_plain else None
    if row is None or row.per_unit or not (is_time(row.unit) or is_measure(row.unit)):
        return
    for pointer in _POINTERS:
        scale = other_scale(text(asset.at(pointer))[:_LONGEST_TEXT], row.unit)
        if scale:
            yield asset.finding(pointer, scale, metric=row.name, unit=row.unit)
        for match in _VALUE_WITH_UNIT.finditer(text(asset.at(pointer))[:_LONGEST_TEXT]):
            shown, per = unit_pair_meant_by(match["unit"])
            is_certain = not per and (is_measure(shown) or is_time(shown))
            if is_certain and shown != row.unit and not _is_same(shown, row.unit):
                raw_finding = asset.finding(pointer, match["unit"], metric=row.name, unit=row.unit)
                yield asset.inside(raw_finding, match.start("unit"))


def _is_same(shown: str, unit: str) -> bool:
    """Whether two units are of one family that is not time: 1024 bytes and a kibibyte are only written differently."""
    return family(shown) == family(unit) and not is_time(unit)
