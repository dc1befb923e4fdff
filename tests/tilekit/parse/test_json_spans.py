import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import listing_folders
from tilekit.parse import json_spans
from tilekit.parse.json_spans import JsonSpans, Span, escaped

NAMES = st.sampled_from(["a", "b", "a/b", "~c", '"q', "\\", "é", "", "a\nb"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


def assert_right(text: str) -> None:
    assert_every_place_is_right(text, JsonSpans(text), json.loads(text), "")


def assert_every_place_is_right(text: str, places: JsonSpans, value: object, pointer: str) -> None:
    """Assert that every value is at its span. The last ones are looked up first."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in reversed([*children]):
        assert_every_place_is_right(text, places, child, f"{pointer}/{escaped(key)}")
    start, end = places.values[pointer]
    assert json.loads(text[start:end]) == value
    assert text[start:end].strip() == text[start:end]
    assert f"{pointer}/nothing" not in places.values
    if isinstance(value, dict):
        assert_members_are_right(text, places, pointer)
    elif value and isinstance(value, list):
        spans = [places.values[f"{pointer}/{index}"] for index in range(len(value))]
        assert_side_by_side(text, (start, end), spans)


def assert_members_are_right(text: str, places: JsonSpans, pointer: str) -> None:
    start, end = places.values[pointer]
    members = places.members(pointer)
    pairs: list[tuple[str, object]] = []
    json.loads(
        text[start:end],
        object_pairs_hook=lambda members_read: pairs.__setitem__(slice(None), members_read) or dict(members_read),
    )
    assert [name for name, _ in members] == [name for name, _ in pairs]
    assert [json.loads(f"{{{text[slice(*span)]}}}") for _, span in members] == [{name: value} for name, value in pairs]
    for name, span in dict(members).items():
        inner = f"{pointer}/{escaped(name)}"
        assert (places.keys[inner][0], places.values[inner][1]) == span
        assert text[places.keys[inner][1] : places.values[inner][0]].strip() == ":"
    if members:
        assert_side_by_side(text, (start, end), [span for _, span in members])


def assert_side_by_side(text: str, around: Span, spans: list[Span]) -> None:
    edges = [around[0] + 1, *(edge for span in spans for edge in span), around[1] - 1]
    between = [text[end:start].strip() for end, start in zip(edges[::2], edges[1::2], strict=True)]
    assert between == ["", *("," for _ in spans[1:]), ""]


@given(value=VALUES, indent=st.sampled_from([None, 0, 2]), is_ascii=st.booleans())
def test_every_place_is_right(value: object, indent: int | None, *, is_ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)

    assert_right(text)


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
    assert_right(text)


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_places_of_real_files(folder: object) -> None:
    for path in sorted(folder.rglob("*.json")):  # type: ignore[attr-defined]
        text = path.read_text("utf-8-sig")
        assert_right(text)


def test_what_is_not_there_raises() -> None:
    with pytest.raises(KeyError):
        JsonSpans('{"a": 1}').values["/b"]


def test_only_containers_around_what_is_asked_for_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '{"a": {"b": [1, 2]}, "c": {"d": 1}}'
    members_in, read = JsonSpans._members_in, list[Span]()
    monkeypatch.setattr(JsonSpans, "_members_in", lambda spans, span: read.append(span) or members_in(spans, span))

    assert JsonSpans(text).values["/c/d"] == (32, 33)
    assert [text[slice(*span)] for span in read] == [text, '{"d": 1}']


def test_a_span_is_found_while_another_thread_reads_its_container(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = JsonSpans('{"a": 1, "b": 2}')
    members_in, spans_of_b = JsonSpans._members_in, list[Span | None]()

    def interrupted(spans: JsonSpans, span: Span) -> Iterator[json_spans.Member]:
        for number, member in enumerate([*members_in(spans, span)]):
            if number == 1 and not spans_of_b:
                spans_of_b.append(None)
                spans_of_b.append(spans.values.get("/b"))  # as another thread would
            yield member

    monkeypatch.setattr(JsonSpans, "_members_in", interrupted)

    assert (spans.values["/a"], spans_of_b) == ((6, 7), [None, (14, 15)])
