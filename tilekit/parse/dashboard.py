"""Dashboards: the widgets of both layouts with their positions. Everything else in the file is ignored.

`tilekit.queries.widgets` reads the queries of widgets.
"""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from math import isfinite

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.parse.json import escaped
from tilekit.parse.json_values import members, text
from tilekit.platform_lists import rows

BOARD_COLUMNS = 12
GROUP_WIDGETS = frozenset(("group", "split_group", "powerpack"))
STREAMS = frozenset(("log_stream", "list_stream", "event_stream"))
NOTE_WIDGETS = frozenset(("note", "free_text"))
_MAX_WIDGET_LEVELS = 100


class Box(Struct, frozen=True, kw_only=True):
    """Position and size on the grid of 12 columns, in grid units; relative to the group for its children."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    def overlaps(self, other: "Box") -> bool:
        is_beside = self.right <= other.x or other.right <= self.x
        return not is_beside and self.y < other.y + other.height and other.y < self.y + self.height


class Widget(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """A widget. pointer leads to it (`/widgets/3`); parent is the group around it; level is 0 directly on the board.

    column is the number of column breaks before it or at it: the rows of each column may start at 0 again.
    """

    pointer: str
    raw: dict[str, Json]
    box: Box | None
    parent: "Widget | None"
    level: int
    column: int = 0

    @cached_property
    def definition(self) -> dict[str, Json]:
        return members(self.raw.get("definition"))

    @cached_property
    def type(self) -> str:
        return text(self.definition.get("type"))

    @cached_property
    def title(self) -> str:
        return text(self.definition.get("title")).strip()

    @cached_property
    def family(self) -> str:
        """The family in widget_types.csv; "" for an unknown type."""
        return _families().get(self.type, "")

    @property
    def is_group(self) -> bool:
        return self.type in GROUP_WIDGETS

    @property
    def has_data(self) -> bool:
        """Whether the widget shows data of the customer and needs a title."""
        return self.family in ("metric", "infrastructure", "analytics", "apm") or self.type == "list_stream"

    @cached_property
    def requests(self) -> list[tuple[str, dict[str, Json]]]:
        """Pointer and object of every request. Some widgets have a list of requests, some an object."""
        requests = self.definition.get("requests")
        pairs = (
            enumerate(requests)
            if isinstance(requests, list)
            else requests.items()
            if isinstance(requests, dict)
            else ()
        )
        base = f"{self.pointer}/definition/requests"
        return [(f"{base}/{escaped(key)}", value) for key, value in pairs if isinstance(value, dict)]


def widgets_of(dashboard: Json) -> tuple[Widget, ...]:
    """Every widget in document order, each group before its widgets; empty if it is not a dashboard."""
    return tuple(_walk(dashboard.get("widgets"), "/widgets", None)) if isinstance(dashboard, dict) else ()


def _walk(widgets: Json, pointer: str, parent: Widget | None) -> Iterator[Widget]:
    level, column = parent.level + 1 if parent else 0, 0
    for at, raw in enumerate(widgets if isinstance(widgets, list) and level < _MAX_WIDGET_LEVELS else []):
        if isinstance(raw, dict):
            place, layout = f"{pointer}/{at}", raw.get("layout")
            column += isinstance(layout, dict) and layout.get("is_column_break") is True
            widget = Widget(pointer=place, raw=raw, box=_box(layout), parent=parent, level=level, column=column)
            yield widget
            yield from _walk(widget.definition.get("widgets"), f"{place}/definition/widgets", widget)


def _box(layout: Json) -> Box | None:
    if not isinstance(layout, dict):
        return None
    sides = [layout.get(name) for name in ("x", "y", "width", "height")]
    numbers = [int(side) for side in sides if isinstance(side, int) or (isinstance(side, float) and isfinite(side))]
    return Box(x=numbers[0], y=numbers[1], width=numbers[2], height=numbers[3]) if len(numbers) == 4 else None


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    return {row["type"]: row["family"] for row in rows("widget_types.csv")}
