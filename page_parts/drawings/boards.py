"""Prepares dashboards for the `board` component: the place of each widget, and the same as a list."""

from collections.abc import Collection, Mapping, Sequence
from zlib import crc32

from django.utils.translation import get_language, gettext, ngettext
from msgspec import Struct, field
from msgspec.structs import replace

from page_parts.counts import Count
from tilekit.core.messages import joined, translate
from tilekit.drawings.model import WidgetBox
from tilekit.drawings.widget_shapes import widget_name

COLUMNS, ROW_PX = 12, 26
_TITLED_SAMPLE_PX = 40  # the least height of a widget in which a sample below the title can be recognised
CLIPPED_PX = 400
_VARIANTS = {"line": 3, "area": 3, "columns": 3}
# Shapes of tiles that were stored before widgets had types.
_FORMER_SHAPES = {"graph": "line", "number": "value", "picture": "image", "list": "toplist"}
_WITHOUT_SAMPLE = frozenset({"group", "note"})


class WidgetAction(Struct, frozen=True, kw_only=True):
    """A link in a widget that opens a form. label is for screen readers.

    href is the page with the form. Scripts get the form from form_url instead and put it into the element with the ID
    target; opens names the form, so that it opens once.
    """

    label: str
    href: str
    opens: str
    form_url: str
    target: str


class BoardWidget(Struct, frozen=True, kw_only=True):
    """A widget of a drawing. x and width are percentages, y and height pixels; sample is its symbol in samples.svg.

    anchor is an HTML ID to which links about the widget lead, "" if there are none. action is a link in the widget.
    """

    shape: str
    x: str
    y: int
    width: str
    height: int
    title: str = ""
    text: str = ""
    sample: str = ""
    is_changed: bool = False
    anchor: str = ""
    action: WidgetAction | None = None

    @property
    def is_low(self) -> bool:
        """Whether there is only space for one line."""
        return self.height <= ROW_PX


class BoardItem(Struct, frozen=True, kw_only=True):
    """A widget in words, with the widgets in it."""

    label: str
    items: list["BoardItem"] = field(default_factory=list)


class BoardProps(Struct, frozen=True, kw_only=True):
    """Props of the `board` component. caption says what is drawn, more what is not.

    opens: whether the lower part is shown at first, because it contains a marked widget.
    """

    caption: str
    height: int
    widgets: Sequence[BoardWidget]
    items: Sequence[BoardItem]
    more: str = ""
    opens: bool = False

    @property
    def has_actions(self) -> bool:
        """Whether widgets have links. Then screen readers must read the drawing, at least its links."""
        return any(widget.action for widget in self.widgets)

    @property
    def is_clipped(self) -> bool:
        """Whether only the upper part is shown until the reader opens the rest."""
        return self.height > CLIPPED_PX


def board_of(
    boxes: Sequence[WidgetBox],
    more: int = 0,
    *,
    other: Sequence[WidgetBox] = (),
    anchors: Sequence[str] = (),
    actions: Sequence[WidgetAction | None] = (),
) -> BoardProps:
    """The drawing of a dashboard with these boxes; more is the number of widgets without one.

    anchors are the HTML IDs of the boxes, in their order, or none, and actions their links. Widgets that differ from
    all boxes of the other version are marked as changed. Without other boxes, none is marked. If more has changed than
    rows, boxes that are only in another row are not marked: a new group moves all those below it.
    """
    changed = _changed_boxes(boxes, other) if other else set[WidgetBox]()
    count = sum(1 for box in boxes if box.kind != "group")
    caption = ngettext("{n} widget. The curves are samples.", "{n} widgets. The curves are samples.", count)
    rest = ngettext("{n} more widget is not drawn.", "{n} more widgets are not drawn.", more)
    return BoardProps(
        caption=caption.format(n=Count(count)),
        height=max((_px(box.y + box.height) for box in boxes), default=0),
        widgets=[
            _widget(box, is_changed=box in changed, anchor=anchor, action=action)
            for box, anchor, action in zip(
                boxes, anchors or [""] * len(boxes), actions or [None] * len(boxes), strict=True
            )
        ],
        items=_items(boxes, changed),
        more=rest.format(n=Count(more)) if more else "",
        opens=any(_px(box.y + box.height) > CLIPPED_PX for box in changed),
    )


def _changed_boxes(boxes: Sequence[WidgetBox], other: Sequence[WidgetBox]) -> set[WidgetBox]:
    different = set(boxes).difference(other)
    anywhere, others_anywhere = ({replace(box, y=0) for box in version} for version in (boxes, other))
    if anywhere == others_anywhere:
        return different
    return {box for box in different if replace(box, y=0) not in others_anywhere}


def _widget(box: WidgetBox, *, is_changed: bool, anchor: str, action: WidgetAction | None) -> BoardWidget:
    shape, height = _FORMER_SHAPES.get(box.kind, box.kind), max(_px(box.height), 1)
    has_sample = shape not in _WITHOUT_SAMPLE and (not box.title or height >= _TITLED_SAMPLE_PX)
    return BoardWidget(
        shape=shape,
        x=_percent(box.x),
        y=_px(box.y),
        width=_percent(box.width),
        height=height,
        title=box.title,
        text=box.text,
        sample=_sample(shape, box.title or str(box.x + box.y)) if has_sample else "",
        is_changed=is_changed,
        anchor=anchor,
        action=action,
    )


def _sample(shape: str, name: str) -> str:
    """The symbol of a shape. Equal names have the same curve."""
    variants = _VARIANTS.get(shape)
    return f"{shape}-{crc32(name.encode(errors='replace')) % variants + 1}" if variants else shape


def _items(boxes: Sequence[WidgetBox], changed: Collection[WidgetBox]) -> list[BoardItem]:
    items = list[BoardItem]()
    inner = items
    for box in boxes:
        label = gettext("Changed: {widget}").format(widget=_label(box)) if box in changed else _label(box)
        item = BoardItem(label=label)
        (inner if box.level else items).append(item)
        if not box.level:
            inner = item.items if box.kind == "group" else items
    return items


def _label(box: WidgetBox) -> str:
    language = get_language() or "en"
    values: Mapping[str, str] = {
        "kind": translate(widget_name("group" if box.kind == "group" and not box.type else box.type), language),
        "title": box.title or box.text,
        "metrics": joined(box.metrics, language),
    }
    if not values["title"]:
        text = gettext("{kind} without a title, with {metrics}") if box.metrics else gettext("{kind} without a title")
    else:
        text = gettext("{kind}: {title}, with {metrics}") if box.metrics else gettext("{kind}: {title}")
    return text.format_map(values)


def _px(rows: float) -> int:
    return round(rows * ROW_PX)


def _percent(columns: float) -> str:
    """The part of the board's width as a percentage, with a point in all languages."""
    return f"{columns * 100 / COLUMNS:.2f}%"
