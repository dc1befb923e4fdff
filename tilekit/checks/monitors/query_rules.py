"""MN-016 to MN-019, MN-024, MN-025 and MN-029: the query of a monitor and its thresholds."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.dashboards.account_values import is_own_value
from tilekit.checks.finding import Fix, FixClass, Severity, Spot
from tilekit.checks.monitors.reading import MEASURED, definition_of, watch_rule
from tilekit.checks.query_functions import UNKNOWN_PART, odd_functions
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.queries.brackets import broken_at, near
from tilekit.queries.edits import without_filter
from tilekit.queries.facts import Filter
from tilekit.queries.monitors import QUERY, Comparison, MonitorQuery
from tilekit.queries.scopes import filters_in
from tilekit.queries.widgets import QueryText

Watched = tuple[Asset, MonitorQuery]
_THRESHOLDS = "/definition/options/thresholds"
_REMOVE = N_("Remove the filter")
_BEYOND = N_("The recovery threshold {value} is beyond the threshold {level}. The platform rejects such a monitor.")
# A level, the one that must not be before it, and the text if it is ("" for the check's own).
_ORDER = (
    ("warning", "critical", ""),
    ("critical_recovery", "critical", _BEYOND),
    ("warning_recovery", "warning", _BEYOND),
)
_ORDERED, _COMPARED = (">", ">=", "<", "<="), (*MEASURED, "event alert", "event-v2 alert")
CRITICAL, WARNING = f"{_THRESHOLDS}/critical", f"{_THRESHOLDS}/warning"


def thresholds_of(asset: Asset) -> dict[str, Json]:
    """The thresholds; empty where there are none."""
    found = asset.at(_THRESHOLDS)
    return found if isinstance(found, dict) else {}


def _is_measured(asset: Asset) -> bool:
    return definition_of(asset).get("type") in MEASURED


@watch_rule(
    "MN-016", Severity.BLOCKER, N_("The query cannot be read near “{near}”. Check its syntax."), fix=FixClass.SUGGESTED
)
def has_whole_query(watched: Watched, _: Bundle) -> Iterator[Spot]:
    """Brackets balance, and a metric or log monitor ends in a comparison with a number; more is advice."""
    asset, query = watched
    if "query" not in definition_of(asset):
        return
    fault, broken = query.parts.fault, broken_at(query.text) if query.text.strip() else 0
    if broken is None and _is_measured(asset) and not query.comparison:
        broken = len(query.text)
    if broken is not None:
        yield asset.inside(asset.spot(QUERY, query.text, near=near(query.text, broken) or "…"), broken)
    elif fault:
        shown = near(query.text, fault.at)
        spot = asset.spot(QUERY, query.text, near=shown, message=UNKNOWN_PART, severity=Severity.ADVICE)
        yield asset.inside(spot, fault.at)
    else:
        # Other data than metrics is asked for by methods of its own.
        yield from odd_functions(asset, QUERY, query.parts.calls if query.parts.metrics else ())


@watch_rule("MN-017", Severity.BLOCKER, N_("The monitor has no critical threshold. Set it."), fix=FixClass.SUGGESTED)
def has_critical(watched: Watched, _: Bundle) -> Iterator[Spot]:
    """A metric or log monitor has a critical threshold."""
    asset, query = watched
    if _is_measured(asset) and "options" in definition_of(asset) and thresholds_of(asset).get("critical") is None:
        found = query.comparison
        fix = asset.setting(CRITICAL, number_of(found), N_("Use the value in the query")) if found else None
        yield asset.spot(CRITICAL, fix=fix)


@watch_rule(
    "MN-018",
    Severity.BLOCKER,
    N_("The query compares with {number}, but the critical threshold is {value}. They must match."),
    fix=FixClass.SUGGESTED,
)
def fits_critical(watched: Watched, _: Bundle) -> Iterator[Spot]:
    """The critical threshold is the number in the query."""
    asset, query = watched
    found, critical = query.comparison, thresholds_of(asset).get("critical")
    if not found or not _is_measured(asset) or critical is None:
        return
    if not isinstance(critical, int | float) or found.number != float(critical):
        fix = asset.setting(CRITICAL, number_of(found), N_("Use the value in the query"))
        levels = {**thresholds_of(asset), "critical": number_of(found)}
        is_in_order = not any(True for _ in _out_of_order(levels, found))
        is_text = isinstance(critical, str) and critical.strip() == found.written
        message = N_("The threshold {value} is text. Use a number without quotation marks.") if is_text else ""
        yield asset.spot(CRITICAL, critical, message=message, number=found.written, fix=fix if is_in_order else None)


def number_of(found: Comparison) -> Json:
    """The number of the query as a threshold."""
    return int(found.number) if found.number.is_integer() else found.number


@watch_rule(
    "MN-019",
    Severity.ADVICE,
    N_("The monitor has no warning threshold. Set one that is reached before the critical threshold."),
)
def has_warning(watched: Watched, _: Bundle) -> Iterator[Spot]:
    """There is a warning level before the critical one, if there is room for it: nothing is less than none."""
    asset, query = watched
    levels, found = thresholds_of(asset), query.comparison
    warning, critical = _number_in(levels, "warning"), _number_in(levels, "critical")
    if not _is_measured(asset) or critical is None or not found:
        return
    if warning is None:
        if _has_room(found, critical):
            yield asset.spot(WARNING)
    elif warning == critical:
        yield asset.spot(
            WARNING,
            levels["warning"],
            message=N_("The warning threshold is the same as the critical threshold. Set one that is reached earlier."),
        )


def _has_room(found: Comparison, critical: float) -> bool:
    """Whether fewer than the critical number can be too many: one thing is there or not, a number is equal or not."""
    first = 0 if found.sign in (">", "<=") else 1
    return found.sign in _ORDERED and critical > first


@watch_rule(
    "MN-029",
    Severity.BLOCKER,
    N_("The warning threshold {value} is beyond the critical threshold {level}. The platform rejects such a monitor."),
)
def has_levels_in_order(watched: Watched, _: Bundle) -> Iterator[Spot]:
    """A warning comes before the alert, and a recovery is on the safe side of its level."""
    asset, query = watched
    levels, found = thresholds_of(asset), query.comparison
    if found is None or found.sign not in _ORDERED or definition_of(asset).get("type") not in _COMPARED:
        return
    for name, other, message in _out_of_order(levels, found):
        yield asset.spot(f"{_THRESHOLDS}/{name}", levels[name], message=message, level=levels[other])


def _out_of_order(levels: dict[str, Json], found: Comparison) -> Iterator[tuple[str, str, str]]:
    """The levels that are beyond another one; equal ones are not."""
    sense = 1 if found.is_above else -1
    for name, other, message in _ORDER:
        value, level = _number_in(levels, name), _number_in(levels, other)
        if value is not None and level is not None and (value - level) * sense > 0:
            yield name, other, message


def _number_in(levels: dict[str, Json], name: str) -> float | None:
    value = levels.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@watch_rule(
    "MN-024",
    Severity.ADVICE,
    N_("The query has no grouping, so a single alert covers everything. Group it, for example by host."),
)
def groups_query(watched: Watched, _: Bundle) -> Iterator[Spot]:
    """A metric monitor is grouped."""
    asset, query = watched
    is_readable = query.parts.fault is None
    if definition_of(asset).get("type") in ("query alert", "metric alert") and is_readable and not query.groups:
        yield asset.spot(QUERY)


@watch_rule(
    "MN-025", Severity.WARNING, N_("The filter {value} exists only in your account. Remove it."), fix=FixClass.SUGGESTED
)
def filters_nothing_own(watched: Watched, _: Bundle) -> Iterator[Spot]:
    """No host, account, cluster or id is fixed in the filter."""
    asset, query = watched
    for metric in query.parts.metrics:
        for found in metric.filters:
            if is_own_value(found):
                change = without_filter(query.text, found, metric.scope)
                fix = asset.rewording(QUERY, change, _REMOVE) if change else None
                yield asset.spot(QUERY, f"{found.key}:{found.value}", fix=fix)
    for search, at in (*query.own_searches, *((search, 0) for search in query.searches_beside)):
        for found in search.parts.filters:
            if is_own_value(found):
                yield asset.spot(search.pointer, f"{found.key}:{found.value}", fix=_cut(asset, search, (found, at)))
    for tag, at in query.check_scopes:
        if any(map(is_own_value, filters_in(tag)[0])):
            yield asset.inside(asset.spot(QUERY, tag), at)


def _cut(asset: Asset, search: QueryText, place: tuple[Filter, int]) -> Fix | None:
    """The fix that takes a filter out of a search, which begins at an offset of its text."""
    found, at = place
    change = without_filter(search.text, found)
    if change is None:
        return None
    start, end, new = change
    return asset.rewording(search.pointer, (at + start, at + end, new), _REMOVE)
