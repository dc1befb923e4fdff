"""JSON files: positions of values, and errors in plain words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import LISTINGS
from tests.tilekit.json_values import STORABLE_SIGNS
from tilekit.core.fields import Json
from tilekit.core.messages import render
from tilekit.parse.json import parse_json, pointer_parts, pointer_to
from tilekit.parse.positions import Position, Unparsable

TEXTS = st.text(STORABLE_SIGNS)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner))


def _value_at(value: Json, pointer: str) -> Json:
    for part in pointer_parts(pointer):
        value = value[int(part)] if isinstance(value, list) else value[part]  # type: ignore[index,call-overload]
    return value


def pointers_of(value: Json, pointer: str) -> list[str]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [pointer, *(at for name, item in inner for at in pointers_of(item, pointer + pointer_to(name)))]


@given(VALUES, st.sampled_from([None, 2]))
def test_every_span_holds_its_value(value: Json, indent: int | None) -> None:
    data = json.dumps(value, indent=indent, ensure_ascii=False).encode("utf-8", "replace")
    document = parse_json(data)

    for pointer in pointers_of(value, ""):
        start, end = document.span(pointer)
        assert json.loads(data[start:end]) == _value_at(document.value, pointer)


def test_json_of_the_listings_reads_as_the_standard_library_reads_it() -> None:
    paths = sorted(LISTINGS.glob("**/*.json"))

    assert paths
    for path in paths:
        assert parse_json(path.read_bytes()).value == json.loads(path.read_bytes())


@pytest.mark.parametrize(
    "data, reason, position",
    [
        (b'{\n "a": 1\n "b": 2}', 'a comma is missing before "b"', Position(3, 2)),
        (b'{"a": 1,\n}', "extra comma", Position(2, 1)),
        (b"[1,,2]", "extra comma", Position(1, 4)),
        (b'{"a" 1}', "a colon is missing after a key", Position(1, 6)),
        (b"{'a': 1}", "a string must be in double quotation marks", Position(1, 2)),
        (b'["a', "a string has no closing quotation mark", Position(1, 2)),
        (b'["a\n"]', "a string contains a line break or a control character", Position(1, 4)),
        (b'["\\x"]', "a string contains an invalid escape sequence", Position(1, 3)),
        (b'{"a": NaN}', "NaN and Infinity are not numbers in JSON", Position(1, 7)),
        (b"[-Infinity]", "NaN and Infinity are not numbers in JSON", Position(1, 2)),
        (b"[1] x", "there is extra text at the end", Position(1, 5)),
        (b"", "the file is empty", Position(1, 1)),
        (b"{", "the file ends too early", Position(1, 2)),
        (b'{"a": [1\n\n\n', "the file ends too early", Position(1, 9)),
        (b'{\r "a": "\xc3\xa9"\r "b": 2}', 'a comma is missing before "b"', Position(3, 2)),
        (b"[1 \0]", "a comma is missing before U+0000", Position(1, 4)),
        ('["é" "ü"]'.encode(), 'a comma is missing before "ü"', Position(1, 6)),
        (b'{"a":, "b": 1}', "extra comma", Position(1, 6)),
        (b'{"a": }', "extra comma", Position(1, 7)),
        (b"[tru]", "a string must be in double quotation marks", Position(1, 2)),
        (b'{"a": True}', "true, false and null must be in lower case", Position(1, 7)),
        (b"[01]", "a number is not in JSON format", Position(1, 3)),
        (b"[+1]", "a number is not in JSON format", Position(1, 2)),
        (b"[1.]", "a number is not in JSON format", Position(1, 3)),
        (b"{} // x", "there is extra text at the end", Position(1, 4)),
        (b'{"a": 1, // x\n"b": 2}', "JSON does not allow comments", Position(1, 10)),
        (b"[1 /* x */]", "JSON does not allow comments", Position(1, 4)),
        (b"{1: 2}", "a key in quotation marks is missing", Position(1, 2)),
        (b"[" * 101 + b"]" * 101, "it is nested too deeply: 101 levels; the limit is 100", Position(1, 101)),
        (b"[" * 40_000, "it is nested too deeply: 40,000 levels; the limit is 100", Position(1, 101)),
        (b"1" * 5_000, "a number is too large", Position(1, 1)),
        (b'["' + b"1" * 5_000 + b'",\n ' + b"1" * 5_000 + b"]", "a number is too large", Position(2, 2)),
        (b'{"a": "1e999",\n "b": -1e999}', "a number is too large", Position(2, 7)),
        (b"[1e308, 1e309]", "a number is too large", Position(1, 9)),
        (b"[" + b"9" * 308 + b", " + b"9" * 310 + b"]", "a number is too large", Position(1, 312)),
        (b'{"a":\n "\xff"}', "it is not UTF-8 text", Position(2, 3)),
    ],
)
def test_parse_json_says_what_is_wrong_and_where(data: bytes, reason: str, position: Position) -> None:
    with pytest.raises(Unparsable) as caught:
        parse_json(data)

    assert (render(caught.value.reason), caught.value.position) == (reason, position)


def test_position_of_a_member_is_that_of_its_key() -> None:
    document = parse_json(b'\xef\xbb\xbf{\n  "a": {"b/c~": [1, 2]}\n}')

    assert document.position(pointer_to("a", "b/c~")) == Position(2, 9)
    assert document.position("/a/b~1c~0/1") == Position(2, 21)
    assert document.position("/a/nothing/here") == Position(2, 3)
    assert document.literal("/a/b~1c~0/1") == "2"


@pytest.mark.parametrize(
    "text, value",
    [
        (r'"a\ud800b"', "a\ufffdb"),
        (r'"\uDC00\ud83d"', "\ufffd\ufffd"),
        (r'"\ud83d\ude00 \ud83d"', "\U0001f600 \ufffd"),
        (r'"a\u0000"', "a\ufffd"),
        (r'"\\ud800 \\\ud800"', "\\ud800 \\\ufffd"),
        (r'"\n\u0041\ud800"', "\nA\ufffd"),
        (r'{"\ud800": {"\u0000": 1}}', {"\ufffd": {"\ufffd": 1}}),
    ],
)
def test_what_nothing_can_hold_is_replaced_and_every_place_stays(text: str, value: Json) -> None:
    document = parse_json(f'[{text}, "end"]'.encode())

    assert document.value == [value, "end"]
    assert document.span("/1") == (len(text) + 3, len(text) + 8)
    assert [pointer for pointer in pointers_of(value, "/0") if pointer not in document.places.values] == []


def test_duplicate_key_is_named_and_the_last_one_counts() -> None:
    document = parse_json(b'{"a": {"x": 1},\n "a": {"y": 2}}')

    assert document.duplicates == [("/a", Position(2, 2))]
    assert document.value == {"a": {"y": 2}}
    assert "/a/x" not in document.places.values
    assert document.span("/a/y") == (28, 29)


def test_duplicate_keys_below_an_earlier_key_are_found() -> None:
    document = parse_json(b'[{"a": {"x": 1, "x": 2}, "a": 3}]')

    assert [pointer for pointer, _ in document.duplicates] == ["/0/a/x", "/0/a"]


def test_many_duplicate_keys_take_no_square_of_time() -> None:
    members = ",".join(f'"k{number}":[{number}]' for number in range(1_000))

    assert len(parse_json(f"{{{members},{members}}}".encode()).duplicates) == 1_000


def test_what_is_derived_from_a_document_is_made_once() -> None:
    document, locations = parse_json(b'{"a": [1, 2]}'), list[object]()

    def sizes(value: object) -> int:
        locations.append(value)
        return len(locations)

    assert (document.derived(sizes), document.derived(sizes), locations) == (1, 1, [{"a": [1, 2]}])
