"""Positions of widgets on a grid of 12 columns, for boards of both layouts and for widgets without a position."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from tilekit.parse.dashboard import BOARD_COLUMNS, Box, Widget

_HEADER_ROWS = 1
_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 4, 2
_MAX_SIDE = 100_000


class PlacedWidget(Struct, frozen=True, kw_only=True):
    """A widget and its box in grid units of the board, not of its group."""

    widget: Widget
    box: Box


def placed_widgets(widgets: Sequence[Widget]) -> Iterator[PlacedWidget]:
    """The widgets with their boxes, each group before its widgets. Widgets without a usable box follow in rows."""
    return _Layout(widgets).placed()


class _Layout:
    """Positions of the widgets of a board. _rows has the height that each group without a box needs."""

    def __init__(self, widgets: Sequence[Widget]) -> None:
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
        usable = [_usable_box(widget) for widget in level]
        left, row, bottom = 0, max((box.y + box.height for box in usable if box), default=0), 0
        for widget, box in zip(level, usable, strict=True):
            if box:
                yield box
                continue
            width = columns if widget.is_group else min(_DEFAULT_WIDTH, columns)
            height = self._rows.get(widget.pointer, _DEFAULT_HEIGHT)
            if left + width > columns:
                left, row = 0, max(row, bottom)
            yield Box(x=left, y=row, width=width, height=height)
            left, bottom = left + width, max(bottom, row + height)


def _usable_box(widget: Widget) -> Box | None:
    box = widget.box
    if box is None or box.x < 0 or box.y < 0 or box.width <= 0 or box.height <= 0:
        return None
    return box if max(box.x, box.y, box.width, box.height) <= _MAX_SIDE else None
