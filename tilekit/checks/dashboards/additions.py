"""Fixes that add groups and widgets to a board or move a group. Everything below moves down by whole rows."""

from collections.abc import Iterable
from functools import partial

from tilekit.checks.dashboards.board import Board
from tilekit.checks.finding import Edit, Fix, LazyEdits
from tilekit.checks.fixes import all_edits, fix_of
from tilekit.core.fields import Json
from tilekit.core.messages import Message
from tilekit.parse.dashboard import BOARD_COLUMNS, Box, Widget


def placed_widgets(board: Board) -> list[tuple[Widget, Box]] | None:
    """The top-level widgets with their positions; None if one has no position or the board is free-form."""
    boxes = [(widget, widget.box) for widget in board.top if widget.box]
    return boxes if board.is_ordered and len(boxes) == len(board.top) else None


def group_on_top(board: Board, definition: dict[str, Json], size: tuple[int, int], *, title: Message) -> Fix | None:
    """The fix that inserts a group of this size at the top; None if the board has no positions."""
    boxes = placed_widgets(board)
    if not boxes:
        return None
    width, height = size
    group: Json = {"definition": definition, "layout": _layout(0, width, height)}
    return Fix(title=title, edits=LazyEdits(partial(_put_on_top, board, boxes, group, height=height)))


def _put_on_top(board: Board, boxes: Iterable[tuple[Widget, Box]], group: Json, *, height: int) -> tuple[Edit, ...]:
    added = board.asset.editor.adding("/widgets", group, at=0)
    return all_edits([added, *_edits_moving_down(board, _in_column(boxes, 0), height)])


def group_below(board: Board, definition: dict[str, Json], *, height: int, title: Message) -> Fix | None:
    """The fix that adds a full-width group at the bottom; None if positions are unknown."""
    boxes = placed_widgets(board)
    if boxes is None:
        return None
    last = max((widget.column for widget, _ in boxes), default=0)
    column = _in_column(boxes, last)
    bottom = max((box.y + box.height for _, box in column), default=0)
    group: Json = {"definition": definition, "layout": _layout(bottom, BOARD_COLUMNS, height)}
    edit = board.asset.editor.adding("/widgets", group)
    # The position of the lowest widget is written unchanged, so that this fix conflicts with one that moves it.
    lowest = [(widget, box) for widget, box in column if box.y + box.height == bottom][:1]
    return _fix(title, edit, *_edits_moving_down(board, lowest, 0))


def widget_inside(
    board: Board, group: Widget, definition: dict[str, Json], *, height: int, title: Message
) -> Fix | None:
    """The fix that adds a widget at the bottom of a group and makes the group taller; None if positions are unknown."""
    inside, outside = board.inside(group), placed_widgets(board)
    boxes = [widget.box for widget in inside if widget.box]
    if outside is None or group.box is None or len(boxes) != len(inside):
        return None
    bottom = max((box.y + box.height for box in boxes), default=0)
    new: Json = {"definition": definition, "layout": _layout(bottom, min(group.box.width, BOARD_COLUMNS // 2), height)}
    edit = board.asset.editor.adding(f"{group.pointer}/definition/widgets", new)
    end = group.box.y + group.box.height
    below = [(widget, box) for widget, box in _in_column(outside, group.column) if box.y >= end]
    grown = _edit_of_layout(board, group, "height", to=group.box.height + height)
    return _fix(title, edit, grown, *_edits_moving_down(board, below, height))


def fix_moving_to_top(board: Board, group: Widget, *, title: Message) -> Fix | None:
    """The fix that moves a group to the top; None if positions are unknown."""
    boxes = placed_widgets(board)
    if boxes is None or group.box is None or group.column:
        return None
    others = [(widget, box) for widget, box in _in_column(boxes, 0) if widget is not group]
    first = _edit_of_layout(board, group, "y", to=0)
    return _fix(title, first, *_edits_moving_down(board, others, group.box.height))


def _in_column(boxes: Iterable[tuple[Widget, Box]], column: int) -> list[tuple[Widget, Box]]:
    """The widgets of one column. A column break starts a new column whose rows may start at 0 again."""
    return [(widget, box) for widget, box in boxes if widget.column == column]


def _layout(y: int, width: int, height: int) -> dict[str, Json]:
    return {"x": 0, "y": y, "width": width, "height": height}


def _edits_moving_down(board: Board, boxes: Iterable[tuple[Widget, Box]], rows: int) -> list[Edit | None]:
    return [_edit_of_layout(board, widget, "y", to=box.y + rows) for widget, box in boxes]


def _edit_of_layout(board: Board, widget: Widget, name: str, *, to: int) -> Edit | None:
    return board.asset.editor.replacing(f"{widget.pointer}/layout/{name}", to)


def _fix(title: Message, *edits: Edit | None) -> Fix | None:
    return fix_of(*edits, title=title.id, **title.parameters)
