"""DB-074: settings of a widget that contradict each other."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import RawFinding, Severity
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import elements, members, objects, value_at

_AXES = ("yaxis", "xaxis", "right_yaxis")
_TOP = re.compile(r"\btop (?P<number>\d{1,3})\b(?! ?%)", re.IGNORECASE)
_SAME_CONDITION = N_("Two formats have the condition {value}, so only one of them is used. Correct one of them.")
_OTHER_LENGTH = N_("The title says “{value}”, but the list shows at most {limit}. Correct one of them.")
_NO_WIDGETS = N_("The group has no widgets. Add some, or remove the group.")


@dashboard_check(
    "DB-074",
    Severity.WARNING,
    N_("The axis starts at {start} and ends at {value}. Make the end higher than the start."),
    name=N_("Settings of a widget that contradict each other"),
    starts_observed=True,
    applies_to=N_("widgets"),
    expected=N_(
        "An axis ends above its start, no two formats have the same condition, a list is as long as its title says, "
        "and a group contains widgets"
    ),
    bad='"yaxis": {"min": "100", "max": "10"}',
    good='"yaxis": {"min": "10", "max": "100"}',
)
def has_consistent_settings(board: Board, _: Bundle) -> Iterator[RawFinding]:
    for widget in board.widgets:
        yield from _axes(board, widget)
        yield from _formats(board, widget)
        yield from _length(board, widget)
        if widget.type == "group" and widget.definition.get("widgets") == []:
            yield board.asset.finding(f"{widget.pointer}/definition/widgets", widget.title, message=_NO_WIDGETS)


def _axes(board: Board, widget: Widget) -> Iterator[RawFinding]:
    for name in _AXES:
        axis = members(widget.definition.get(name))
        start, end = _number(axis.get("min")), _number(axis.get("max"))
        if start is not None and end is not None and start >= end:
            pointer = f"{widget.pointer}/definition/{name}/max"
            yield board.asset.finding(pointer, str(axis["max"]), start=str(axis["min"]))


def _number(value: Json) -> float | None:
    """The limit of an axis; None for "auto" and formulas."""
    try:
        return float(value) if isinstance(value, str | int | float) else None
    except ValueError:
        return None


def _formats(board: Board, widget: Widget) -> Iterator[RawFinding]:
    """Lists of conditional formats in which two with different looks have the same condition."""
    for pointer, request in widget.requests:
        formulas = objects(request.get("formulas"))
        lists = [(pointer, request), *((f"{pointer}/formulas/{at}", formula) for at, formula in formulas)]
        for holder, values in lists:
            first = dict[tuple[str, ...], dict[str, Json]]()
            for at, item in objects(values.get("conditional_formats")):
                condition = tuple(str(item.get(key, "")) for key in ("comparator", "value", "metric", "timeframe"))
                if first.setdefault(condition, item) != item:
                    shown = " ".join(condition[:2])
                    yield board.asset.finding(f"{holder}/conditional_formats/{at}", shown, message=_SAME_CONDITION)


def _length(board: Board, widget: Widget) -> Iterator[RawFinding]:
    """A toplist whose title gives another number than the only limit of its only request."""
    said = _TOP.search(widget.title) if widget.type == "toplist" and len(widget.requests) == 1 else None
    limits = set(_limits(widget.requests[0][1])) if said else set()
    if said and len(limits) == 1 and int(said["number"]) not in limits:
        pointer = f"{widget.pointer}/definition/title"
        yield board.asset.finding(pointer, said[0], message=_OTHER_LENGTH, limit=limits.pop())


def _limits(request: dict[str, Json]) -> Iterator[int]:
    """The numbers of rows that a request allows; none if it has several groups, whose limits are multiplied."""
    groups = [elements(query.get("group_by")) for _, query in objects(request.get("queries"))]
    counts = [value_at(formula, "/limit/count") for formula in elements(request.get("formulas"))]
    if not any(counts):
        counts = [value_at(group, "/limit") for group_by in groups for group in group_by]
    if all(len(group_by) <= 1 for group_by in groups):
        yield from (count for count in counts if isinstance(count, int))
