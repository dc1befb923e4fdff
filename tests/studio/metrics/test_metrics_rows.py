"""The metrics table as JSON: what the grid in the browser loads and sends."""

import json

import pytest
from django.http import HttpResponse

from common.actor import Role
from listings.models import SectionVersion
from tests.studio.metrics.metrics_file import CSV, FIRST, HEADER, SECOND, put, stored_file
from tests.studio.scene import Scene, make_scene, signed_in
from tilekit.core.field import Json

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    return make_scene()


def rows(scene: Scene, query: str = "") -> dict[str, Json]:
    return signed_in(scene.editor).get(scene.url("metrics-rows") + query).json()  # type: ignore[no-any-return]


def send(scene: Scene, sha256: str, *operations: dict[str, object], by: object = None, **more: object) -> HttpResponse:
    body = json.dumps({"sha256": sha256, "operations": operations, **more})
    browser = signed_in(by or scene.editor)  # type: ignore[arg-type]  # a person
    return browser.post(scene.url("metrics-rows"), body, content_type="application/json")  # type: ignore[return-value]


def set_cell(row: int, column: str, value: str) -> dict[str, object]:
    return {"op": "set", "row": row, "column": column, "value": value}


def test_rows_with_choices_and_findings(scene: Scene) -> None:
    sha256 = put(scene, CSV.replace(b"cache.misses,gauge", b"cache.misses,guage"))

    table = rows(scene)

    assert (table["sha256"], table["columns"]) == (sha256, HEADER.split(","))
    assert table["rows"][0][5] == "Hits, read"
    assert {"value": "millisecond", "group": "time", "words": "ms msec millis"} in table["choices"]["unit_name"]
    assert [choice["value"] for choice in table["choices"]["curated_metric"]] == ["cpu", "memory", "cpu|memory"]
    assert table["marks"]["lines"] == [2, 3]
    blockers = [item for item in table["marks"]["findings"]["1"] if item["severity"] == "blocker"]
    assert [item["column"] for item in blockers if "guage" in item["text"]] == [1]


def test_short_and_long_records_fill_the_columns_of_the_header(scene: Scene) -> None:
    put(scene, b"metric_name,metric_type\ncache.a\ncache.b,gauge,extra\n")

    assert rows(scene)["rows"] == [["cache.a", ""], ["cache.b", "gauge"]]


def test_draft_without_a_file_has_the_standard_columns(scene: Scene) -> None:
    table = rows(scene)

    assert (table["sha256"], table["rows"], len(table["columns"])) == ("", [], 11)
    assert table["new_row"] == {"metric_type": "gauge", "orientation": "0"} | table["new_row"]


def test_unreadable_file_shows_its_fault_and_is_not_edited(scene: Scene) -> None:
    sha256 = put(scene, f'{HEADER}\ncache.hits,"never closed\n'.encode())

    assert rows(scene)["fault"].startswith("This file can't be shown as a table. Line 2:")
    assert send(scene, sha256, set_cell(0, "description", "x")).status_code == 404


def test_edit_changes_only_its_record(scene: Scene) -> None:
    sha256 = put(scene)
    before = scene.section("data").version

    response = send(scene, sha256, set_cell(1, "description", "Reads that missed"))

    saved = response.json()  # type: ignore[attr-defined]
    section = scene.section("data")
    assert stored_file(scene) == CSV.replace(b",Misses,", b",Reads that missed,")
    assert (saved["sha256"], saved["version"]) == (section.document["metadata_csv"]["sha256"], section.version)
    assert saved["before"] == before != section.version


def test_operations_apply_one_after_another(scene: Scene) -> None:
    added = {"op": "add", "row": 0, "values": {"metric_name": "cache.new", "description": "New, here"}}

    send(
        scene,
        put(scene),
        {"op": "order", "rows": [1, 0]},
        added,
        set_cell(1, "interval", "10"),
        {"op": "remove", "row": 2},
    )

    second = SECOND.replace("gauge,,", "gauge,10,", 1)
    assert stored_file(scene).decode() == f'{HEADER}\r\ncache.new,,,,,"New, here",,,\r\n{second}'


def test_first_operation_begins_a_file(scene: Scene) -> None:
    send(scene, "", {"op": "add", "row": 0, "values": {"metric_name": "cache.a"}})

    assert stored_file(scene).decode().splitlines()[1] == "cache.a" + "," * 10


def test_undo_restores_the_bytes_of_the_earlier_file(scene: Scene) -> None:
    quoted = f'{HEADER}\n"cache.hits", gauge,,"hit",,Plain,1,x,y\n'.encode()
    first = put(scene, quoted)
    send(scene, first, set_cell(0, "description", "With, comma"))
    changed = scene.section("data").document["metadata_csv"]["sha256"]

    send(scene, changed, set_cell(0, "description", "Plain"), restores=first)

    assert stored_file(scene) == quoted


def test_undo_restores_no_file_with_other_cells_or_of_another_listing(scene: Scene) -> None:
    other = put(make_scene("Otherquay"), CSV + b"\r\n\r\n")
    earlier = put(scene, f"{HEADER}\n".encode())
    sha256 = put(scene)

    for restores in (earlier, other, "unknown"):
        sha256 = send(scene, sha256, set_cell(0, "interval", restores[:3]), restores=restores).json()["sha256"]  # type: ignore[attr-defined]

    assert stored_file(scene) == CSV.replace(b"hits,gauge,,", b"hits,gauge,unk,")


@pytest.mark.parametrize("is_pasted, renames", [(False, {"cache.hits": "cache.reads"}), (True, {})])
def test_changed_name_is_a_rename_unless_it_was_pasted(scene: Scene, is_pasted: bool, renames: dict[str, str]) -> None:
    send(scene, put(scene), set_cell(0, "metric_name", "cache.reads"), is_pasted=is_pasted)

    assert SectionVersion.objects.filter(section=scene.section("data")).latest("version").renames == renames


@pytest.mark.parametrize(
    "operations",
    [
        [set_cell(0, "metric_name", "cache.misses"), set_cell(1, "metric_name", "cache.hits")],
        [set_cell(0, "metric_name", "cache.misses")],
        [set_cell(0, "metric_name", "x"), {"op": "add", "row": 2, "values": {"metric_name": "cache.hits"}}],
        [set_cell(0, "metric_name", "")],
    ],
)
def test_swapped_repeated_and_removed_names_are_no_renames(scene: Scene, operations: list[dict[str, object]]) -> None:
    send(scene, put(scene), *operations)

    assert SectionVersion.objects.filter(section=scene.section("data")).latest("version").renames == {}


def test_edit_of_another_file_is_refused_and_writes_nothing(scene: Scene) -> None:
    old = put(scene)
    put(scene, CSV + b"\r\n")

    response = send(scene, old, set_cell(0, "description", "Late"))

    assert (response.status_code, response.json()["code"]) == (409, "stale")  # type: ignore[attr-defined]
    assert stored_file(scene) == CSV + b"\r\n"


@pytest.mark.parametrize(
    "operation",
    [
        set_cell(2, "description", "x"),
        set_cell(-1, "description", "x"),
        set_cell(0, "nowhere", "x"),
        {"op": "add", "row": 3, "values": {}},
        {"op": "order", "rows": [0, 0]},
        {"op": "order", "rows": [5, 0]},
        {"op": "remove", "row": 2},
        {"op": "drop"},
        {"op": "set", "row": 0},
    ],
)
def test_edit_that_is_no_edit_is_refused_and_writes_nothing(scene: Scene, operation: dict[str, object]) -> None:
    response = send(scene, put(scene), operation)

    assert (response.status_code, response.json()["code"]) == (400, "malformed")  # type: ignore[attr-defined]
    assert stored_file(scene) == CSV


def test_viewer_reads_the_rows_and_writes_nothing(scene: Scene) -> None:
    sha256, viewer = put(scene), scene.member(Role.VIEWER)

    assert signed_in(viewer).get(scene.url("metrics-rows")).json()["is_editable"] is False
    assert send(scene, sha256, set_cell(0, "description", "x"), by=viewer).status_code == 403
    assert send(scene, sha256, by=make_scene("Otherquay").editor).status_code == 404


def test_findings_follow_the_file_with_its_size(scene: Scene) -> None:
    send(scene, put(scene), {"op": "remove", "row": 1})

    marks = rows(scene, "?findings")

    assert marks["lines"] == [2]
    assert f"{len(f'{HEADER}{FIRST}')} bytes" in marks["file_field"].replace("\N{NO-BREAK SPACE}", " ")


def test_many_operations_take_no_longer_for_each_row(scene: Scene) -> None:
    """Rows are indexed once: 4,000 edits of a large file are written in one request."""
    sha256 = put(scene, f"{HEADER}\n".encode() + b"".join(b"cache.m%d,gauge,,,,,,,\n" % n for n in range(4_000)))

    response = send(scene, sha256, *(set_cell(n, "metric_type", "count") for n in range(4_000)))

    assert response.status_code == 200
    assert stored_file(scene).count(b",count,") == 4_000
