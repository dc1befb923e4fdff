"""CSV files are split into records without losing anything, and edited record by record."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import LISTINGS
from tilekit.core.messages import render
from tilekit.parse.csv import parse_csv
from tilekit.parse.csv_edit import AddRow, Operation, OrderRows, RemoveRow, SetCell, edit
from tilekit.parse.positions import Position, Unparsable

TABLES = sorted(LISTINGS.glob("*/metadata.csv"))
CELLS = st.text(st.sampled_from('ab1 ,"\n;|é'), max_size=5)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5)
SMALL = b'name,type,note\na,gauge,"x, y"\nb,count,z\n'


def _csv_bytes(rows: list[list[str]], newline: str) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator=newline).writerows(rows)
    return target.getvalue().encode()


@given(ROWS, st.sampled_from(["\n", "\r\n"]))
def test_parse_csv_reads_what_the_standard_library_writes(rows: list[list[str]], newline: str) -> None:
    table = parse_csv(_csv_bytes(rows, newline))

    assert [list(piece.cells) for piece in table.pieces] == rows


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.parent.name)
def test_records_of_a_listing_join_to_the_same_file(path: object) -> None:
    data = LISTINGS.joinpath(str(path)).read_bytes()

    table = parse_csv(data)

    assert b"".join(data[slice(*table.span(piece))] for piece in table.pieces) == data.removeprefix(b"\xef\xbb\xbf")
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    assert [list(piece.cells) for piece in table.pieces] == list(reader)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.parent.name)
def test_edit_of_one_cell_changes_one_line_of_a_listing(path: object) -> None:
    data = LISTINGS.joinpath(str(path)).read_bytes()
    table = parse_csv(data)
    if not table.records:
        return
    edited = edit(data, [SetCell(row=len(table.records) // 2, column="description", value="Another text, quoted")])

    changed = [new for old, new in zip(data.split(b"\n"), edited.split(b"\n"), strict=True) if old != new]
    assert len(changed) == 1
    assert b'"Another text, quoted"' in changed[0]


@pytest.mark.parametrize(
    "before, operation, after",
    [
        (SMALL, SetCell(row=0, column="note", value="plain"), b'name,type,note\na,gauge,"plain"\nb,count,z\n'),
        (SMALL, SetCell(row=1, column="name", value="c"), b'name,type,note\na,gauge,"x, y"\nc,count,z\n'),
        (b'n,t\na,"1"\n', AddRow(values={"n": "b", "t": "2"}), b'n,t\na,"1"\nb,"2"\n'),
        (SMALL, AddRow(values={"name": "c"}, row=0), b'name,type,note\nc,,\na,gauge,"x, y"\nb,count,z\n'),
        (SMALL, AddRow(values={"name": "c"}, row=1), b'name,type,note\na,gauge,"x, y"\nc,,""\nb,count,z\n'),
        (SMALL, OrderRows(rows=[1, 0]), b'name,type,note\nb,count,z\na,gauge,"x, y"\n'),
        (b'n,t\r\na,"1"\r\n\r\nb,2', OrderRows(rows=[1, 0]), b'n,t\r\nb,2\r\n\r\na,"1"'),
        (SMALL, RemoveRow(row=0), b"name,type,note\nb,count,z\n"),
        (b"n,t\r\na,1", AddRow(values={"n": "b"}), b"n,t\r\na,1\r\nb,"),
        (b"n,t\r\na,1", RemoveRow(row=0), b"n,t"),
        (b"n,t\na\n", SetCell(row=0, column="t", value="2"), b"n,t\na,2\n"),
        (b"\xef\xbb\xbfn,t\na,1\n", SetCell(row=0, column="t", value="2"), b"\xef\xbb\xbfn,t\na,2\n"),
    ],
)
def test_edit_writes_like_the_neighbours(before: bytes, operation: SetCell, after: bytes) -> None:
    assert edit(before, [operation]) == after


def test_edit_of_an_empty_file_begins_with_the_header() -> None:
    assert edit(b"", [AddRow(values={"n": "a"})], header=["n", "t"]) == b"n,t\na,\n"


@pytest.mark.parametrize(
    "operation",
    [
        SetCell(row=9, column="note", value=""),
        SetCell(row=0, column="x", value=""),
        AddRow(values={}, row=3),
        RemoveRow(row=2),
        OrderRows(rows=[0]),
        OrderRows(rows=[0, 0]),
    ],
)
def test_edit_refuses_a_place_that_is_not_there(operation: Operation) -> None:
    with pytest.raises((IndexError, ValueError)):
        edit(SMALL, [operation])


@pytest.mark.parametrize(
    "data, reason, position",
    [
        (b'a,b\n1,"x\n', "a quotation mark is not closed", Position(2, 3)),
        (b'a\n"x"y\n', "a comma is missing after a quotation mark", Position(2, 4)),
        (b"a\n\xff", "it is not UTF-8 text", Position(2, 1)),
    ],
)
def test_parse_csv_says_what_is_wrong_and_where(data: bytes, reason: str, position: Position) -> None:
    with pytest.raises(Unparsable) as caught:
        parse_csv(data)

    assert (render(caught.value.reason), caught.value.position) == (reason, position)


def test_record_of_a_file_with_old_line_ends_knows_its_place() -> None:
    table = parse_csv('\ufeffn,t\ra,"é\r\n2"\rb,\t3\r'.encode())

    assert [record.line for record in table.records] == [2, 4]
    assert [table.position(record, 1) for record in table.records] == [Position(2, 3), Position(4, 3)]


def test_record_after_a_cell_of_two_lines_knows_its_line() -> None:
    table = parse_csv(b'n,t\na,"1\n2"\n\nb,3\n')

    assert [record.line for record in table.records] == [2, 5]
    assert table.position(table.records[1], 1) == Position(5, 3)
