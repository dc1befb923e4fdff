import pytest

from tests.shared import CORPUS
from tilekit.core.messages import render
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.yaml import parse_yaml


@pytest.mark.parametrize(
    "text, value",
    [
        ("a: 1\nb: [x, '1', \"2\"]\n", {"a": 1, "b": ["x", "1", "2"]}),
        ("- true\n- False\n- yes\n- on\n- null\n- ~\n-\n", [True, False, "yes", "on", None, None, None]),
        ("- 012\n- 1_000\n- 0x1F\n- 1:30\n- 2024-01-31\n", [12, "1_000", "0x1F", "1:30", "2024-01-31"]),
        ("- 1.5\n- -.5e3\n- +7\n- '-'\n- 1.\n", [1.5, -500.0, 7, "-", 1.0]),
        ("- .inf\n- -.Inf\n- .nan\n- 1e999\n", [".inf", "-.Inf", ".nan", "1e999"]),
        ('"a\\0": "x\\0"\n', {"a\ufffd": "x\ufffd"}),
        ("1: a\ntrue: b\n", {"1": "a", "true": "b"}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ("!!str 1", "1"),
        ("!!int '3'", 3),
        ("", None),
        ("# only a comment\n", None),
        ("\ufeffa: é\n", {"a": "é"}),
        (f"a: {'9' * 5000}", {"a": "9" * 5000}),
    ],
)
def test_value_follows_the_core_schema(text: str, value: object) -> None:
    assert parse_yaml(text.encode()).value == value


@pytest.mark.parametrize(
    "text, reason, position",
    [
        ("a: *x\n", "it uses the alias *x; write the value out instead", (1, 4)),
        ("a: &x 1\n", "it uses the anchor &x; write the value out instead", (1, 4)),
        ("b: 1\na: !foo 1\n", "it uses the tag !foo; write the value without a tag", (2, 4)),
        (
            "a: !!python/name:os.system\n",
            "it uses the tag !!python/name:os.system; write the value without a tag",
            (1, 4),
        ),
        ("a: 1\n---\nb: 2\n", "a second document starts here; use a separate file for each document", (2, 1)),
        ("? [a]\n: 1\n", "a key must be plain text", (1, 3)),
        ("a: 'x\n", "this quotation mark is never closed", (1, 4)),
        ('a: 1\nb: "x\n--- y\n\n', "this quotation mark is never closed", (2, 4)),
        ('a: "\\q"\n', "a backslash is followed by a character that it cannot escape", (1, 5)),
        ("a: [1, 2\nb: 3\n", "a comma or a closing ] is missing before this", (2, 2)),
        ("a: {b: [1, 2}\n", "a comma or a closing ] is missing before this", (1, 13)),
        ("a: [1, 2\n", "this [ is never closed", (1, 4)),
        ("a:\n  - {b: 1\n\n\n", "this { is never closed", (2, 5)),
        ("a: [1,\n  [2, 3\n", "this [ is never closed", (2, 3)),
        ("- é\r\n- [\r\n", "this [ is never closed", (2, 3)),
        ("- [a,\n", "the file ends in the middle of a value", (1, 6)),
        ("a:\r\tb: [\r", "a tab is used instead of spaces", (2, 1)),
        ("a: *", "an alias has no name; put the text in quotation marks", (1, 5)),
        ('a: "\\u12"\n', "a backslash is followed by a character that it cannot escape", (1, 7)),
        ("a:\n\tb: 1\n", "a tab is used instead of spaces", (2, 1)),
        ("a: b: c\n", "a colon is not allowed here; check the indentation or use quotation marks", (1, 5)),
        ("a: @x\n", "a character here requires quotation marks around the text", (1, 4)),
        ("- a\nb: 1\n", "a dash is expected here; check the indentation", (2, 1)),
        ("a: x\n\x00", "it contains the control character U+0000", (2, 1)),
        ("%YAML 3.0\n---\na: 1\n", "this version of YAML is not supported; remove the line", (1, 1)),
        ("%YAML 1.1\n%YAML 1.1\n---\na: 1\n", "this line repeats the one above; remove it", (2, 1)),
        ("%FOO x\n---\na", "a line cannot start with % here", (1, 5)),
    ],
)
def test_refused_text_says_why_and_where(text: str, reason: str, position: tuple[int, int]) -> None:
    with pytest.raises(Unparsable) as raised:
        parse_yaml(text.encode())

    assert render(raised.value.reason) == reason
    assert raised.value.position == Position(*position)


def test_text_that_is_not_utf8_is_refused_at_its_first_byte() -> None:
    with pytest.raises(Unparsable) as raised:
        parse_yaml(b"a: 1\nb: \xff")

    assert (render(raised.value.reason), raised.value.position) == ("it is not UTF-8 text", Position(2, 4))


@pytest.mark.parametrize("text", ["[" * 65, "[" * 200_000, "a:\n" + "".join(" " * n + "- \n" for n in range(1, 70))])
def test_more_than_64_levels_are_refused(text: str) -> None:
    with pytest.raises(Unparsable) as raised:
        parse_yaml(text.encode())

    assert render(raised.value.reason) == "it is nested more than 64 levels deep"


def test_64_levels_are_read() -> None:
    value = parse_yaml(("[" * 64 + "]" * 64).encode()).value

    for _ in range(63):
        assert isinstance(value, list)
        value = value[0]
    assert value == []


def test_duplicate_keys_are_named_and_the_last_counts() -> None:
    parsed = parse_yaml(b"a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")

    assert parsed.value == {"a": 3, "b": {"c": 2}}
    assert [(duplicate.pointer, duplicate.key, duplicate.position) for duplicate in parsed.duplicates] == [
        ("/b/c", "c", Position(4, 3)),
        ("/a", "a", Position(5, 1)),
    ]


def test_positions_are_those_of_keys_and_items() -> None:
    read = parse_yaml(b"a: 1\nb/c:\n  - x\n  - y: 2\n~: {d: 1}\n")

    assert {pointer: read.position(pointer) for pointer in read.places} == {
        "": Position(1, 1),
        "/a": Position(1, 1),
        "/b~1c": Position(2, 1),
        "/b~1c/0": Position(3, 5),
        "/b~1c/1": Position(4, 5),
        "/b~1c/1/y": Position(4, 5),
        "/~0": Position(5, 1),
        "/~0/d": Position(5, 5),
    }


def test_position_of_what_is_missing_is_that_of_the_nearest_around_it() -> None:
    assert parse_yaml(b"a:\n  - b: 1\n").position("/a/0/c/d") == Position(2, 5)
    assert parse_yaml(b"").position("/a") is None


def test_position_of_a_key_that_stands_twice_is_the_one_that_counts() -> None:
    read = parse_yaml(b"a: {b: 1}\na: {b: 2}\n")

    assert (read.position("/a"), read.position("/a/b")) == (Position(2, 1), Position(2, 5))


@pytest.mark.parametrize(
    "text, place",
    [
        ("\ufeffa: 1\nb: 2\n", (2, 1)),
        ("é: 😀\r\nb: 2\r\n", (2, 1)),
        ("a: 1\rb: 2\r", (2, 1)),
        ("a: x\u2028 y\nb: 2\n", (2, 1)),
        ("a: x\x85 y\nb: 2\n", (2, 1)),
        ("{é: '😀', b: 2}\n", (1, 10)),
    ],
)
def test_positions_are_those_of_an_editor(text: str, place: tuple[int, int]) -> None:
    assert parse_yaml(text.encode()).position("/b") == Position(*place)


@pytest.mark.skipif(CORPUS is None, reason="the shared corpus is not here")
def test_every_file_of_the_corpus_is_read() -> None:
    assert CORPUS is not None
    values = [parse_yaml(path.read_bytes()).value for path in sorted(CORPUS.rglob("*.yaml"))]

    assert len(values) == 57
    assert all(isinstance(value, dict) for value in values)
