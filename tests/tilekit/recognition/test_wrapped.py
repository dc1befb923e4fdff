"""Assets inside lists and other wrappers are recognised and put in their places."""

import json

import pytest

from tilekit.bundle import Files
from tilekit.core.field import Json
from tilekit.recognition.gathered import gather
from tilekit.recognition.recognise import recognise

MONITOR: dict[str, Json] = {
    "id": 7, "name": "Queue is slow", "type": "query alert", "message": "Look", "tags": [], "options": {},
    "query": "avg(last_5m):avg:acme.queue.depth{*} > 5",
}  # fmt: skip
BOARD: dict[str, Json] = {"title": "Acme queues", "layout_type": "ordered", "widgets": []}
RULE: dict[str, Json] = {"name": "Odd sign-in", "queries": [{"query": "source:acme"}], "cases": [{"status": "high"}]}


def gathered(**values: Json) -> list[tuple[str, str]]:
    files = Files.of({f"{name}.json": json.dumps(value).encode() for name, value in values.items()})
    return [(file.kind, file.path) for file in gather(files, "").files]


@pytest.mark.parametrize(
    "value",
    [{"dash": BOARD, "url": "/x"}, {"dashboard": BOARD}, [BOARD], {"data": {"type": "dashboards", "attributes": BOARD}},
     {"resource": {"dashboard_json": {"main": {"dashboard": json.dumps(BOARD)}}}}],
)  # fmt: skip
def test_dashboard_is_found_in_its_wrapper(value: Json) -> None:
    assert gathered(export=value) == [("dashboard", "assets/dashboards/Acme_queues.json")]


def test_every_asset_of_a_list_gets_a_file() -> None:
    assert gathered(monitors=[MONITOR, MONITOR, {**MONITOR, "name": "Other"}]) == [
        ("monitor", "assets/monitors/Other.json"),
        ("monitor", "assets/monitors/Queue_is_slow-2.json"),
        ("monitor", "assets/monitors/Queue_is_slow.json"),
    ]
    assert gathered(all={"boards": [BOARD], "security": {"rules": [RULE]}}, other=[MONITOR]) == [
        ("dashboard", "assets/dashboards/Acme_queues.json"),
        ("detection-rule", "assets/security/Odd_sign-in.json"),
        ("monitor", "assets/monitors/Queue_is_slow.json"),
    ]


def test_wrappers_in_a_folder_without_a_manifest_are_opened_except_in_its_package() -> None:
    data = json.dumps([MONITOR]).encode()

    files = gather(Files.of({"exports/all.json": data, "tests/answer.json": data}), "acme").files

    assert [file.path for file in files] == ["assets/monitors/Queue_is_slow.json", "tests/answer.json"]


def test_names_of_two_wrappers_do_not_meet() -> None:
    paths = [path for _kind, path in gathered(a=[BOARD], b={"dash": BOARD})]

    assert sorted(paths) == ["assets/dashboards/Acme_queues-2.json", "assets/dashboards/Acme_queues.json"]


@pytest.mark.parametrize(
    "value", [{"paths": {"a": {"name": "a", "query": "q", "type": "string"}}}, [1, [2]], {"a": "{"}]
)
def test_other_values_are_no_wrappers(value: Json) -> None:
    assert recognise("x.json", json.dumps(value).encode()).kind == "unknown"


BOARD_AND_MONITOR = """# Exported on Monday
---
title: Acme queues
layout_type: ordered
widgets: []
--- # the second one
name: Queue is slow
type: query alert
query: avg(last_5m):avg:acme.queue.depth{*} > 5
message: |-
  Look
  --- at the queue
...
"""


def test_documents_of_a_yaml_file_get_a_file_each() -> None:
    files = gather(Files.of({"all.yml": BOARD_AND_MONITOR.encode()}), "").files

    assert [(file.kind, file.path) for file in files] == [
        ("dashboard", "assets/dashboards/Acme_queues.json"),
        ("monitor", "assets/monitors/Queue_is_slow.json"),
    ]


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2\n", "a: 1\n---\nb: {\n", "---\na: 1\n", "---\n---\n"])
def test_other_yaml_files_stay_whole(text: str) -> None:
    assert [file.sent for file in gather(Files.of({"all.yaml": text.encode()}), "").files] == ["all.yaml"]
