"""Drawings of dashboards, and monitors, detection rules and saved views in words, as their components render them."""

import re
from collections.abc import Mapping

import pytest
from django.conf import settings
from django.template import Context
from django.utils.html import strip_tags
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from page_parts.components import component
from page_parts.drawings.assets import AssetPresenter, MetricLine, metric_list
from page_parts.drawings.boards import board_of
from page_parts.drawings.comparisons import asset_comparison
from page_parts.drawings.messages import messages_of
from tests.markup import compact
from tests.shared import listing_folders
from tilekit.core.fields import Json
from tilekit.core.messages import Message
from tilekit.drawings.model import MonitorSummary, RuleSummary, TemplateVariable, Threshold, WidgetBox
from tilekit.drawings.widget_shapes import SHAPES
from tilekit.parse.json import parse_json
from tilekit.parse.json_values import members
from tilekit.tile.resources import resource_of
from tilekit.tile.serialisation import from_json
from tilekit.tile.tabs import MonitoringResource

SAMPLES = re.compile(r'<use href="[^"#]*samples[^"#]*\.svg#([\w-]+)"')
FOLDERS = {"dashboard": "dashboards", "monitor": "monitors", "rule": "security", "view": "saved_views"}
GROUP = WidgetBox(kind="group", x=0, y=0, width=12, height=4, title="Queues", type="group")
DEPTH = WidgetBox(
    kind="line", x=0, y=1, width=6, height=3, title="Depth", type="timeseries", level=1, metrics=("a.b", "a.c")
)
NOTE = WidgetBox(kind="note", x=6, y=1, width=3, height=3, text="Read this", type="note", level=1)


def drawn(resource: MonitoringResource, **more: object) -> str:
    asset = AssetPresenter(resource=resource, **more)  # type: ignore[arg-type]  # its other fields
    return compact(component("asset").render(Context(), {"asset": asset}, {}))


def board_html(*boxes: WidgetBox, more: int = 0) -> str:
    return drawn(MonitoringResource(kind="dashboard", name="Acme", boxes=boxes, more=more))


def arrived(message: str, title: str = "") -> str:
    level = Threshold(label="Alert", value=Message("{amount}", {"amount": 5}))
    summary = MonitorSummary(sentence=Message(""), message=message, title=title, thresholds=(level,))
    return next(iter(messages_of(summary))).html


def test_widgets_are_at_their_places() -> None:
    html = board_html(GROUP, DEPTH)

    assert '<svg class="board-drawing" width="100%" height="104" aria-hidden="true">' in html
    assert '<foreignObject x="0.00%" y="26" width="50.00%" height="78">' in html
    assert '<div class="board-widget" data-shape="line"><p aria-hidden="true">Depth</p>' in html


def test_places_have_a_point_in_every_language() -> None:
    with override("fr"):
        assert 'x="58.33%"' in board_html(replace(DEPTH, x=7))


def test_screen_readers_read_widgets_in_their_groups() -> None:
    html = board_html(GROUP, DEPTH, NOTE)

    assert "<li>Group: Queues <ul><li>Timeseries: Depth, with a.b, a.c</li><li>Note: Read this</li></ul></li>" in html


def test_widgets_without_a_title_are_called_by_their_type() -> None:
    board = board_of([replace(DEPTH, title=""), replace(NOTE, text="", type="hologram")])

    assert [item.label for item in board.items] == [
        "Timeseries without a title, with a.b, a.c",
        "Widget without a title",
    ]


def test_curves_are_called_samples_and_missing_widgets_are_counted() -> None:
    assert "2 widgets. The curves are samples. 1,200 more widgets are not drawn." in board_html(
        GROUP, DEPTH, NOTE, more=1_200
    )


def test_board_of_which_nothing_is_drawn_is_still_explained() -> None:
    assert "5 more widgets are not drawn." in board_html(more=5)


def test_titled_widgets_without_space_for_a_sample_have_none() -> None:
    boxes = [replace(DEPTH, height=height, title=title) for height in (1.5, 2) for title in ("Depth", "")]

    assert [bool(widget.sample) for widget in board_of(boxes).widgets] == [False, True, True, True]


def test_only_high_boards_are_clipped() -> None:
    assert "<details" not in board_html(GROUP)
    assert "Whole dashboard" in board_html(replace(GROUP, height=40))


def test_every_shape_has_a_sample() -> None:
    sprite = (settings.BASE_DIR / "page_parts" / "static" / "samples.svg").read_text()

    for shape in SHAPES - {"group", "note"}:
        for title in map(str, range(9)):
            (sample,) = SAMPLES.findall(board_html(replace(DEPTH, kind=shape, title=title)))
            assert f'id="{sample}"' in sprite


@pytest.mark.parametrize("kind", ["graph", "number", "picture", "list", "table", "shape", "status"])
def test_boards_of_tiles_stored_earlier_are_drawn(kind: str) -> None:
    stored: Mapping[str, object] = {
        "kind": "dashboard",
        "name": "Acme",
        "boxes": [{"kind": kind, "x": 0, "y": 0, "width": 4, "height": 2}],
    }

    html = drawn(from_json(MonitoringResource, stored))

    assert len(SAMPLES.findall(html)) == 1
    assert "<li>Widget without a title</li>" in html


def test_monitors_of_tiles_stored_earlier_have_their_name() -> None:
    html = drawn(from_json(MonitoringResource, {"kind": "monitor", "name": "Old", "description": "**Still** here."}))

    assert "<b>Old</b>" in html
    assert "Still here." in html


def test_missing_metrics_are_first_and_link_to_nothing() -> None:
    lines = [MetricLine(name=f"a.{n}", declaration="declared", href=f"#line-{n}", unit="byte") for n in range(300)]
    metrics = metric_list([*lines, MetricLine(name="a.gone", declaration="missing")])
    html = drawn(MonitoringResource(kind="dashboard", name="Acme", boxes=(DEPTH,)), metrics=metrics)

    assert "Uses 301 metrics" in html
    assert "1 metric is missing from the metrics file." in html
    assert html.index("gone") < html.index("#line-0")
    assert "195 more metrics" in html
    assert "101 more metrics are not listed." in html


def test_changed_widgets_are_marked() -> None:
    before = MonitoringResource(kind="dashboard", name="Acme", boxes=(GROUP, DEPTH, NOTE))
    comparison = asset_comparison(before, replace(before, boxes=(GROUP, replace(DEPTH, title="Age"), NOTE)))

    assert comparison is not None
    drawn = [component("asset").render(Context(), {"asset": one}, {}) for one in (comparison.before, comparison.after)]
    before_change, after = map(compact, drawn)
    assert before_change.count("data-changed") == 1
    assert after.count("data-changed") == 1
    assert "<li>Changed: Timeseries: Age, with a.b, a.c</li>" in after


def test_widgets_that_a_new_group_moves_down_are_not_marked() -> None:
    before, new = (GROUP, DEPTH, NOTE), replace(GROUP, title="About")
    moved = tuple(replace(box, y=box.y + 4) for box in before)

    assert [widget.is_changed for widget in board_of((new, *moved), other=before).widgets] == [
        True,
        False,
        False,
        False,
    ]
    assert not any(widget.is_changed for widget in board_of(before, other=(new, *moved)).widgets)
    assert all(widget.is_changed for widget in board_of(moved, other=before).widgets)


def test_template_variables_are_compared_too() -> None:
    before = MonitoringResource(kind="dashboard", name="Acme", boxes=(DEPTH,))
    variables = (TemplateVariable(name="site", tag="plant", values=("a", "b")), TemplateVariable(name="env", tag="env"))

    comparison = asset_comparison(before, replace(before, variables=variables))

    assert comparison is not None
    shown = strip_tags(component("asset").render(Context(), {"asset": comparison.after}, {}))
    assert "Template variables $site plant: a, b $env *" in " ".join(shown.split())


@pytest.mark.parametrize("y, opens", [(0, False), (30, True)])
def test_whole_board_is_open_if_a_change_is_in_its_lower_part(y: int, opens: bool) -> None:
    boxes = tuple(replace(DEPTH, y=place, title=str(place)) for place in (0, 30))
    changed = tuple(replace(box, title="Age") if box.y == y else box for box in boxes)

    board = board_of(changed, other=boxes)

    assert board.is_clipped
    assert board.opens is opens


def test_versions_that_look_the_same_are_not_compared() -> None:
    before = MonitoringResource(kind="dashboard", name="Acme", boxes=(DEPTH,))

    assert asset_comparison(before, replace(before, description="New")) is None


@pytest.mark.parametrize(
    "template, html",
    [
        ("**{{value}}** on {{host.name}}", "<p><strong><var>5</var></strong> on <var>host-1</var></p>"),
        ("[a](https://a.example/{{host.name}}/b)", 'href="https://a.example/host-1/b"'),
        ("Call @slack-ops", "<p>Call <mark>@slack-ops</mark></p>"),
        (
            '{{#is_match "env" "a`b"}}X{{/is_match}}',
            "<p><i>Only if <code>env</code> contains <code>a&#x27;b</code>:</i>X</p>",
        ),
        ("{{<script>.name}}<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ('[a](https://a.example "{{#is_x \\" onclick=alert(1) \\"}}")', "<var>"),
        ("\ue0000\ue001 %EE%80%800%EE%80%81", "0"),
    ],
)
def test_message_is_markdown_with_marked_values(template: str, html: str) -> None:
    shown = arrived(template)

    assert html in shown or html == "<var>"
    assert not re.search(r"<[^>]*\sonclick=|<script|<img", shown)


PIECES = ['"', "'", ">", "<a b='", "{{value}}", '[x](y "', ")", "@team-a", "`", "\n", "![", "](z)"]
ELEMENTS = set("p a code em strong s var mark i ul ol li blockquote pre hr br h5 h6".split())


def test_message_of_a_rule_is_markdown() -> None:
    resource = MonitoringResource(kind="rule", name="Many", rule=RuleSummary(message="## Goal\n\n<b>Find</b> **it**"))

    html = AssetPresenter(resource=resource).rule_message

    assert "<h5>Goal</h5>" in html
    assert "<strong>it</strong>" in html
    assert "<b>" not in html


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_message_becomes_another_element(message: str) -> None:
    html = re.sub(r'"[^"]*"', '""', arrived(f"{message} a"))

    assert set(re.findall(r"<(\w+)", html)) <= ELEMENTS


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_assets_of_real_listings_are_drawn(folder: object) -> None:
    for kind, name in FOLDERS.items():
        for path in folder.glob(f"assets/{name}/*.json"):  # type: ignore[attr-defined]  # a path
            value: dict[str, Json] = members(parse_json(path.read_bytes()).value)
            html = drawn(resource_of(kind, value, units={}))
            assert " style=" not in html
            assert ("foreignObject" in html) == (kind == "dashboard")
            assert kind != "monitor" or "Alerts " in html
