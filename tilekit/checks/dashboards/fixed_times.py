"""DB-071: widgets that always show the same days."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.parse.json_values import members

_STARTS = ("from", "from_ts", "start", "live_from")


@dashboard_check(
    "DB-071",
    Severity.WARNING,
    N_("The widget always shows the same dates, so customers see no data. Remove its time frame."),
    name=N_("Widget with fixed dates"),
    starts_observed=True,
    fix=FixClass.SUGGESTED,
    applies_to=N_("widgets"),
    expected=N_("Widgets show the time frame of the dashboard, or one that ends now"),
    bad='"time": {"type": "fixed", "from": 1577836800, "to": 1580515200}',
    good='"time": {"live_span": "1h"}',
)
def shows_present_data(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """No widget has a time frame with fixed dates."""
    for widget in board.widgets:
        time, pointer = members(widget.definition.get("time")), f"{widget.pointer}/definition/time"
        if time.get("type") == "fixed" or any(time.get(key) for key in _STARTS):
            value = next((time[key] for key in _STARTS if key in time), "fixed")
            yield board.asset.finding(pointer, value, fix=board.asset.removing(pointer, N_("Remove the time frame")))
