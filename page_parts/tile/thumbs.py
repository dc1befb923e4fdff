"""Turns the layout of a dashboard into boxes for the `thumb` component."""

from collections.abc import Mapping

from django.utils.translation import ngettext
from msgspec import Struct

from page_parts.counts import Count
from tilekit.tile.model import MonitoringResource

WIDTH = 480
_COLUMN = WIDTH / 12
_ROW = 22
_GAP = 3
_HEIGHTS = (132, 286)
_CLASS_OF_BOX: Mapping[str, str] = {
    "group": "group",
    "number": "value",
    "status": "value",
    "note": "text",
    "picture": "text",
}
Box = dict[str, str | int]


class Thumb(Struct, frozen=True, kw_only=True):
    """Props of the `thumb` component. Boxes use the units of width and height; those below the height are cut off."""

    boxes: list[Box]
    label: str
    width: int
    height: int


def thumb_of(dashboard: MonitoringResource) -> Thumb:
    """The thumbnail of a dashboard, which must have boxes."""
    count = sum(1 for box in dashboard.boxes if box.kind != "group")
    words = ngettext("Layout of {name}: {n} widget", "Layout of {name}: {n} widgets", count)
    least, most = _HEIGHTS
    height = min(max(round(dashboard.rows * _ROW), least), most)
    boxes = [
        _box(_CLASS_OF_BOX.get(box.kind, "widget"), x=box.x, y=box.y, width=box.width, height=box.height)
        for box in dashboard.boxes
        if box.y * _ROW < height
    ]
    return Thumb(boxes=boxes, label=words.format(name=dashboard.name, n=Count(count)), width=WIDTH, height=height)


def _box(kind: str, *, x: float, y: float, width: float, height: float) -> Box:
    return {
        "kind": kind,
        "x": round(x * _COLUMN) + _GAP,
        "y": round(y * _ROW) + _GAP,
        "width": max(round(width * _COLUMN) - 2 * _GAP, 1),
        "height": max(round(height * _ROW) - 2 * _GAP, 1),
    }
