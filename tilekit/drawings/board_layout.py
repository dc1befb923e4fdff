"""Positions of widgets on a grid of 12 columns, for boards of both layouts and for widgets without a position."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tilekit.parse.dashboard import BOARD_COLUMNS, Box, Widget

_HEADER_ROWS = 1
_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 4, 2
_MAX_SIDE, _MAX_COMPARED = 100_000, 200


class PlacedWidget(Struct, frozen=True, kw_only=True):
    """A widget and its box in grid units of the board, not of its group."""

    widget: Widget
    box: Box


def placed_widgets(widgets: Sequence[Widget], *, is_free: bool = False) -> Iterator[PlacedWidget]:
    """The widgets with their boxes, each group before its widgets. Widgets without a usable box follow in rows.

    Unless the board is free, widgets that would cover others are below them, as are those after a column break.
    """
    return _Layout(widgets, is_free=is_free).placed()


class _Layout:
    """Positions of the widgets of a board. _rows has the height that each group without a box needs."""

    def __init__(self, widgets: Sequence[Widget], *, is_free: bool) -> None:
        self._is_free = is_free
        self._children: dict[str, list[Widget]] = {}
        for widget in widgets:
            self._children.setdefault(widget.parent.pointer if widget.parent else "", []).append(widget)
        self._rows: dict[str, int] = {}
        for widget in reversed(widgets):  # the innermost groups first
            if widget.is_group:
                boxes = self._boxes(self._children.get(widget.pointer, []), BOARD_COLUMNS)
                rows = max((box.y + box.height for box in boxes), default=_HEADER_ROWS)
                self._rows[widget.pointer] = _HEADER_ROWS + rows

    def placed(self, group: str = "", at: Box | None = None) -> Iterator[PlacedWidget]:
        """The widgets of a group, or of the board, with their groups' widgets below their headers."""
        origin = at or Box(x=0, y=0, width=BOARD_COLUMNS, height=0)
        children = self._children.get(group, [])
        for widget, box in zip(children, self._boxes(children, origin.width), strict=True):
            place = Box(x=origin.x + box.x, y=origin.y + box.y, width=box.width, height=box.height)
            yield PlacedWidget(widget=widget, box=place)
            if widget.is_group:
                inner = Box(x=place.x, y=place.y + _HEADER_ROWS, width=place.width, height=0)
                yield from self.placed(widget.pointer, inner)

    def _boxes(self, level: Sequence[Widget], columns: int) -> Iterator[Box]:
        """The box of each widget in its group, in their order."""
        boxes = [_usable_box(widget) for widget in level]
        if not self._is_free:
            boxes = list(_without_overlaps(level, boxes))
        left, row, bottom = 0, max((box.y + box.height for box in boxes if box), default=0), 0
        for widget, box in zip(level, boxes, strict=True):
            if box:
                yield box
                continue
            width = columns if widget.is_group else min(_DEFAULT_WIDTH, columns)
            height = self._rows.get(widget.pointer, _DEFAULT_HEIGHT)
            if left + width > columns:
                left, row = 0, max(row, bottom)
            yield Box(x=left, y=row, width=width, height=height)
            left, bottom = left + width, max(bottom, row + height)


def _without_overlaps(level: Sequence[Widget], boxes: Sequence[Box | None]) -> Iterator[Box | None]:
    """The boxes, moved down where they would cover an earlier one. Rows begin again after a column break."""
    placed, column, first_row = list[Box](), 0, 0
    for widget, box in zip(level, boxes, strict=True):
        if box is None or len(placed) >= _MAX_COMPARED:
            yield box
            continue
        if widget.column > column:
            column, first_row = widget.column, max((other.y + other.height for other in placed), default=0)
        moved = replace(box, y=box.y + first_row)
        while covered := [other.y + other.height for other in placed if moved.overlaps(other)]:
            moved = replace(moved, y=max(covered))
        placed.append(moved)
        yield moved


def _usable_box(widget: Widget) -> Box | None:
    box = widget.box
    if box is None or box.x < 0 or box.y < 0 or box.width <= 0 or box.height <= 0:
        return None
    return box if max(box.x, box.y, box.width, box.height) <= _MAX_SIDE else None
