"""Conditions of monitors of metrics: thresholds and changes. Anomalies, outliers and forecasts are read elsewhere."""

import re
from collections.abc import Mapping

from tilekit.core.messages import N_, Message
from tilekit.drawings.amounts import amount, duration
from tilekit.drawings.conditions import RESULT, Condition, compared
from tilekit.drawings.metric_expression import MetricExpression, metric_expression
from tilekit.queries.monitors import Comparison

_WINDOW = r"(?P<time>avg|sum|min|max|percentile)\(\s*(?P<window>last_\w+)\s*\)"
_LEVEL = re.compile(rf"{_WINDOW}\s*:\s*(?P<expression>.+)", re.DOTALL)
_CHANGE = re.compile(
    rf"(?P<kind>change|pct_change)\(\s*{_WINDOW}\s*,\s*(?P<shift>\w+)\s*\)\s*:\s*(?P<expression>.+)", re.DOTALL
)
_MEASURES = {
    "avg": N_("the mean of `{metric}` over {window}"),
    "sum": N_("the sum of `{metric}` over {window}"),
    "min": N_("the minimum of `{metric}` over {window}"),
    "max": N_("the maximum of `{metric}` over {window}"),
}
# Aggregations over time, and then over sources.
_OVER_SOURCES = {
    ("avg", "sum"): N_("the mean over {window} of the sum of `{metric}`"),
    ("avg", "min"): N_("the mean over {window} of the minimum of `{metric}`"),
    ("avg", "max"): N_("the mean over {window} of the maximum of `{metric}`"),
    ("sum", "avg"): N_("the sum over {window} of the mean of `{metric}`"),
    ("sum", "min"): N_("the sum over {window} of the minimum of `{metric}`"),
    ("sum", "max"): N_("the sum over {window} of the maximum of `{metric}`"),
    ("min", "avg"): N_("the minimum over {window} of the mean of `{metric}`"),
    ("min", "sum"): N_("the minimum over {window} of the sum of `{metric}`"),
    ("min", "max"): N_("the minimum over {window} of the maximum of `{metric}`"),
    ("max", "avg"): N_("the maximum over {window} of the mean of `{metric}`"),
    ("max", "sum"): N_("the maximum over {window} of the sum of `{metric}`"),
    ("max", "min"): N_("the maximum over {window} of the minimum of `{metric}`"),
}
_PERCENTILE = N_("the percentile {percentile} of `{metric}` over {window}")
_CHANGES = {
    ("change", "avg"): N_("the change of the mean of `{metric}` over {window}, compared with {shift} earlier,"),
    ("change", "sum"): N_("the change of the sum of `{metric}` over {window}, compared with {shift} earlier,"),
    ("change", "min"): N_("the change of the minimum of `{metric}` over {window}, compared with {shift} earlier,"),
    ("change", "max"): N_("the change of the maximum of `{metric}` over {window}, compared with {shift} earlier,"),
    ("pct_change", "avg"): N_(
        "the relative change of the mean of `{metric}` over {window}, compared with {shift} earlier,"
    ),
    ("pct_change", "sum"): N_(
        "the relative change of the sum of `{metric}` over {window}, compared with {shift} earlier,"
    ),
    ("pct_change", "min"): N_(
        "the relative change of the minimum of `{metric}` over {window}, compared with {shift} earlier,"
    ),
    ("pct_change", "max"): N_(
        "the relative change of the maximum of `{metric}` over {window}, compared with {shift} earlier,"
    ),
}


def level_condition(text: str, comparison: Comparison, units: Mapping[str, str]) -> Condition | None:
    """The condition of `avg(last_5m):avg:a.b{*} by {host}`; None for other texts."""
    match = _LEVEL.fullmatch(text)
    window = duration(match["window"]) if match else None
    expression = metric_expression(match["expression"]) if match else None
    if match is None or window is None or expression is None:
        return None
    time, space = match["time"], expression.aggregator
    if time == "percentile":
        if not space.startswith("p"):
            return None
        measure = Message(_PERCENTILE, {"metric": expression.words, "percentile": space[1:], "window": window})
    elif expression.calculates_with_counts:
        measure = Message(RESULT, {"expression": expression.words, "window": window})
    else:
        if (time, space) not in _OVER_SOURCES:
            expression = expression.quoted_unless(time)
        text = _OVER_SOURCES.get((time, expression.aggregator), _MEASURES[time])
        measure = Message(text, {"metric": expression.words, "window": window})
    return _condition(measure, comparison, expression, unit=expression.unit(units))


def change_condition(text: str, comparison: Comparison, units: Mapping[str, str]) -> Condition | None:
    """The condition of `pct_change(avg(last_5m),last_1h):avg:a.b{*}`; None for other texts."""
    match = _CHANGE.fullmatch(text)
    window, shift = (duration(match[name]) for name in ("window", "shift")) if match else (None, None)
    expression = metric_expression(match["expression"]) if match else None
    phrase = _CHANGES.get((match["kind"], match["time"])) if match else None
    if match is None or window is None or shift is None or expression is None or phrase is None:
        return None
    shown = expression.quoted_unless(match["time"])
    measure = Message(phrase, {"metric": shown.words, "window": window, "shift": shift})
    unit = "percent" if match["kind"] == "pct_change" else shown.unit(units)
    return _condition(measure, comparison, shown, unit=unit)


def _condition(
    measure: Message, comparison: Comparison, expression: MetricExpression, *, unit: str
) -> Condition | None:
    threshold = amount(comparison.number, unit)
    sentence = compared(measure, comparison, threshold=threshold, groups=expression.groups)
    return Condition(sentence=sentence, notes=expression.notes, unit=unit) if sentence else None
