"""Words of monitor queries: evaluation windows (`avg(last_5m):`, `.last("5m")`), methods, and aggregations of logs."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.query_functions import LOG_AGGREGATIONS, UNKNOWN_PART
from tilekit.queries.monitors import QUERY, MonitorQuery

_WINDOW = re.compile(
    r"(?P<aggregator>\w*)\((?P<metric>(?:last|next|current)_\w+)[),]|\.last\(\s*[\"'](?P<log>\w+)[\"']"
)
_KNOWN_WINDOW = re.compile(r"(?:last_|next_)?[1-9]\d*(?:s|m|h|d|w|mo)|current_1(?:h|d|w|mo)")
_TIME_AGGREGATOR = re.compile(r"avg|sum|min|max|change|pct_change|last|count|median|percentile|p\d{1,3}|")
_CHECK_METHODS = frozenset(("over", "exclude", "by", "last", "count_by_status", "pct_by_status"))


def unknown_windows(asset: Asset, query: MonitorQuery) -> Iterator[RawFinding]:
    """Findings about evaluation windows with an unknown unit, such as 5x, or with an unknown aggregation."""
    for window in _WINDOW.finditer(query.text):
        name = window["metric"] or window["log"]
        if not _KNOWN_WINDOW.fullmatch(name):
            at = window.end("aggregator") if window["metric"] else window.start()
            yield replace(_unknown(asset, name, at), severity=Severity.BLOCKER)
        elif window["metric"] and not _TIME_AGGREGATOR.fullmatch(window["aggregator"]):
            yield _unknown(asset, window["aggregator"], window.start())
    if query.own_searches:
        rollups = (call.texts[0] for call in query.parts.calls if call.name == "rollup" and call.texts)
        yield from (_unknown(asset, name, at) for name, at in rollups if name not in LOG_AGGREGATIONS)


def unknown_methods(asset: Asset, query: MonitorQuery) -> Iterator[RawFinding]:
    """Findings about methods that queries of service checks don't have."""
    for call in query.parts.calls if query.check else ():
        if call.name not in _CHECK_METHODS:
            yield _unknown(asset, call.name, call.at)


def _unknown(asset: Asset, name: str, at: int) -> RawFinding:
    raw_finding = asset.finding(QUERY, name, near=name, message=UNKNOWN_PART, severity=Severity.WARNING)
    return asset.inside(raw_finding, at)
