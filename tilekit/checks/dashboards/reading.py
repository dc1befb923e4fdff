"""Dashboards as rules read them: the walked widgets beside the file that holds them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, assets
from tilekit.core.fields import Json
from tilekit.parse.dashboard import Widget, text, widgets_of


@dataclass(frozen=True, eq=False, kw_only=True)
class Board:
    """A dashboard: all widgets in document order, groups before what is in them."""

    asset: Asset
    widgets: tuple[Widget, ...]
    is_ordered: bool

    @property
    def title(self) -> str:
        return text(self.asset.value.get("title")).strip()

    @property
    def description(self) -> str:
        return text(self.asset.value.get("description")).strip()

    @cached_property
    def top(self) -> tuple[Widget, ...]:
        return tuple(widget for widget in self.widgets if widget.level == 0)

    @cached_property
    def groups(self) -> tuple[Widget, ...]:
        return tuple(widget for widget in self.top if widget.is_group)

    @cached_property
    def leaves(self) -> tuple[Widget, ...]:
        """What is no group."""
        return tuple(widget for widget in self.widgets if not widget.is_group)

    def inside(self, group: Widget) -> list[Widget]:
        """The widgets directly in a group."""
        return self._inside.get(group.pointer, [])

    @cached_property
    def _inside(self) -> dict[str, list[Widget]]:
        found: dict[str, list[Widget]] = {}
        for widget in self.widgets:
            if widget.parent:
                found.setdefault(widget.parent.pointer, []).append(widget)
        return found

    @cached_property
    def variables(self) -> tuple[tuple[str, dict[str, Json]], ...]:
        """Pointer and object of every template variable."""
        found = self.asset.value.get("template_variables")
        items = found if isinstance(found, list) else []
        return tuple((f"/template_variables/{at}", item) for at, item in enumerate(items) if isinstance(item, dict))


def boards(bundle: Bundle) -> Iterator[Board]:
    """The dashboards of a listing that are objects; each is walked once per bundle."""
    for asset in assets(bundle, "dashboards"):
        slot = (asset.file, f"{__name__}.{asset.path}")
        found = bundle.parsed.get(slot)
        if not isinstance(found, Board):
            found = bundle.parsed[slot] = read_board(asset)
        if isinstance(asset.document.value, dict):
            yield found


def read_board(asset: Asset) -> Board:
    """Walk the widgets of both layouts, groups within groups included."""
    return Board(
        asset=asset,
        widgets=widgets_of(asset.document.value),
        is_ordered=asset.value.get("layout_type") != "free",
    )
