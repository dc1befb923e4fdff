"""MN-016 to MN-019, MN-024, MN-025 and MN-029: the query of a monitor and its thresholds."""

from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.dashboards.account_values import is_account_value, is_own_index
from tilekit.checks.finding import FindingPlace, Fix, FixClass, RawFinding, Severity
from tilekit.checks.monitors.template_files import MEASURED, definition_of, monitor_query_check
from tilekit.checks.monitors.windows import unknown_methods, unknown_windows
from tilekit.checks.query_functions import UNKNOWN_PART, misspelled_functions, unreadable_metrics
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import members
from tilekit.queries.brackets import broken_at, excerpt_around
from tilekit.queries.edits import without_filter
from tilekit.queries.monitors import QUERY, Comparison, MonitorQuery
from tilekit.queries.query_parts import QueryFilter
from tilekit.queries.scopes import filters_in
from tilekit.queries.widgets import QueryText

TemplateWithQuery = tuple[Asset, MonitorQuery]
THRESHOLDS = "/definition/options/thresholds"
_REMOVE = N_("Remove the filter")
_USE_QUERY_VALUE = N_("Use the value in the query")
_RECOVERY_BEYOND_THRESHOLD = N_(
    "The recovery threshold {value} is beyond the threshold {level}, so the platform rejects the monitor. "
    "Correct one of the thresholds."
)
# A threshold, the one that it must not go beyond, and the message if it does ("" for the check's own).
_ORDER = (
    ("warning", "critical", ""),
    ("critical_recovery", "critical", _RECOVERY_BEYOND_THRESHOLD),
    ("warning_recovery", "warning", _RECOVERY_BEYOND_THRESHOLD),
)
_SMALL_COUNT = 3
_ORDERED, _COMPARING_TYPES = (">", ">=", "<", "<="), (*MEASURED, "event alert", "event-v2 alert")
CRITICAL, WARNING = f"{THRESHOLDS}/critical", f"{THRESHOLDS}/warning"


def thresholds_of(asset: Asset) -> dict[str, Json]:
    """The thresholds; empty if there are none."""
    return members(asset.at(THRESHOLDS))


def is_measured(asset: Asset) -> bool:
    """Whether the monitor compares a metric or a number of logs with its thresholds."""
    return definition_of(asset).get("type") in MEASURED


def compares_critical(asset: Asset, query: MonitorQuery) -> bool:
    """Whether MN-018 compares the critical threshold with the query."""
    return definition_of(asset).get("type") in _COMPARING_TYPES and query.comparison is not None


@monitor_query_check(
    "MN-016",
    Severity.BLOCKER,
    N_("The query cannot be read near “{near}”. Check the syntax."),
    name=N_("Unreadable monitor query"),
    fix=FixClass.SUGGESTED,
    applies_to="/definition/query",
    expected=N_("Brackets match, and the query of a metric or log monitor ends with a comparison and a number"),
    bad="avg(last_5m):avg:acme.queue.depth{*} by {queue}",
    good="… > 1000",
)
def has_valid_query(template: TemplateWithQuery, _: Bundle) -> Iterator[RawFinding]:
    """Brackets balance, and the query of a metric or log monitor ends with a comparison. Other problems are advice."""
    asset, query = template
    if "query" not in definition_of(asset):
        return
    fault, broken = query.parts.fault, broken_at(query.text) if query.text.strip() else 0
    if broken is None and is_measured(asset) and not query.comparison:
        broken = len(query.text)
    if broken is not None:
        yield asset.inside(asset.finding(QUERY, query.text, near=excerpt_around(query.text, broken) or "…"), broken)
    elif fault:
        excerpt = excerpt_around(query.text, fault.at)
        raw_finding = asset.finding(QUERY, query.text, near=excerpt, message=UNKNOWN_PART, severity=Severity.ADVICE)
        yield asset.inside(raw_finding, fault.at)
    else:
        # Data other than metrics is queried with separate methods.
        yield from misspelled_functions(asset, QUERY, query.parts.calls if query.parts.metrics else ())
        yield from unreadable_metrics(asset, QUERY, query.parts.metrics)
        yield from unknown_windows(asset, query) if is_measured(asset) else unknown_methods(asset, query)


@monitor_query_check(
    "MN-017",
    Severity.BLOCKER,
    N_("The monitor has no critical threshold. Set one."),
    name=N_("No critical threshold"),
    fix=FixClass.SUGGESTED,
    applies_to="/definition/options/thresholds",
    expected=N_("A metric or log monitor has a critical threshold, and so has a service check with other thresholds"),
    bad="no critical threshold",
    good='"critical": 1000',
)
def has_critical(template: TemplateWithQuery, _: Bundle) -> Iterator[RawFinding]:
    asset, query = template
    comparison, is_compared = query.comparison, is_measured(asset) or compares_critical(asset, query)
    if is_compared and "options" in definition_of(asset) and thresholds_of(asset).get("critical") is None:
        fix = asset.setting(CRITICAL, threshold_of(comparison), _USE_QUERY_VALUE) if comparison else None
        yield asset.finding(CRITICAL, fix=fix)
    elif query.check and thresholds_of(asset) and thresholds_of(asset).get("critical") is None:
        yield asset.finding(CRITICAL, severity=Severity.ADVICE)


@monitor_query_check(
    "MN-018",
    Severity.BLOCKER,
    N_("The query compares with {number}, but the critical threshold is {value}. Use the same number."),
    name=N_("Different critical threshold in the query"),
    fix=FixClass.SUGGESTED,
    applies_to="query, thresholds",
    expected=N_("The critical threshold is the number in the query"),
    bad='> 1000 and "critical": 900',
    good='> 1000 and "critical": 1000',
)
def fits_critical(template: TemplateWithQuery, _: Bundle) -> Iterator[RawFinding]:
    asset, query = template
    comparison, critical = query.comparison, thresholds_of(asset).get("critical")
    if not comparison or not compares_critical(asset, query) or critical is None:
        return
    if not isinstance(critical, int | float) or isinstance(critical, bool) or comparison.number != float(critical):
        levels = {**thresholds_of(asset), "critical": threshold_of(comparison)}
        is_in_order = not any(True for _ in _out_of_order(levels, comparison))
        fix = asset.setting(CRITICAL, levels["critical"], _USE_QUERY_VALUE) if is_in_order else None
        is_text = isinstance(critical, str) and critical.strip() == comparison.written
        message = N_("The threshold {value} is text. Use a number without quotation marks.") if is_text else ""
        raw_finding = asset.finding(CRITICAL, critical, message=message, number=comparison.written, fix=fix)
        yield raw_finding if is_text else replace(raw_finding, other_places=(FindingPlace(pointer=QUERY),))


def threshold_of(comparison: Comparison) -> Json:
    """The number in the query as a threshold."""
    return int(comparison.number) if comparison.number.is_integer() else comparison.number


@monitor_query_check(
    "MN-019",
    Severity.ADVICE,
    N_("The monitor has no warning threshold. Set one that is reached before the critical threshold."),
    name=N_("No warning threshold"),
    applies_to="thresholds",
    expected=N_("A warning threshold that is reached before the critical one, if such a value exists"),
    bad='"critical": 1000 without "warning"',
    good='"critical": 1000, "warning": 800',
)
def has_warning(template: TemplateWithQuery, _: Bundle) -> Iterator[RawFinding]:
    asset, query = template
    levels, comparison = thresholds_of(asset), query.comparison
    warning, critical = _number_in(levels, "warning"), _number_in(levels, "critical")
    is_forecast = any(call.name == "forecast" for call in query.parts.calls)  # has no warning threshold
    if not is_measured(asset) or critical is None or not comparison or is_forecast:
        return
    if levels.get("warning") is None:
        if _has_room(comparison, critical):
            yield asset.finding(WARNING)
    elif warning == critical:
        yield asset.finding(
            WARNING,
            levels["warning"],
            message=N_("The warning threshold is the same as the critical threshold. Set one that is reached earlier."),
        )


def _has_room(comparison: Comparison, critical: float) -> bool:
    """Whether there is room for a warning threshold. There is none below a count of one, or for equality, and little
    above a small count.
    """
    first = 0 if comparison.operator == ">" else 1 if comparison.is_above else _SMALL_COUNT
    return comparison.operator in _ORDERED and critical > first


@monitor_query_check(
    "MN-029",
    Severity.BLOCKER,
    N_(
        "The warning threshold {value} is beyond the critical threshold {level}, so the platform rejects the "
        "monitor. Correct one of the thresholds."
    ),
    name=N_("Thresholds in the wrong order"),
    applies_to="thresholds",
    expected=N_(
        "The query reaches the warning threshold before the critical one, and each recovery threshold is "
        "on the safe side of its threshold"
    ),
    bad="critical 90 and warning 95 for a query that ends in > 90",
    good="critical 90 and warning 80",
)
def has_levels_in_order(template: TemplateWithQuery, _: Bundle) -> Iterator[RawFinding]:
    asset, query = template
    levels, comparison, kind = thresholds_of(asset), query.comparison, definition_of(asset).get("type")
    if comparison is None or comparison.operator not in _ORDERED or kind not in _COMPARING_TYPES:
        return
    for name, other, message in _out_of_order(levels, comparison):
        yield asset.finding(f"{THRESHOLDS}/{name}", levels[name], message=message, level=levels[other])


def _out_of_order(levels: dict[str, Json], comparison: Comparison) -> Iterator[tuple[str, str, str]]:
    """(name, name of the other threshold, message) of the thresholds on the wrong side of another one.

    Equal thresholds are allowed.
    """
    sense = 1 if comparison.is_above else -1
    for name, other, message in _ORDER:
        value, level = _number_in(levels, name), _number_in(levels, other)
        if value is not None and level is not None and (value - level) * sense > 0:
            yield name, other, message


def _number_in(levels: dict[str, Json], name: str) -> float | None:
    value = levels.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@monitor_query_check(
    "MN-024",
    Severity.ADVICE,
    N_("The query is not grouped, so one alert covers everything. Group the query by a tag, for example by host."),
    name=N_("Ungrouped monitor query"),
    applies_to="query",
    expected=N_("The query of a metric monitor is grouped"),
    bad="no by {…}",
    good="by {queue}",
)
def groups_query(template: TemplateWithQuery, _: Bundle) -> Iterator[RawFinding]:
    asset, query = template
    is_readable = query.parts.fault is None
    if definition_of(asset).get("type") in ("query alert", "metric alert") and is_readable and not query.groups:
        yield asset.finding(QUERY)


@monitor_query_check(
    "MN-025",
    Severity.WARNING,
    N_("The value in {value} exists only in your account. Remove this filter."),
    name=N_("Account-specific filter in a monitor"),
    fix=FixClass.SUGGESTED,
    applies_to="query",
    expected=N_("No filter on a fixed host, account, cluster or ID"),
    bad="{env:acme-prod}",
    good="{*}",
)
def has_no_account_filter(template: TemplateWithQuery, _: Bundle) -> Iterator[RawFinding]:
    asset, query = template
    for metric in query.parts.metrics:
        for query_filter in metric.filters:
            if is_account_value(query_filter):
                change = without_filter(query.text, query_filter, metric.scope)
                fix = asset.rewording(QUERY, change, _REMOVE) if change else None
                yield asset.finding(QUERY, f"{query_filter.key}:{query_filter.value}", fix=fix)
    for search, at in (*query.own_searches, *((search, 0) for search in query.formula_searches)):
        for query_filter in search.parts.filters:
            if is_account_value(query_filter):
                fix = _fix_removing_filter(asset, search, (query_filter, at))
                yield asset.finding(search.pointer, f"{query_filter.key}:{query_filter.value}", fix=fix)
    yield from (asset.inside(asset.finding(QUERY, value), at) for value, at in _own_scopes(query))


def _own_scopes(query: MonitorQuery) -> Iterator[tuple[str, int]]:
    """Tags of a service check and indexes of logs that only one account has, with their offsets."""
    yield from ((tag, at) for tag, at in query.check_scopes if any(map(is_account_value, filters_in(tag)[0])))
    indexes = (index for call in query.parts.calls if call.name == "index" for index in call.texts)
    yield from ((f"index:{name}", at) for name, at in indexes if any(map(is_own_index, name.split(","))))


def _fix_removing_filter(asset: Asset, search: QueryText, place: tuple[QueryFilter, int]) -> Fix | None:
    """The fix that removes a filter from a search. place is (filter, offset of the search in its text)."""
    query_filter, at = place
    change = without_filter(search.text, query_filter)
    if change is None:
        return None
    start, end, new = change
    return asset.rewording(search.pointer, (at + start, at + end, new), _REMOVE)
