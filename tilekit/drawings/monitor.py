"""Monitors in words: when they alert, their thresholds, and their message."""

from collections.abc import Iterator, Mapping
from math import isfinite

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.drawings.amounts import amount, seconds_text, share
from tilekit.drawings.conditions import Condition, as_code, inline
from tilekit.drawings.metric_conditions import change_condition, level_condition
from tilekit.drawings.model import MonitorSummary, NamedQuery, Threshold
from tilekit.drawings.query_chains import condition_of
from tilekit.drawings.search_conditions import search_condition
from tilekit.drawings.special_conditions import special_condition
from tilekit.drawings.status_conditions import check_condition, composite_condition, slo_condition
from tilekit.parse.json_values import elements, members, objects, text
from tilekit.queries.monitors import MonitorQuery, monitor_query

_FALLBACK = N_("Alerts on: `{query}`")
_NO_QUERY = N_("This monitor has no query.")
_SINGLE_ALERT = N_("There is one alert for all of them together.")
_NOTIFIES = N_("Notifies once for each {groups}.")
_NOTIFIES_ONCE = N_("Notifies once for the whole monitor.")
_NO_DATA = N_("Also alerts when data is missing for {window}.")
_NO_DATA_NOW = N_("Also notifies when data is missing.")
NOTES_ON_MISSING_DATA = frozenset((_NO_DATA, _NO_DATA_NOW))
_MAX_MONITOR_MESSAGE_CHARACTERS, _QUERY_CHARACTERS, _MAX_FALLBACK_CHARACTERS = 8_000, 2_000, 300
_MAX_NAMED_QUERIES, _MAX_GROUPS, _MAX_THRESHOLD = 10, 20, 1e300
_THRESHOLDS = {
    "critical": N_("Alert"),
    "critical_recovery": N_("Recovery from an alert"),
    "warning": N_("Warning"),
    "warning_recovery": N_("Recovery from a warning"),
    "ok": N_("OK"),
    "unknown": N_("Unknown"),
}


def monitor_summary(monitor: Mapping[str, Json], units: Mapping[str, str]) -> MonitorSummary:
    """A monitor template, or a monitor as it was exported earlier, in words. units are by name of the metric.

    A query that is not understood completely is quoted.
    """
    definition = members(monitor.get("definition")) or dict(monitor)
    query, options = monitor_query(definition), members(definition.get("options"))
    condition = condition_of_monitor(query, members(options.get("thresholds")), units)
    return MonitorSummary(
        sentence=condition.sentence if condition else _quoted(query.text),
        notes=(*condition.notes, *_option_notes(options)) if condition else (),
        query=query.text[:_QUERY_CHARACTERS],
        queries=tuple(_named_queries(definition, options)),
        thresholds=tuple(_thresholds(members(options.get("thresholds")), condition)),
        title=text(definition.get("name"))[:_MAX_FALLBACK_CHARACTERS],
        message=text(definition.get("message"))[:_MAX_MONITOR_MESSAGE_CHARACTERS],
        comparator=query.comparison.operator if query.comparison else "",
    )


def condition_of_monitor(
    query: MonitorQuery, thresholds: Mapping[str, Json], units: Mapping[str, str]
) -> Condition | None:
    """When a monitor alerts; None if its query is not understood completely."""
    if len(query.text) > _QUERY_CHARACTERS:
        return None
    compared = query.comparison
    if compared is None:
        return check_condition(query.text.strip(), thresholds) or composite_condition(query.text.strip())
    if not isfinite(compared.number):
        return None
    written = condition_of(query.text, compared)
    return (
        level_condition(written, compared, units)
        or change_condition(written, compared, units)
        or special_condition(written, compared, units)
        or search_condition(written, compared)
        or slo_condition(written, compared)
    )


def _quoted(query: str) -> Message:
    shown = inline(query)
    cut = shown if len(shown) <= _MAX_FALLBACK_CHARACTERS else f"{shown[:_MAX_FALLBACK_CHARACTERS]}…"
    return Message(_FALLBACK, {"query": cut}) if shown else Message(_NO_QUERY)


def _option_notes(options: Mapping[str, Json]) -> Iterator[Message]:
    if options.get("groupby_simple_monitor") is True:
        yield Message(_SINGLE_ALERT)
    groups = [text(group) for group in elements(options.get("notify_by"))][:_MAX_GROUPS]
    if groups == ["*"]:
        yield Message(_NOTIFIES_ONCE)
    elif groups and all(groups):
        yield Message(_NOTIFIES, {"groups": tuple(map(as_code, groups))})
    minutes = options.get("no_data_timeframe")
    if options.get("notify_no_data") is True and isinstance(minutes, int) and 0 < minutes <= 100_000:
        yield Message(_NO_DATA, {"window": seconds_text(minutes * 60)})
    elif options.get("notify_no_data") is True or options.get("on_missing_data") == "show_and_notify_no_data":
        yield Message(_NO_DATA_NOW)


def _named_queries(definition: Mapping[str, Json], options: Mapping[str, Json]) -> Iterator[NamedQuery]:
    variables = objects(options.get("variables")) or objects(definition.get("variables"))
    for _at, variable in variables[:_MAX_NAMED_QUERIES]:
        search = text(members(variable.get("search")).get("query")) or text(variable.get("query"))
        name, source = (text(variable.get(key))[:_MAX_FALLBACK_CHARACTERS] for key in ("name", "data_source"))
        yield NamedQuery(name=name, query=search[:_MAX_FALLBACK_CHARACTERS], source=source)


def _thresholds(thresholds: Mapping[str, Json], condition: Condition | None) -> Iterator[Threshold]:
    unit = condition.unit if condition else ""
    for name, label in _THRESHOLDS.items():
        number = thresholds.get(name)
        if isinstance(number, int | float) and not isinstance(number, bool) and abs(number) < _MAX_THRESHOLD:
            value = share(number) if condition and condition.has_shares else amount(number, unit)
            yield Threshold(label=label, value=value)
