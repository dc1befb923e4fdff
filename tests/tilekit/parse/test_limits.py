"""Files larger than a limit are refused by their counts, before they are parsed."""

from collections.abc import Callable

import pytest

from tilekit.core.messages import render
from tilekit.parse.csv import parse_csv
from tilekit.parse.json import parse_json
from tilekit.parse.limits import (
    CSV_LIMITS,
    MARKDOWN_LIMITS,
    MAX_CELLS,
    MAX_ENTRIES,
    MAX_PARSED_BYTES,
    MAX_VALUES,
    FileTooLarge,
    weight_of,
)
from tilekit.parse.markdown.reader import parse_markdown
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.yaml import parse_yaml

WIDE = MAX_ENTRIES
ROW = b"0," * 99 + b"0"
ITEM = b"- " + b"[" + ROW + b"]\n"
VALUES, ENTRIES = "it has more than 50,000 values", "an object or a list in it has more than 2,000 entries"
LINES, SIZE = "it has more than {:,} lines", "it is larger than {}"


def lists(rows: int) -> bytes:
    """JSON with 101 values for each row, and a list around them."""
    return b"[" + b",".join([b"[" + ROW + b"]"] * rows) + b"]"


@pytest.mark.parametrize(
    "parse, data, reason, position",
    [
        (parse_json, lists(496), VALUES, Position(1, 1)),
        (parse_json, b'{"a":' + lists(496)[:-1], VALUES, Position(1, 1)),
        (parse_json, b'{"a": 1,\n "b": [' + b"0," * WIDE + b"0]}", ENTRIES, Position(2, 7)),
        (parse_json, b" {" + b'"a": 0,' * WIDE + b'"a": 0}', ENTRIES, Position(1, 2)),
        (parse_json, b" " * (MAX_PARSED_BYTES + 1), SIZE.format("5 MB"), Position(1, 1)),
        (parse_yaml, ITEM * 496, VALUES, Position(496, 10)),
        (parse_yaml, b"a:\n" + b"- 0\n" * (WIDE + 1), ENTRIES, Position(WIDE + 2, 3)),
        (parse_yaml, b"a: 0\n" * (WIDE + 1), ENTRIES, Position(WIDE + 1, 1)),
        (parse_yaml, b"#" * (MAX_PARSED_BYTES + 1), SIZE.format("5 MB"), Position(1, 1)),
        (parse_json, b"[" + b"\n" * 100_000 + b"]", LINES.format(100_000), Position(1, 1)),
        (parse_yaml, b"#\n" * 100_000, LINES.format(100_000), Position(1, 1)),
        (parse_csv, b"a\n" + b"b," * 200, "a row in it has more than 200 cells", Position(2, 1)),
        (parse_csv, b'a,"b\n",' * 101, "a row in it has more than 200 cells", Position(1, 1)),
        (parse_csv, b"a\n" * 20_000, LINES.format(20_000), Position(1, 1)),
        (parse_csv, b"a\r" * 20_000, LINES.format(20_000), Position(1, 1)),
        (parse_csv, b"," * 250_001, "it has more than 250,000 commas", Position(1, 1)),
        (parse_csv, b"name\n" + b"x" * 50_001, "a line in it is longer than 50,000 bytes", Position(1, 1)),
        (parse_markdown, b"## A\n" * 6_000, LINES.format(6_000), Position(1, 1)),
        (parse_markdown, b"[" * 1_501, "it has more than 1,500 opening brackets", Position(1, 1)),
        (parse_markdown, b"*_" * 6_001, "it has more than 12,000 markup characters", Position(1, 1)),
        (parse_markdown, b"a" * 300_001, SIZE.format("300,000 bytes"), Position(1, 1)),
    ],
)
def test_parser_refuses_what_is_beyond_a_limit(
    parse: Callable[[bytes], object], data: bytes, reason: str, position: Position
) -> None:
    with pytest.raises(FileTooLarge) as caught:
        parse(data)

    assert (render(caught.value.reason), caught.value.position) == (reason, position)


@pytest.mark.parametrize(
    "parse, data",
    [
        (parse_json, lists(495)),
        (parse_json, b"[" + b"{}," * (WIDE - 1) + b"{}]"),
        (parse_json, b'["' + b"[{," * MAX_VALUES + b'"]'),
        (parse_yaml, ITEM * 495),
        (parse_yaml, b"- 0\n" * WIDE),
        (parse_csv, b"," * (MAX_CELLS - 1)),
        (parse_csv, b"a\r\n" * (CSV_LIMITS.counts[0].most - 1)),
        (parse_markdown, b"a\r\n" * (MARKDOWN_LIMITS.counts[0].most - 1)),
    ],
)
def test_parser_reads_what_is_within_its_limits(parse: Callable[[bytes], object], data: bytes) -> None:
    assert parse(data)


@pytest.mark.usefixtures("must_end")
@pytest.mark.parametrize("unit", [b'\\"', b'"', b'"\\', b"\\"])
def test_values_are_counted_in_one_pass(unit: bytes) -> None:
    with pytest.raises(Unparsable):
        parse_json(b"[" * MAX_VALUES + unit * 1_000_000)


def test_weight_counts_what_checks_look_at() -> None:
    files = {
        "a.json": b'{"a": [1, 2]}',
        "a.yaml": b"a: [1, 2]\nb: 3\n",
        "a.svg": b"<svg><g/></svg>",
        "a.md": b"a\nb",
        "a.png": b"a,b\n" * 9,
        "LICENSE": b"a\n",
    }

    assert {path: weight_of(path, data) for path, data in files.items()} == {
        "a.json": 3,
        "a.yaml": 3,
        "a.svg": 3,
        "a.md": 2,
        "a.png": 0,
        "LICENSE": 0,
    }
