"""Conditions of monitors of anomalies, outliers and forecasts of metrics."""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from tilekit.core.messages import N_, Message
from tilekit.drawings.amounts import amount, duration, share
from tilekit.drawings.conditions import Condition, for_groups
from tilekit.drawings.metric_expression import MetricExpression, metric_expression
from tilekit.drawings.query_chains import call_of
from tilekit.queries.monitors import Comparison

_WINDOWED = re.compile(r"(avg|min|max)\(\s*((?:last|next)_\w+)\s*\)\s*:\s*(.+)", re.DOTALL)
_OPTION = re.compile(r"(\w+)\s*=\s*['\"]?([^'\"]*)['\"]?")
Pair = tuple[str, str]
# (operator, direction) -> a sentence without groups, and one with groups.
_ANOMALIES: Mapping[Pair, Pair] = {
    (">=", "above"): (
        N_("Alerts when at least {share} of the values of `{metric}` in {window} are unusually high."),
        N_(
            "Alerts when at least {share} of the values of `{metric}` in {window} are unusually high, for each "
            "{groups}."
        ),
    ),
    (">=", "below"): (
        N_("Alerts when at least {share} of the values of `{metric}` in {window} are unusually low."),
        N_(
            "Alerts when at least {share} of the values of `{metric}` in {window} are unusually low, for each {groups}."
        ),
    ),
    (">=", "both"): (
        N_("Alerts when at least {share} of the values of `{metric}` in {window} are unusual."),
        N_("Alerts when at least {share} of the values of `{metric}` in {window} are unusual, for each {groups}."),
    ),
    (">", "above"): (
        N_("Alerts when more than {share} of the values of `{metric}` in {window} are unusually high."),
        N_(
            "Alerts when more than {share} of the values of `{metric}` in {window} are unusually high, for each "
            "{groups}."
        ),
    ),
    (">", "below"): (
        N_("Alerts when more than {share} of the values of `{metric}` in {window} are unusually low."),
        N_(
            "Alerts when more than {share} of the values of `{metric}` in {window} are unusually low, for each "
            "{groups}."
        ),
    ),
    (">", "both"): (
        N_("Alerts when more than {share} of the values of `{metric}` in {window} are unusual."),
        N_("Alerts when more than {share} of the values of `{metric}` in {window} are unusual, for each {groups}."),
    ),
}
# (aggregation, operator) -> a sentence without groups, and one with groups.
_FORECASTS: Mapping[Pair, Pair] = {
    ("max", ">="): (
        N_("Alerts when `{metric}` is forecast to reach {threshold} within {window}."),
        N_("Alerts when `{metric}` is forecast to reach {threshold} within {window}, for each {groups}."),
    ),
    ("max", ">"): (
        N_("Alerts when `{metric}` is forecast to exceed {threshold} within {window}."),
        N_("Alerts when `{metric}` is forecast to exceed {threshold} within {window}, for each {groups}."),
    ),
    ("min", "<="): (
        N_("Alerts when `{metric}` is forecast to fall to {threshold} within {window}."),
        N_("Alerts when `{metric}` is forecast to fall to {threshold} within {window}, for each {groups}."),
    ),
    ("min", "<"): (
        N_("Alerts when `{metric}` is forecast to fall below {threshold} within {window}."),
        N_("Alerts when `{metric}` is forecast to fall below {threshold} within {window}, for each {groups}."),
    ),
}
_OUTLIER = N_("Alerts when the values of `{metric}` over {window} for one {groups} differ from those of the others.")
_ALGORITHM = N_("What is usual is computed with the algorithm {name}. Tolerance, in deviations: {number}.")


class _Call(Struct, frozen=True, kw_only=True):
    """A special function: the aggregation around it, its expression, its other arguments, and its window."""

    aggregation: str
    expression: MetricExpression
    arguments: Sequence[str]
    window: Message
    comparison: Comparison


def special_condition(text: str, comparison: Comparison, units: Mapping[str, str]) -> Condition | None:
    """The condition of `avg(last_4h):anomalies(avg:a{*}, 'basic', 2) >= 1` and the like; None for other texts."""
    match = _WINDOWED.fullmatch(text)
    function = call_of(match[3].strip()) if match else None
    expression = metric_expression(function[1][0]) if function else None
    window = duration(match[2]) if match else None
    if match is None or function is None or expression is None or window is None:
        return None
    name, arguments = function
    call = _Call(
        aggregation=match[1],
        expression=expression.quoted_unless("avg"),
        arguments=arguments[1:],
        window=window,
        comparison=comparison,
    )
    if match[2].startswith("next_"):
        return _forecast(call, units) if name == "forecast" else None
    readers = {"anomalies": _anomaly, "outliers": _outlier}
    return readers[name](call) if name in readers and call.aggregation == "avg" else None


def _anomaly(call: _Call) -> Condition | None:
    options = {match[1]: match[2] for item in call.arguments if (match := _OPTION.fullmatch(item))}
    window = duration(options["alert_window"]) if "alert_window" in options else call.window
    sentences = _ANOMALIES.get((call.comparison.operator, options.get("direction", "both")))
    if sentences is None or window is None or not 0 <= call.comparison.number <= 1:
        return None
    values = {"metric": call.expression.words, "share": share(call.comparison.number), "window": window}
    sentence = for_groups(sentences, call.expression.groups, **values)
    notes = (*call.expression.notes, *_algorithm(call.arguments))
    return Condition(sentence=sentence, notes=notes, has_shares=True)


def _algorithm(arguments: Sequence[str]) -> tuple[Message, ...]:
    name, number = [item.strip("'\" ") for item in (*arguments, "", "")[:2]]
    is_plain = name.isalpha() and number.isdecimal() and len(number) < 5
    return (Message(_ALGORITHM, {"name": name, "number": int(number)}),) if is_plain else ()


def _outlier(call: _Call) -> Condition | None:
    groups = call.expression.groups
    if not groups or call.comparison.operator != ">" or call.comparison.number != 0:
        return None
    sentence = for_groups((_OUTLIER, _OUTLIER), groups, metric=call.expression.words, window=call.window)
    return Condition(sentence=sentence, notes=call.expression.notes)


def _forecast(call: _Call, units: Mapping[str, str]) -> Condition | None:
    sentences = _FORECASTS.get((call.aggregation, call.comparison.operator))
    if sentences is None:
        return None
    unit = call.expression.unit(units)
    threshold = amount(call.comparison.number, unit)
    values = {"metric": call.expression.words, "threshold": threshold, "window": call.window}
    return Condition(
        sentence=for_groups(sentences, call.expression.groups, **values), notes=call.expression.notes, unit=unit
    )
