"""Single edits of JSON: the value changes as asked, the rest keeps every byte."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilekit.checks.fixes import applied
from tilekit.checks.json_edits import insertion, removal, replacement
from tilekit.core.fields import Json
from tilekit.parse.json import parse_json, pointer_to

NAMES = st.text(max_size=4)
OBJECTS = st.dictionaries(NAMES, st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=3), min_size=1)
LAYOUTS = st.sampled_from([{"indent": 2}, {"indent": "\t"}, {}, {"separators": (",", ":")}])


@given(OBJECTS, LAYOUTS, st.data())
def test_removal_takes_out_one_member(value: dict[str, Json], layout: dict[str, object], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(value)))
    text = json.dumps(value, **layout).encode()  # type: ignore[arg-type]  # options of dumps

    after = applied(text, (removal("a.json", parse_json(text), pointer_to(name)),))

    assert json.loads(after) == {key: item for key, item in value.items() if key != name}


@given(OBJECTS, LAYOUTS, NAMES)
def test_insertion_adds_one_member(value: dict[str, Json], layout: dict[str, object], name: str) -> None:
    value.pop(name, None)
    text = json.dumps(value, **layout).encode()  # type: ignore[arg-type]  # options of dumps
    edit = insertion("a.json", parse_json(text), pointer_to(name), new=[1])

    assert edit is not None
    assert list(json.loads(applied(text, (edit,))).items()) == [*value.items(), (name, [1])]


@pytest.mark.parametrize(
    "before,pointer,after",
    [
        ('{\n  "a": 1,\n  "b": 2\n}\n', "/a", '{\n  "b": 2\n}\n'),
        ('{\n  "a": 1,\n  "b": 2\n}\n', "/b", '{\n  "a": 1\n}\n'),
        ('{\n  "a": 1\n}\n', "/a", "{}\n"),
        ("[1, 2, 3]", "/1", "[1, 3]"),
        ('\ufeff{"ä": 1, "b": 2}', "/b", '\ufeff{"ä": 1}'),
    ],
)
def test_removal_keeps_the_layout(before: str, pointer: str, after: str) -> None:
    data = before.encode()

    assert applied(data, (removal("a.json", parse_json(data), pointer),)).decode() == after


def test_insertion_follows_the_layout_and_needs_an_object() -> None:
    data = b'{\n  "a": 1\n}\n'
    edit = insertion("a.json", parse_json(data), "/b", new="x")

    assert edit is not None
    assert applied(data, (edit,)) == b'{\n  "a": 1,\n  "b": "x"\n}\n'
    assert insertion("a.json", parse_json(data), "/c/d", new=1) is None
    assert insertion("a.json", parse_json(b"[]"), "/a", new=1) is None


def test_half_a_surrogate_pair_is_escaped() -> None:
    data = b'{"a": 1}'

    assert replacement("a.json", parse_json(data), "/a", new="\ud800").replacement == '"\\ud800"'
