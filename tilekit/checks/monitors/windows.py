"""Evaluation windows of monitors: `avg(last_5m):` of metrics, and `.last("5m")` of logs."""

import re
from collections.abc import Iterator

from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding
from tilekit.checks.query_functions import UNKNOWN_PART
from tilekit.queries.monitors import QUERY, MonitorQuery

_WINDOW = re.compile(r"\((?P<metric>(?:last|next|current)_\w+)\)|\.last\(\s*[\"'](?P<log>\w+)[\"']")
_KNOWN_WINDOW = re.compile(r"(?:last_|next_)?[1-9]\d*(?:s|m|h|d|w|mo)|current_1(?:h|d|w|mo)")


def unknown_windows(asset: Asset, query: MonitorQuery) -> Iterator[RawFinding]:
    """Findings about evaluation windows with an unknown unit, such as 5x."""
    for window in _WINDOW.finditer(query.text):
        name = window["metric"] or window["log"]
        if not _KNOWN_WINDOW.fullmatch(name):
            yield asset.inside(asset.finding(QUERY, name, near=name, message=UNKNOWN_PART), window.start())
