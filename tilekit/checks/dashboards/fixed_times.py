"""DB-071: widgets that always show the same days."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import members, objects, text

_FIXED_LINK = re.compile(r"[^\s()\[\]\"'<>]{1,300}[?&](?:from_ts|from|start)=\d{10,13}\b[^\s()\[\]\"'<>]*")
_HAS_DATES = re.compile(r"=\d{10}")
_LINK = N_("The link {value} opens fixed dates, where customers see no data. Remove the dates from it.")
_STARTS = ("from", "from_ts", "start", "live_from")


@dashboard_check(
    "DB-071",
    Severity.WARNING,
    N_("The widget always shows the same dates, so customers see no data. Remove its time frame."),
    name=N_("Widget with fixed dates"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("widgets"),
    expected=N_("Widgets and links show the time frame of the dashboard, or one that ends now"),
    bad='"time": {"type": "fixed", "from": 1577836800, "to": 1580515200}',
    good='"time": {"live_span": "1h"}',
)
def shows_present_data(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """No widget has a time frame with fixed dates."""
    for widget in board.widgets:
        time, pointer = members(widget.definition.get("time")), f"{widget.pointer}/definition/time"
        start = next((key for key in _STARTS if time.get(key)), "type")
        if start in time and time[start] != "live" and (start != "type" or time[start] == "fixed"):
            fix = board.asset.removing(pointer, N_("Remove the time frame"))
            yield board.asset.finding(f"{pointer}/{start}", time[start], fix=fix)
    if _HAS_DATES.search(board.asset.document.source.text):
        for widget in board.widgets:
            yield from _links(board, widget)


def _links(board: Board, widget: Widget) -> Iterator[RawFinding]:
    """Links into the platform with fixed dates, in notes and custom links."""
    links = objects(widget.definition.get("custom_links"))
    values = [("/content", widget.definition.get("content"))]
    values += [(f"/custom_links/{at}/link", link.get("link")) for at, link in links]
    for end, value in values:
        pointer = f"{widget.pointer}/definition{end}"
        for link in _FIXED_LINK.finditer(text(value)):
            if "live=true" not in link[0]:
                yield board.asset.inside(board.asset.finding(pointer, link[0], message=_LINK), link.start())
