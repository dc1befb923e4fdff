"""Tables of metrics from pages, documents and terminals become the same metrics as CSV."""

import html
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilekit.recognition.recognise import recognise
from tilekit.suggest.metric_tables import read_metrics
from tilekit.suggest.pasted_metrics import metric_rows

Cells = Sequence[Sequence[str]]
HEADERS = {
    "metric_name": ["Name", "METRIC", "metric name"],
    "metric_type": ["Type", "KIND"],
    "unit_name": ["Unit", "UNITS"],
    "description": ["Description", "MEANING", "Help text"],
}
VALUES = {
    "metric_name": st.from_regex(r"acme\.[a-z]{1,9}_[a-z]{1,9}", fullmatch=True),
    "metric_type": st.sampled_from(["gauge", "count", "rate"]),
    "unit_name": st.sampled_from(["byte", "second", ""]),
    "description": st.lists(st.from_regex(r"[A-Z][a-zé]{0,6}[,;]?", fullmatch=True), min_size=1, max_size=6).map(
        " ".join
    ),
}


def _padded(cells: Cells) -> list[list[str]]:
    widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
    return [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in cells]


def spaced(cells: Cells) -> str:
    """As commands write it."""
    return "\n".join("   ".join(row).rstrip() for row in _padded(cells))


def psql(cells: Cells) -> str:
    """As a client of a database writes it."""
    head, *body = [" " + " | ".join(row) for row in _padded(cells)]
    divider = "+".join("-" * (len(cell) + 2) for cell in _padded(cells)[0])
    return "\n".join([head, divider, *body, f"({len(body)} rows)", ""])


def framed(cells: Cells) -> str:
    """As another client writes it."""
    head, *body = ["| " + " | ".join(row) + " |" for row in _padded(cells)]
    divider = "+" + "+".join("-" * (len(cell) + 2) for cell in _padded(cells)[0]) + "+"
    return "\n".join([divider, head, divider, *body, divider, f"{len(body)} rows in set (0.00 sec)"])


def boxed(cells: Cells) -> str:
    """As tools with box drawing write it."""
    return framed(cells).replace("-", "─").replace("+", "┼").replace("|", "│")


def grid(cells: Cells) -> str:
    """A grid table of reST below a heading."""
    head, *body = ["| " + " | ".join(row) + " |" for row in _padded(cells)]
    divider = "+" + "+".join("-" * (len(cell) + 2) for cell in _padded(cells)[0]) + "+"
    rows = "".join(f"{row}\n{divider}\n" for row in body)
    return f"Metrics\n=======\n\n{divider}\n{head}\n{divider.replace('-', '=')}\n{rows}"


def simple(cells: Cells) -> str:
    """A simple table of reST."""
    head, *body = ["  ".join(row).rstrip() for row in _padded(cells)]
    divider = "  ".join("=" * len(cell) for cell in _padded(cells)[0])
    return "\n".join([divider, head, divider, *body, divider])


def underlined(cells: Cells) -> str:
    """With a divider below the header, as several command lines write it."""
    head, *body = [" ".join(row).rstrip() for row in _padded(cells)]
    return "\n".join([head, " ".join("-" * max(len(cell.strip()), 2) for cell in _padded(cells)[0]), *body])


def markdown(cells: Cells) -> str:
    """In a README, with text around it."""
    head, *body = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join(["# Acme", "", "Some: text.", "", head, "|" + "-|" * len(cells[0]), *body, "", "More text."])


def page(cells: Cells) -> str:
    """In HTML, with text around it."""
    rows = "".join(
        f"<tr>{''.join(f'<td class=x>{html.escape(cell)}</td>' for cell in row)}</tr>\n" for row in cells[1:]
    )
    head = "".join(f"<th><p>{cell}</p></th>" for cell in cells[0])
    return f"<h2>Metrics</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>More"


@pytest.mark.slow
@pytest.mark.parametrize("write", [spaced, psql, framed, boxed, grid, simple, markdown, page])
@given(data=st.data())
def test_table_is_read_as_it_was_written(write: Callable[[Cells], str], data: st.DataObject) -> None:
    columns = data.draw(st.permutations(list(HEADERS)))
    rows = data.draw(st.lists(st.fixed_dictionaries(VALUES), min_size=2, max_size=6))
    header = [data.draw(st.sampled_from(HEADERS[column])) for column in columns]

    pasted = read_metrics(write([header, *([row[column] for column in columns] for row in rows)]))

    assert list(pasted.columns) == columns
    assert metric_rows(pasted) == [{column: value for column, value in row.items() if value} for row in rows]


def test_help_text_with_a_heading_and_descriptions_on_several_lines() -> None:
    text = """Queue metrics:
  acme_queue_depth     Number of jobs that wait in the
                       queue, late or not
  acme_queue_age       Age of the oldest job

Other metrics:
  acme_a_very_long_name_of_a_metric
                       Jobs since the start: all
"""

    assert metric_rows(read_metrics(text)) == [
        {"metric_name": "acme_queue_depth", "description": "Number of jobs that wait in the queue, late or not"},
        {"metric_name": "acme_queue_age", "description": "Age of the oldest job"},
        {"metric_name": "acme_a_very_long_name_of_a_metric", "description": "Jobs since the start: all"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Name       Interval Help\n----       -------- ----\nacme.depth       10 Jobs\nacme.age        300 Age",
        "| Name | Interval | Description |\n|:-:|-:|---|\n| `acme.depth` | 10 | Jobs |\n| acme.age | 300s | Age |",
        ("│  name   │ interval │ help    │\n│ varchar │ int32    │ varchar │\n┼─────┼──────┼──────┼\n"
        "│ acme.depth │ 10 │ Jobs │\n│ acme.age │ 300 │ Age │"),
        "||Name||Interval||Help||\n|acme.depth|10|Jobs|\n|acme.age|300|Age|",
        ("====  ==========  ========\nHelp  Name        Interval\n====  ==========  ========\n"
        "Jobs  acme.depth  10\nAge   acme.age    300\n====  ==========  ========"),
        "説明   メトリクス名  間隔\nJobs   acme.depth      10\nAge    acme.age       300",
        '{"name": "acme.depth", "interval": 10, "help": "Jobs"}\n{"name": "acme.age", "interval": 300, "help": "Age"}',
        ('{"version": 2, "metrics": [{"help": "Jobs", "key": "acme.depth", "interval": 10},'
        ' {"help": "Age", "key": "acme.age", "interval": 300}]}'),
        "# Ours\nmetrics:\n  acme.depth:\n    interval: 10\n    help: Jobs\n  acme.age: {interval: 300, help: Age}\n",
        "<table><tr><th>Name<th>Interval<th>Help<tr><td>acme.depth<td>10<td>Jobs<tr><td>acme.age<td>300<td>Age</table>",
    ],
)  # fmt: skip
def test_tables_of_other_forms(text: str) -> None:
    assert [sorted(row.values()) for row in metric_rows(read_metrics(text))] == [
        ["10", "Jobs", "acme.depth"],
        ["300", "Age", "acme.age"],
    ]


def test_texts_above_and_below_are_left_out() -> None:
    text = "Acme exporter 2.1\nNAME     KIND\nacme.a   gauge\nacme.b   count\n2 metrics in all\n"

    assert metric_rows(read_metrics(text)) == [
        {"metric_name": "acme.a", "metric_type": "gauge"},
        {"metric_name": "acme.b", "metric_type": "count"},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "acme.a_depth (gauge)\n    Jobs that\n    wait\n\n`acme.age`\n\tAge\n",
        "<dl><dt><code>acme.a_depth</code></dt><dd>Jobs that <b>wait</b></dd><dt>acme.age<dd>Age</dl>",
    ],
)
def test_names_with_descriptions_below_them(text: str) -> None:
    rows = metric_rows(read_metrics(text))

    assert [(row["metric_name"], row["description"]) for row in rows] == [
        ("acme.a_depth", "Jobs that wait"),
        ("acme.age", "Age"),
    ]


def test_cell_that_spans_rows_and_columns() -> None:
    text = (
        "<table><tr><th>Type</th><th colspan=2>Note</th><th>Name</th></tr>"
        "<tr><td rowspan='3'>gauge</td><td>x</td><td>y</td><td>acme.a</td></tr>"
        "<tr><td colspan=2>z</td><td>acme.b</td></tr><tr><td colspan=2></td><td>acme.c</td></tr>"
        f"<tr><td rowspan={'9' * 5000}>count</td><td></td><td></td><td>acme.d</td></tr></table>"
    )

    rows = [(row["metric_type"], row["metric_name"]) for row in metric_rows(read_metrics(text))]

    assert rows == [("gauge", "acme.a"), ("gauge", "acme.b"), ("gauge", "acme.c"), ("count", "acme.d")]


def test_signs_for_no_value_are_not_values() -> None:
    text = "NAME     UNIT     ORIENTATION\nacme.a   <none>   -\nacme.b   byte     n/a\n"

    assert metric_rows(read_metrics(text)) == [
        {"metric_name": "acme.a"},
        {"metric_name": "acme.b", "unit_name": "byte"},
    ]


@pytest.mark.parametrize("write", [spaced, framed, page, simple])
def test_dropped_file_with_such_a_table_is_a_table_of_metrics(write: Callable[[Cells], str]) -> None:
    text = write([["KIND", "NAME", "MEANING"], ["gauge", "acme.a", "A"], ["count", "acme.b", "B"]])

    assert recognise("metrics.txt", text.encode()).kind == "metrics-table"
