import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import listing_folders
from tilekit.parse import json_spans
from tilekit.parse.json_scan import Span, escaped, scan
from tilekit.parse.json_spans import JsonSpans

NAMES = st.sampled_from(["a", "b", "a/b", "~c", '"q', "\\", "é", "", "a\nb"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


def assert_same(text: str) -> None:
    """Look-ups in any order return the same as a full scan."""
    for large in (0, len(text)):  # values are passed unread, or read
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(json_spans, "_LARGE", large)
            assert_same_places(text)


def assert_same_places(text: str) -> None:
    found, places = scan(text), JsonSpans(text)
    for pointer in reversed(found.values):
        assert places.values[pointer] == found.values[pointer]
        assert places.keys.get(pointer) == found.keys.get(pointer)
        holder, _, key = pointer.rpartition("/")
        if pointer in found.members:
            members = places.members(holder)
            assert [span for name, span in members if escaped(name) == key] == found.members[pointer]
    for pointer in ("/nothing", "/a/nothing", "/a/0", "/0/0", "/a/b/c/d"):
        assert (pointer in places.values, pointer in places.keys) == (pointer in found.values, pointer in found.keys)
        assert JsonSpans(text).values.get(pointer) == found.values.get(pointer)


@given(value=VALUES, indent=st.sampled_from([None, 0, 2]), is_ascii=st.booleans())
def test_places_are_those_of_the_patient_scanner(value: object, indent: int | None, *, is_ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)

    assert_same(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": {"x": 1}, "a": {"x": 2}}',
        '{"a": {"x": 1}, "b": {"x": 2}}',
        " [ ] ",
        '{"a" : [\t] , "b":{ }\r\n}',
        "3",
        "[1 ]",
        '[[ ] ,[{"a":[ 1 , 2 ]}] ]',
        '"x"',
        '{"a": 1, "a": 22, "b": 3}',
        '{"a": 22, "a": 1, "b": "a"}',
        '{"b": 3, "a": 1, "a": "12345"}',
        '{"\\ud800": [1], "é": ["ü", 2], "b": 3}',
        '["\\ud800", {"a": "\\ud800"}, [{"b": 1}]]',
    ],
)
def test_places_of_odd_texts(text: str) -> None:
    assert_same(text)


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_places_of_real_files(folder: object) -> None:
    for path in sorted(folder.rglob("*.json")):  # type: ignore[attr-defined]
        text = path.read_text("utf-8-sig")
        assert_same(text)


def test_what_is_not_there_raises() -> None:
    with pytest.raises(KeyError):
        JsonSpans('{"a": 1}').values["/b"]


def test_only_containers_around_what_is_asked_for_are_read() -> None:
    text = '{"a": {"b": [1, 2]}, "c": {"d": 1}}'
    read = list[Span]()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_spans, "_passed", lambda _, span, __: read.append(span))
        assert JsonSpans(text).values["/c/d"] == (32, 33)

    assert [text[slice(*span)] for span in read] == [text, '{"d": 1}']
