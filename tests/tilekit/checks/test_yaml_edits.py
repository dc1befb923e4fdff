"""Single edits of YAML files: the value is as intended, and all other lines stay the same."""

import json
from copy import deepcopy

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tilekit.listing import listing
from tilekit.checks.fixes import all_edits, apply_edits
from tilekit.checks.yaml_edits import YamlText, yaml_text
from tilekit.core.fields import Json
from tilekit.parse.json import pointer_parts, pointer_to
from tilekit.parse.json_values import value_at
from tilekit.parse.yaml import parse_yaml

FILE = "assets/logs/acme-widget.yaml"
TEXT = """\
# ours
id: acme  # the id
"quoted": 'it''s'
empty:
list:
  # first
  -
    name: one
    sources:
      - a  # why a
      - b
  - name: "two"
    text: |-
      line

        more

  # third
  - {name: three, "x": 1}
flow: {a: 1, b: [2, 3]}
indentless:
- a
- b: c
  d: >
    folded
    text
last: end
"""


def opened(text: str) -> YamlText:
    yaml = yaml_text(listing(files={FILE: text}), FILE)
    assert yaml is not None
    return yaml


def after(text: str, *edits: object) -> str:
    assert None not in edits
    return apply_edits(text.encode(), all_edits(edits)).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "pointer,new,before,line",
    [
        ("/id", "acme-widget", "id: acme  # the id", "id: acme-widget  # the id"),
        ("/quoted", "don't", "\"quoted\": 'it''s'", "\"quoted\": 'don''t'"),
        ("/list/1/name", "a\tb", '  - name: "two"', '  - name: "a\\tb"'),
        ("/empty", True, "empty:", "empty: true"),
        ("/list/0/sources/0", "yes", "      - a  # why a", "      - 'yes'  # why a"),
        ("/flow/b", [7], "flow: {a: 1, b: [2, 3]}", "flow: {a: 1, b: [7]}"),
        ("/last", "source:acme", "last: end", "last: source:acme"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_value_is_replaced_in_its_place(pointer: str, new: Json, before: str, line: str, newline: str) -> None:
    text = TEXT.replace("\n", newline)

    assert after(text, opened(text).replacing(pointer, new)) == text.replace(before, line, 1)


@pytest.mark.parametrize(
    "pointer,before,line",
    [
        ("/new", "last: end\n", "last: end\nnew: v\n"),
        ("/list/0/new", "      - b\n", "      - b\n    new: v\n"),
        ("/list/1/new", "        more\n", '        more\n    new: "v"\n'),
        ("/list/2/new", '"x": 1}', '"x": 1, "new": "v"}'),
        ("/indentless/1/new", "    text\n", "    text\n  new: v\n"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_member_is_added_behind_the_last(pointer: str, before: str, line: str, newline: str) -> None:
    text, old, new = (part.replace("\n", newline) for part in (TEXT, before, line))

    assert after(text, opened(text).inserting(pointer, "v")) == text.replace(old, new, 1)


@pytest.mark.parametrize(
    "pointer,gone,instead",
    [
        ("/id", "id: acme  # the id\n", ""),
        ("/list/0/sources", "    sources:\n      - a  # why a\n      - b\n", ""),
        ("/list/0/sources/0", "      - a  # why a\n", ""),
        ("/list/0", "  -\n    name: one\n    sources:\n      - a  # why a\n      - b\n", ""),
        ("/list/1/name", '  - name: "two"\n    text', "  - text"),
        ("/list/2", '  - {name: three, "x": 1}\n', ""),
        ("/list/2/name", '{name: three, "x": 1}', '{"x": 1}'),
        ("/flow/b", "{a: 1, b: [2, 3]}", "{a: 1}"),
        ("/indentless/0", "- a\n- b", "- b"),
        ("/last", "last: end\n", ""),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_member_or_an_item_is_taken_out(pointer: str, gone: str, instead: str, newline: str) -> None:
    text, old, new = (part.replace("\n", newline) for part in (TEXT, gone, instead))

    assert after(text, opened(text).removing(pointer)) == text.replace(old, new, 1)


def test_items_are_added_in_the_layout_of_the_list() -> None:
    item: dict[str, Json] = {"name": "new", "sources": ["x"]}
    file = opened(TEXT)

    lines = "  - name: new\n    sources:\n      - x\n"
    assert after(TEXT, file.adding("/list", item)) == TEXT.replace("flow:", f"{lines}flow:")
    assert after(TEXT, file.adding("/list", item, at=0)) == TEXT.replace("  -\n", f"{lines}  -\n", 1)
    assert "- b: c\n  d: >\n    folded\n    text\n- name: new\n  sources:\n    - x\n" in after(
        TEXT, file.adding("/indentless", item)
    )
    assert after("a: 1\nlist: []\n", opened("a: 1\nlist: []\n").adding("/list", item)) == (
        "a: 1\nlist:\n  - name: new\n    sources:\n      - x\n"
    )


@pytest.mark.parametrize(
    "text", ["a: 1\na: 2\n", "a: |+\n  b\n\nc: 1\n", "a: 1\rb: 2\n", "a: *b\n", "[", "x" * 200_001]
)
def test_what_is_not_sure_is_not_changed(text: str) -> None:
    assert yaml_text(listing(files={FILE: text}), FILE) is None


def test_what_would_leave_nothing_is_not_taken_out() -> None:
    file = opened("a:\n  b: 1\nc: 2\n")

    assert file.removing("/a/b") is None
    assert file.inserting("/c/d", 1) is None
    assert file.adding("/c", {"a": 1}) is None
    assert file.replacing("/a", "x") is None


KINDS = ("replacing", "removing", "inserting")
NAMES = st.text(st.sampled_from("abc:#-'\"{}[]&*!|>%@ ,?é\u2028\n\tyesno1.0~"), min_size=1, max_size=6)
ODD = st.sampled_from(["yes", "null", "1e3", "0x1F", "2020-01-01", "", "a: b", "x #y"])
LEAVES = st.one_of(NAMES, ODD, st.integers(), st.booleans(), st.none())
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=10,
)


def meant(value: Json, pointer: str, kind: str, new: Json) -> Json:
    """The expected value after a change. A new member or item is inserted next to the one at the pointer."""
    wanted = deepcopy(value)
    *above, last = pointer_parts(pointer)
    inner = value_at(wanted, pointer_to(*above))
    if isinstance(inner, list):
        inner[int(last) :] = inner[int(last) + 1 :] if kind == "removing" else [new, *inner[int(last) + 1 :]]
    elif isinstance(inner, dict) and kind == "removing":
        del inner[last]
    elif isinstance(inner, dict):
        inner[last if kind == "replacing" else "new/one"] = new
    return wanted


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4), st.data())
def test_any_change_of_any_file_gives_what_was_meant(value: dict[str, Json], data: st.DataObject) -> None:
    width, is_flow = data.draw(st.sampled_from([20, 999])), data.draw(st.booleans())
    text = yaml.safe_dump(value, default_flow_style=is_flow, allow_unicode=True, sort_keys=False, width=width)
    file = yaml_text(listing(files={FILE: text}), FILE)
    pointers = sorted(pointer for pointer in file.places if pointer) if file else []
    if not file or not pointers:
        return
    pointer, new, kind = data.draw(st.sampled_from(pointers)), data.draw(LEAVES), data.draw(st.sampled_from(KINDS))
    place = f"{pointer.rpartition('/')[0]}/new~1one" if kind == "inserting" else pointer
    edit = file.removing(place) if kind == "removing" else getattr(file, kind)(place, new)

    if edit:
        edited = parse_yaml(apply_edits(text.encode(), (edit,))).value
        assert json.dumps(edited) == json.dumps(meant(file.value, pointer, kind, new))
