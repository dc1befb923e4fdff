"""Files that are slow to read: each is read completely."""

import json

import pytest

from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.files.test_logs import with_logs
from tests.tilekit.checks.json_files import changed, text_of
from tests.tilekit.listing import DASHBOARD, listing
from tilekit.bundle import Bundle
from tilekit.markdown import plain, render_markdown
from tilekit.media.svg import inspect, sanitise
from tilekit.tile import tile_of

BOARD, CHECKS = "assets/dashboards/acme_widget_overview.json", "assets/service_checks.json"
MANY = 3_000
SPACES = "a" + " " * 300_000 + "b"
pytestmark = pytest.mark.usefixtures("must_end")


def board(changes: dict[str, object]) -> Bundle:
    return listing(files={BOARD: text_of(changed(DASHBOARD, changes))})


def widget(number: int, **definition: object) -> dict[str, object]:
    layout = {"x": number % 12, "y": number // 12, "width": 1, "height": 1}
    return {"id": 1, "layout": layout, "definition": {"type": "query_value", "requests": [], **definition}}


@pytest.mark.parametrize(
    "subject,bundle",
    [
        ("SC", listing(files={CHECKS: json.dumps([{f"k{n}": 1 for n in range(MANY)}])})),
        ("SC", listing(files={CHECKS: json.dumps([{} for _ in range(MANY // 8)])})),
        ("DB", board({"/widgets": [widget(n, title=f"Number of things {n}") for n in range(MANY)]})),
        ("DB", board({"/widgets": [widget(n, type="group", title=f"G {n}", widgets=[]) for n in range(MANY)]})),
        ("DB", board({"/template_variables": [{"name": f"v{n}", "default": "x"} for n in range(MANY)]})),
        ("DB", board({"/title": SPACES, "/description": SPACES})),
        ("DB", board({"/widgets": [widget(0, title=SPACES), widget(1, title="(" * 100_000)]})),
        ("DB", board({"/widgets": [widget(0, requests=[{"q": "{" * 100_000}, {"q": "{a}" * 100_000}])]})),
        ("DB", board({"/widgets": [widget(0, type="note", content="\n" * 100_000 + "<" * 10_000, font_size="10")]})),
        ("MN", listing_with("monitors", {"title": "{{" * 50_000, "definition": {"message": "{{#a" * 50_000}})),
        ("MN", listing_with("monitors", {"title": "a", "definition": {"query": "by {" * 50_000 + ">" * 50_000}})),
        ("SR", listing_with("detection_rules", {"cases": [{"condition": "a " * 100_000}], "message": "[" * 50_000})),
        (
            "LP",
            with_logs({"pipeline": {"processors": [{"type": "grok-parser", "grok": {"matchRules": "%{" * 50_000}}]}}),
        ),
        (
            "MD",
            listing(files={"metadata.csv": "metric_name,unit_name,description\na.b,byte," + " " * 300_000 + "(x)\n"}),
        ),
        ("MD", listing(files={"metadata.csv": "metric_name,description\na.b,|" + " " * 300_000 + "x\n"})),
    ],
)
def test_hostile_files_are_checked(subject: str, bundle: Bundle) -> None:
    findings_in(bundle, subject)
    tile_of(bundle)


@pytest.mark.parametrize(
    "inner",
    [
        "<style>" + "a" * 400_000 + "</style>",
        "<style>" + "{" * 500 + "}" * 400_000 + "</style>",
        "<style>" + "url(" * 100_000 + "</style>",
        '<g width="1' + " " * 400_000 + 'x"/>',
        '<g style="' + "a:b;" * 100_000 + '"/>',
    ],
)
def test_hostile_pictures_are_read(inner: str) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" width="1{" " * 1000}x" viewBox="0 0 3 1">{inner}</svg>'.encode()
    inspect(data)
    sanitise(data)


@pytest.mark.parametrize(
    "source",
    [
        "\n" * 50_000,
        "[" * 50_000,
        "[a](" * 15_000,
        "![" * 15_000,
        "[a]: " * 15_000,
        "a" + "_" * 200_000 + "a",
    ],
)
def test_hostile_texts_are_read(source: str) -> None:
    plain(source)
    render_markdown(source, picture_of=lambda _: None)
