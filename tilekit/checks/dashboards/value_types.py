"""DB-067: the types of values in a widget."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.json_types import FLAG, LIST, NUMBER, TEXT, TEXTS, wrong_types
from tilekit.core.messages import N_

# As documented for dashboards of the platform's API, and the same for all types of widget. Keys that other checks
# report are left out.
_TYPES = {
    "definition": {
        **dict.fromkeys(
            ("autoscale", "has_background", "has_border", "has_padding", "hide_total", "hide_zero_counts"), FLAG
        ),
        **dict.fromkeys(
            (
                *("background_color", "banner_img", "check", "color", "color_preference", "content", "display_format"),
                *("event_size", "font_size", "grouping", "horizontal_align", "layout_type"),
            ),
            TEXT,
        ),
        "custom_links": LIST,
        "legend_columns": TEXTS,
    },
    "layout": dict.fromkeys(("x", "y", "width", "height"), NUMBER),
}


@dashboard_check(
    "DB-067",
    Severity.WARNING,
    NUMBER.message,
    applies_to=N_("all widgets"),
    expected=N_("Each value has the type that the platform expects (number, text, list, or true or false)"),
    bad='"layout": {"x": "0"}',
    good='"layout": {"x": 0}',
)
def has_types(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """Values have the type that the platform expects."""
    for widget in board.widgets:
        for name, types in _TYPES.items():
            yield from wrong_types(board.asset, board.asset.value, types, at=f"{widget.pointer}/{name}")
