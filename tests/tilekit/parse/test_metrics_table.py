"""Selecting rows of metadata.csv by the content of a cell."""

from tilekit.parse.metrics_table import read_table

DATA = b"metric_name,metric_type\na.b,gauge\na.c,count\na.d,gauge\n"


def test_where_gives_rows_with_the_cell_and_the_name_in_order() -> None:
    rows = read_table(DATA).where("metric_type", lambda text: text == "gauge")

    assert [(row.line, cell, name) for row, cell, name in rows] == [(2, "gauge", "a.b"), (4, "gauge", "a.d")]


def test_where_judges_each_text_once() -> None:
    judged = list[str]()

    list(read_table(DATA).where("metric_type", judged.append))

    assert sorted(judged) == ["count", "gauge"]


def test_where_of_a_column_that_is_not_there_is_nothing() -> None:
    assert list(read_table(DATA).where("interval", bool)) == []
