import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import listing_folders
from tests.tilekit.json_values import JSON
from tilekit.core.fields import Json
from tilekit.drawings.dashboard import MAX_BOARD_ROWS, MAX_DRAWN_WIDGETS, dashboard_drawing
from tilekit.drawings.model import TemplateVariable, WidgetBox
from tilekit.drawings.widget_shapes import SHAPES
from tilekit.parse.dashboard import widgets_of
from tilekit.tile.serialisation import from_json, to_json
from tilekit.tile.tabs import MonitoringResource

SIDES = st.sampled_from([-5, 0, 1, 2.5, 6, 12, 96, 10**6, 10**400, float("nan"), float("inf"), True, None, "3", [1]])
HUGE, SLOW_S = 10_000, 2.0


def widget(kind: str = "timeseries", *, at: tuple[Json, ...] | None = None, **definition: Json) -> Json:
    layout: Json = dict(zip(("x", "y", "width", "height"), at, strict=True)) if at else None
    return {"definition": {"type": kind, **definition}, "layout": layout}


def boxes_of(*widgets: Json) -> tuple[WidgetBox, ...]:
    return dashboard_drawing({"widgets": list(widgets)}).boxes


def places_of(*widgets: Json) -> list[tuple[object, ...]]:
    return [(box.kind, box.x, box.y, box.width, box.height) for box in boxes_of(*widgets)]


def test_widgets_have_title_type_and_metrics() -> None:
    request = {"q": "avg:acme.depth{*} / avg:acme.limit{*}, avg:acme.depth{*}"}

    (box,) = boxes_of(widget(at=(0, 0, 4, 2), title="  Depth\nof queues ", requests=[request]))

    assert (box.title, box.type, box.metrics) == ("Depth of queues", "timeseries", ("acme.depth", "acme.limit"))


@pytest.mark.parametrize(
    "kind, more, shape",
    [
        ("timeseries", {}, "line"),
        ("timeseries", {"requests": [{"display_type": "bars"}]}, "columns"),
        ("timeseries", {"requests": [{"display_type": "area"}]}, "area"),
        ("timeseries", {"requests": [{"display_type": 7}]}, "line"),
        ("query_value", {}, "value"),
        ("hologram", {}, "shape"),
        ("", {}, "shape"),
    ],
)
def test_shape_follows_the_type_and_display(kind: str, more: dict[str, Json], shape: str) -> None:
    assert boxes_of(widget(kind, **more))[0].kind == shape


def test_split_graph_has_title_and_metrics_of_its_source() -> None:
    source: Json = {"type": "timeseries", "title": "Depth", "requests": [{"q": "avg:acme.depth{*}"}]}

    (box,) = boxes_of(widget("split_group", source_widget_definition=source))

    assert (box.kind, box.title, box.metrics) == ("split", "Depth", ("acme.depth",))


def test_note_has_the_beginning_of_its_text_without_markup() -> None:
    boxes = boxes_of(widget("note", content="## Acme **Queue**\n" + "x" * 5_000), widget("free_text", text="Hello"))

    assert boxes[0].text.startswith("Acme Queue xxx")
    assert len(boxes[0].text) <= 160
    assert boxes[1].text == "Hello"


def test_widgets_of_a_group_are_below_its_header() -> None:
    inner = [widget("query_value", at=(2, 1, 2, 2), title="Inner")]
    group = widget("group", at=(6, 3, 6, 4), title="Outer", widgets=inner)

    assert places_of(group) == [("group", 6, 3, 6, 4), ("value", 8, 5, 2, 2)]
    assert [box.level for box in boxes_of(group)] == [0, 1]


def test_groups_without_a_place_are_as_high_as_their_widgets() -> None:
    group = widget("group", widgets=[widget(), widget(), widget(), widget()])

    assert places_of(group, widget("note")) == [
        ("group", 0, 0, 12, 5),
        ("line", 0, 1, 4, 2),
        ("line", 4, 1, 4, 2),
        ("line", 8, 1, 4, 2),
        ("line", 0, 3, 4, 2),
        ("note", 0, 5, 4, 2),
    ]


def test_widgets_without_a_place_are_below_those_with_one() -> None:
    assert places_of(widget(at=(0, 0, 12, 3)), widget("note")) == [("line", 0, 0, 12, 3), ("note", 0, 3, 4, 2)]


def test_widgets_that_would_cover_others_are_below_them() -> None:
    widgets = [widget(at=(0, 0, 12, 3)), widget(at=(0, 0, 6, 2)), widget(at=(6, 1, 6, 2)), widget(at=(0, 4, 6, 2))]

    assert places_of(*widgets) == [
        ("line", 0, 0, 12, 3),
        ("line", 0, 3, 6, 2),
        ("line", 6, 3, 6, 2),
        ("line", 0, 5, 6, 2),
    ]
    free = dashboard_drawing({"layout_type": "free", "widgets": widgets}).boxes
    assert [(box.x, box.y) for box in free] == [(0, 0), (0, 0), (6, 1), (0, 4)]


def test_columns_are_below_each_other() -> None:
    layout: Json = {"x": 0, "y": 0, "width": 12, "height": 2, "is_column_break": True}
    second: Json = {"definition": {"type": "note"}, "layout": layout}

    assert places_of(widget(at=(0, 0, 12, 5)), second, widget(at=(0, 2, 12, 1))) == [
        ("line", 0, 0, 12, 5),
        ("note", 0, 5, 12, 2),
        ("line", 0, 7, 12, 1),
    ]


def test_free_boards_are_scaled_in_both_directions() -> None:
    assert places_of(widget(at=(0, 0, 48, 16)), widget("note", at=(48, 16, 48, 8))) == [
        ("line", 0, 0, 6, 3),
        ("note", 6, 3, 6, 1.5),
    ]


def test_template_variables_have_their_tag_and_the_values_with_which_the_board_opens() -> None:
    variables: Json = [
        {"name": "site", "prefix": "plant", "available_values": ["north", "south"], "defaults": ["north", "south", 5]},
        {"name": "old", "prefix": "old", "default": "*", "defaults": []},
        {"name": "any"},
        {"prefix": "no_name"},
        "no variable",
    ]

    assert dashboard_drawing({"template_variables": variables}).variables == (
        TemplateVariable(name="site", tag="plant", values=("north", "south")),
        TemplateVariable(name="old", tag="old", values=("*",)),
        TemplateVariable(name="any"),
    )


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_boards_of_real_listings_are_drawn_completely(folder: object) -> None:
    boards = [json.loads(path.read_bytes()) for path in folder.glob("assets/dashboards/*.json")]  # type: ignore[attr-defined]  # a path
    for board in boards:
        drawing = dashboard_drawing(board)
        assert len(drawing.boxes) == len(widgets_of(board))
        assert {box.kind for box in drawing.boxes} <= SHAPES - {"shape"}
        assert all(box.x >= 0 and box.x + box.width <= 12.05 and box.height > 0 for box in drawing.boxes)


def test_widgets_beyond_the_limits_are_counted() -> None:
    wide = [widget(at=(0, 0, 1, 1))] * HUGE
    high = [widget(at=(0, 0, 12, 2)), widget(at=(0, 99_999, 12, 2))]

    assert dashboard_drawing({"widgets": wide}).more == HUGE - MAX_DRAWN_WIDGETS
    assert dashboard_drawing({"widgets": high}).more == 1


@pytest.mark.parametrize(
    "board",
    [
        {"widgets": [widget(title="t" * 999, requests=[{"q": "avg:a{*}"}])] * HUGE},
        {"widgets": [widget("group", widgets=[widget()])] * HUGE},
        {"widgets": [widget("group", widgets=[widget(at=(0, n, 12, 1)) for n in range(HUGE)])]},
        {"widgets": [widget(at=(0, 0, 12, 12))] * HUGE},
    ],
)
def test_huge_boards_do_not_slow_a_page(board: Json) -> None:
    start = process_time()
    drawing = dashboard_drawing(board)

    assert process_time() - start < SLOW_S
    assert len(drawing.boxes) <= MAX_DRAWN_WIDGETS


def test_deep_boards_are_drawn_to_a_limit() -> None:
    board = widget("note")
    for _ in range(500):
        board = widget("group", widgets=[board])

    assert 0 < len(boxes_of(board)) <= MAX_DRAWN_WIDGETS


@given(st.lists(st.tuples(SIDES, SIDES, SIDES, SIDES), max_size=5))
def test_any_sides_stay_on_the_board(sides: list[tuple[Json, ...]]) -> None:
    for box in boxes_of(*(widget(at=at) for at in sides)):
        assert 0 <= box.x <= 12
        assert 0 <= box.width <= 12
        assert 0 <= box.y <= box.y + box.height <= MAX_BOARD_ROWS


@given(JSON, JSON)
def test_any_value_is_drawn_and_can_be_stored(value: Json, other: Json) -> None:
    variables: Json = [{"name": value, "prefix": other, "default": value}, {"name": "a", "defaults": other}, value]
    for board in (
        value,
        {"widgets": value},
        {"widgets": [{"definition": value, "layout": other}]},
        {"template_variables": variables},
        {"template_variables": value},
    ):
        drawing = dashboard_drawing(board)
        resource = MonitoringResource(
            kind="dashboard", name="a", variables=drawing.variables, boxes=drawing.boxes, more=drawing.more
        )
        assert from_json(MonitoringResource, to_json(resource)) == resource
