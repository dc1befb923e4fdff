"""Dashboards as checks use them: the widgets, collected once, and their file."""

from collections.abc import Callable, Iterator
from functools import cached_property

from msgspec import Struct

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.assets import Asset, CheckDecorator, assets
from tilekit.checks.shapes import ShapeTable
from tilekit.core.fields import Json
from tilekit.parse.dashboard import Widget, widgets_of
from tilekit.parse.json_values import elements, objects, text, texts_in
from tilekit.queries.languages import Language
from tilekit.queries.scopes import variable_of, variables_in
from tilekit.queries.widgets import QueryText, queries_of


class WidgetTree:
    """All widgets of a dashboard in document order (each group before its widgets), and their queries."""

    def __init__(self, dashboard: Json) -> None:
        self.widgets = widgets_of(dashboard)
        self._queries: dict[str, tuple[QueryText, ...]] = {}

    def queries_of(self, widget: Widget) -> tuple[QueryText, ...]:
        """The queries of one widget, parsed on first use."""
        if widget.pointer not in self._queries:
            self._queries[widget.pointer] = queries_of(widget.definition, f"{widget.pointer}/definition")
        return self._queries[widget.pointer]


def widgets_with(fits: Callable[[Widget], bool]) -> Callable[[Asset], Iterator[tuple[str, Json]]]:
    """The function that gives the (pointer, value) of each widget of a dashboard that fits, for tables of shapes."""
    return lambda asset: (
        (widget.pointer, widget.raw) for widget in asset.document.derived(WidgetTree).widgets if fits(widget)
    )


class Board(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """A dashboard of a listing. Values that depend only on its file are cached with the parsed file."""

    asset: Asset
    widget_tree: WidgetTree
    is_ordered: bool

    @property
    def widgets(self) -> tuple[Widget, ...]:
        return self.widget_tree.widgets

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
        """Widgets that contain others under a title. A split graph doesn't count: it draws one graph several times."""
        return tuple(widget for widget in self.top if widget.is_group and widget.type != "split_group")

    @cached_property
    def leaves(self) -> tuple[Widget, ...]:
        """All widgets that are not groups."""
        return tuple(widget for widget in self.widgets if not widget.is_group)

    def inside(self, group: Widget) -> list[Widget]:
        """The widgets directly in a group."""
        return self._children_by_pointer.get(group.pointer, [])

    @cached_property
    def _children_by_pointer(self) -> dict[str, list[Widget]]:
        children: dict[str, list[Widget]] = {}
        for widget in self.widgets:
            if widget.parent:
                children.setdefault(widget.parent.pointer, []).append(widget)
        return children

    @cached_property
    def tabs(self) -> dict[str, str]:
        """Widget ID -> ID of its tab; empty for a dashboard without tabs."""
        tabs = objects(self.asset.value.get("tabs"))
        return {str(one): str(tab.get("id")) for _, tab in tabs for one in elements(tab.get("widget_ids"))}

    @cached_property
    def queries(self) -> tuple[tuple[Widget, QueryText], ...]:
        """(widget, query) of every query on the dashboard. Each text is parsed once."""
        return tuple((widget, query) for widget in self.widgets for query in self.queries_of(widget))

    @cached_property
    def metric_queries(self) -> tuple[tuple[Widget, QueryText], ...]:
        """(widget, query) of each metric query, without queries that repeat another one to give it an alias."""
        return tuple(
            (widget, query)
            for widget, query in self.queries
            if query.language is Language.METRIC and not query.pointer.endswith("/expression")
        )

    def queries_of(self, widget: Widget) -> tuple[QueryText, ...]:
        """The queries of one widget."""
        return self.widget_tree.queries_of(widget)

    @cached_property
    def variables(self) -> tuple[tuple[str, dict[str, Json]], ...]:
        """Pointer and object of every template variable."""
        variables = objects(self.asset.value.get("template_variables"))
        return tuple((f"/template_variables/{at}", item) for at, item in variables)

    @cached_property
    def variable_names(self) -> frozenset[str]:
        """The names of the template variables."""
        return frozenset(text(variable.get("name")) for _, variable in self.variables)

    @cached_property
    def used_variables(self) -> frozenset[str]:
        """Every variable that the dashboard uses, including those in notes and links.

        The raw text of the file is searched, or each decoded text if the file contains escaped characters.
        """
        source = self.asset.document.source.text
        content = source if "\\u" not in source else " ".join(texts_in(self.asset.value.get("widgets")))
        return frozenset(variable_of(name, self.variable_names) for name in dict.fromkeys(variables_in(content)))


@once_per_bundle
def boards(bundle: Bundle) -> tuple[Board, ...]:
    """The dashboards of a listing that are JSON objects; each is walked once per bundle."""
    listed = (asset for asset in assets(bundle, "dashboards") if isinstance(asset.document.value, dict))
    return tuple(map(read_board, listed))


def board_files(bundle: Bundle) -> Iterator[Asset]:
    """The files of `boards`."""
    return (board.asset for board in boards(bundle))


dashboard_check = CheckDecorator(boards)
dashboard_row = ShapeTable(CheckDecorator(board_files))


def read_board(asset: Asset) -> Board:
    """The board in a file of either layout, with the widgets of nested groups."""
    return Board(
        asset=asset,
        widget_tree=asset.document.derived(WidgetTree),
        is_ordered=asset.value.get("layout_type") != "free",
    )
