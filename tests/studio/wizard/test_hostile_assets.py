"""Assets of any content on the pages that draw them."""

import json

import pytest
from django.test import Client

from tests.studio.scene import Scene, ready_scene, signed_in
from tests.tilekit.listing import base_files
from tests.validation.scene import MONITOR
from tilekit.core.field import Json

pytestmark = [pytest.mark.sqlite_is_enough, pytest.mark.slow]
BOARD, DEPTH = "assets/dashboards/acme_widget_overview.json", "assets/monitors/acme_widget_depth.json"
WIDGET: Json = {
    "definition": {"type": "timeseries", "title": "<b>"},
    "layout": {"x": 0, "y": 0, "width": 4, "height": 2},
}
MANY, MAX_PAGE_BYTES = 1_500, 400_000


def nested(levels: int) -> Json:
    widget = WIDGET
    for _ in range(levels):
        widget = {"definition": {"type": "group", "widgets": [widget]}}
    return widget


def board(**changes: Json) -> bytes:
    return json.dumps({**json.loads(base_files()[BOARD]), **changes}).encode()


def pages(files: dict[str, bytes]) -> tuple[str, str]:
    """The step *Content* and the tab of the tile with its assets."""
    scene: Scene = ready_scene(**files)
    client: Client = signed_in(scene.editor)
    step, tile = (client.get(url) for url in (scene.url("step", "content"), f"{scene.url('preview')}?tab=resources"))
    assert (step.status_code, tile.status_code) == (200, 200)
    return step.content.decode(), tile.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        board(widgets=[WIDGET, {"definition": 7, "layout": [1]}, None, "x", {"layout": {"x": -1e9, "width": 1e300}}]),
        board(widgets={"a": WIDGET}, title=7, description=[]),
        board(widgets=[nested(20)]),
        board(widgets=[{**WIDGET, "layout": {"x": 0, "y": -5, "width": -4, "height": 0}}]),  # type: ignore[dict-item]  # an object
        b"[" * 50_000,
        b'{"widgets": [{"layout": {"x": NaN}}]}',
        b"\xff\xfe{}",
        b"[1]",
        b"",
    ],
)
def test_board_of_any_content_breaks_no_page(data_dir: object, data: bytes) -> None:
    for html in pages({BOARD: data}):
        assert "<p><b></p>" not in html


@pytest.mark.django_db
def test_huge_board_is_cut_and_counted(data_dir: object) -> None:
    for html in pages({BOARD: board(widgets=[WIDGET] * MANY)}):
        assert "1,350 more widgets are not drawn." in html
        assert len(html) < MAX_PAGE_BYTES


@pytest.mark.django_db
@pytest.mark.parametrize("value", [None, 7, "x" * 100_000, [], {"critical": "high"}, "{{#is_alert}}" * 5_000])
def test_monitor_of_any_content_breaks_no_page(data_dir: object, value: Json) -> None:
    definition: Json = dict.fromkeys(("name", "query", "message", "options", "tags"), value)
    for html in pages({DEPTH: json.dumps({**MONITOR, "definition": definition}).encode()}):
        assert len(html) < MAX_PAGE_BYTES
