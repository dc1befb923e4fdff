"""Changed values are read back; all other bytes stay the same."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import LISTINGS
from tests.tilekit.json_values import STORABLE_SIGNS
from tilekit.core.fields import Json
from tilekit.parse.json import parse_json
from tilekit.scaffold.json_edit import edited_json, is_same, written_json

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(STORABLE_SIGNS)
)
NAMES = st.text(STORABLE_SIGNS, max_size=3)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner))
LAYOUTS = st.sampled_from([{"indent": 2}, {"indent": 4}, {"indent": "\t"}, {}, {"separators": (",", ":")}])


@given(VALUES, VALUES, LAYOUTS)
def test_edited_json_reads_back_as_the_new_value(old: Json, new: Json, layout: dict[str, object]) -> None:
    text = json.dumps(old, **layout)

    edited = edited_json(parse_json(text.encode()), new)

    assert is_same(parse_json(edited).value, new)


@given(VALUES, LAYOUTS, st.sampled_from(["\n", "\r\n"]))
def test_edited_json_with_its_own_value_keeps_every_byte(value: Json, layout: dict[str, object], newline: str) -> None:
    data = json.dumps(value, **layout).replace("\n", newline).encode()

    assert edited_json(parse_json(data), value) == data


@pytest.mark.parametrize(
    "before, value, after",
    [
        ('{\n  "a": 1,\n  "b": [ 1,2 ]\n}', {"a": 2, "b": [1, 2]}, '{\n  "a": 2,\n  "b": [ 1,2 ]\n}'),
        ('{\n  "a": 1\n}', {"a": 1, "b": {"c": []}}, '{\n  "a": 1,\n  "b": {\n    "c": []\n  }\n}'),
        ('{\r\n\t"a": 1\r\n}', {"a": 1, "b": [1]}, '{\r\n\t"a": 1,\r\n\t"b": [\r\n\t\t1\r\n\t]\r\n}'),
        ('{"a": 1, "b": 2, "c": 3}', {"c": 3}, '{"c": 3}'),
        ('{"a": 1, "a": 2, "b": 3}', {"b": 3}, '{"b": 3}'),
        ('{"a": 1, "a": 2}', {"a": 5}, '{"a": 1, "a": 5}'),
        ("[\n  1,\n  3\n]\n", [1, 2, 3], "[\n  1,\n  2,\n  3\n]\n"),
        ('{\n  "a": {}\n}', {"a": {"b": 1}}, '{\n  "a": {\n    "b": 1\n  }\n}'),
        ("[]", [1, 2], "[1, 2]"),
    ],
)
def test_edited_json_writes_in_the_style_of_the_file(before: str, value: Json, after: str) -> None:
    assert edited_json(parse_json(before.encode()), value).decode() == after


def test_edited_json_keeps_a_byte_order_mark() -> None:
    assert edited_json(parse_json(b'\xef\xbb\xbf{"a":1}\n'), {"a": 2}) == b'\xef\xbb\xbf{"a":2}\n'


def test_written_json_escapes_half_a_surrogate_pair() -> None:
    assert written_json(["\ud800"]) == b'[\n  "\\ud800"\n]\n'


def test_every_json_file_of_the_corpus_survives_an_edit_with_its_own_value() -> None:
    paths = sorted(LISTINGS.glob("**/*.json"))

    assert paths
    for path in paths:
        document = parse_json(path.read_bytes())
        assert edited_json(document, json.loads(json.dumps(document.value))) == path.read_bytes()
