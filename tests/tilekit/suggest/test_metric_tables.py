"""Pasted tables, OpenMetrics texts and lists become metrics, whatever their separators, quotes and headers are."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilekit.parse.limits import FileTooLarge
from tilekit.parse.metrics_table import standard_columns
from tilekit.platform_lists import lines
from tilekit.suggest.metric_tables import read_metrics
from tilekit.suggest.pasted_metrics import SourceKind, metric_rows

NAMES = st.from_regex(r"acme\.[a-z]{1,6}(_[a-z]{1,4})?\.[a-z]{1,6}", fullmatch=True)
# Words without a colon or a leading hyphen, so that a description is never itself a list of metrics.
TEXTS = st.lists(st.from_regex(r'[A-Z][a-z"é]{0,6}[,;|]?', fullmatch=True), min_size=2, max_size=6).map(" ".join)
VALUES = {
    "metric_type": st.sampled_from(lines("metric_types.txt")),
    "interval": st.sampled_from(["10", "60", ""]),
    "unit_name": st.sampled_from([unit for unit in lines("units.txt") if " " in unit] + ["byte", "second", ""]),
    "per_unit_name": st.sampled_from(["minute", ""]),
    "description": TEXTS,
    "orientation": st.sampled_from(lines("orientations.txt")),
    "integration": st.just("acme_widget"),
}
COLUMNS = st.lists(st.sampled_from(sorted(VALUES)), min_size=1, unique=True).flatmap(
    lambda columns: st.permutations(["metric_name", *columns])
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[dict[str, str]]]:
    """(columns, rows) of a table with a name and some other columns in any order."""
    columns = draw(COLUMNS)
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    rows = [{column: name if column == "metric_name" else draw(VALUES[column]) for column in columns} for name in names]
    return columns, rows


def written(rows: Sequence[Sequence[str]], separator: str, newline: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=separator, lineterminator=newline, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return target.getvalue()


def filled(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    return [{column: value for column, value in row.items() if value} for row in rows]


@given(
    tables(),
    st.sampled_from("\t,;|^~"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["", "\ufeff", "\n\n"]),
)
def test_table_with_a_header_is_read_as_it_was_written(
    table: tuple[list[str], list[dict[str, str]]], separator: str, newline: str, quoting: int, start: str
) -> None:
    columns, rows = table
    text = start + written([columns, *([row[c] for c in columns] for row in rows)], separator, newline, quoting)

    pasted = read_metrics(text)

    assert (pasted.kind, pasted.separator, list(pasted.columns)) == (SourceKind.TABLE, separator, columns)
    assert metric_rows(pasted) == filled(rows)


@given(tables(), st.sampled_from("\t,;|"), st.sampled_from(["\n", "\r\n"]))
def test_table_without_a_header_keeps_every_name_and_cell(
    table: tuple[list[str], list[dict[str, str]]], separator: str, newline: str
) -> None:
    columns, rows = table
    text = written([[row[c] for c in columns] for row in rows], separator, newline)

    pasted = read_metrics(text, separator=separator, has_header=False)

    assert [list(row) for row in pasted.rows] == [[row[c] for c in columns] for row in rows]
    assert metric_rows(pasted, columns=columns) == filled(rows)
    assert pasted.columns[columns.index("metric_name")] == "metric_name"


@given(
    st.lists(st.tuples(NAMES, TEXTS), min_size=1, max_size=6), st.sampled_from([": ", ":", " - ", " – ", "： ", " = "])
)
def test_names_with_descriptions(metrics: list[tuple[str, str]], joint: str) -> None:
    text = "\r\n".join(f"* {name}{joint}{description}" for name, description in metrics)

    rows = metric_rows(read_metrics(text))

    assert rows == [{"metric_name": name, "description": description} for name, description in metrics]


@given(st.text(st.sampled_from('ab.:,;|\t"\n\r#{}-= 1'), max_size=60))
def test_any_text_is_read_into_rows_of_one_width(text: str) -> None:
    pasted = read_metrics(text)

    assert {len(row) for row in pasted.rows} <= {len(pasted.columns)}
    assert set(pasted.columns) <= {"", *standard_columns()}


@pytest.mark.parametrize(
    "header",
    ["Name;Type;Unit;Description", "metric;kind;units;help text", "Metric Name;METRIC-TYPE;Unit (SI);Meaning",
     "Nom;Type;Unité;Description", "メトリクス名;種別;単位;説明", "Metrikname;Typ;Einheit;Beschreibung",
     "Métrica;Tipo;Unidad;Descripción"],
)  # fmt: skip
def test_headers_in_other_words(header: str) -> None:
    pasted = read_metrics(f"{header}\nacme.hits;Counter;bytes/s;Hits")

    assert metric_rows(pasted) == [
        {
            "metric_name": "acme.hits",
            "metric_type": "count",
            "unit_name": "byte",
            "per_unit_name": "second",
            "description": "Hits",
        }
    ]


@pytest.mark.parametrize(
    "text, columns",
    [
        ("acme.a\tgauge\t10\tms\tTime to reply", "metric_name metric_type interval unit_name description"),
        ("gauge,acme.a,1\ncount,acme.b,0", "metric_type metric_name orientation"),
        ("Queue depth;gauge\nQueue age;gauge", "description metric_type"),
        ("Kennzahl|Was\nacme.a|Tiefe der Schlange\nacme.b|Alter der Schlange", "metric_name description"),
        ("acme.a:gauge:byte\nacme.b:count:hit", "metric_name metric_type unit_name"),
        ("acme.a\nacme.b", "metric_name"),
        ("Depth\nAge", "metric_name"),
        ("depth;counter\nage;gauge", "metric_name metric_type"),
        ("Depth\t0\nAge\t-1", "description orientation"),
        ("acme.a,gauge,,byte,,Size,0,acme,size,,", " ".join(standard_columns())),
    ],
)  # fmt: skip
def test_columns_without_a_known_header(text: str, columns: str) -> None:
    assert list(read_metrics(text).columns) == columns.split()


def test_rows_of_a_file_with_other_columns_are_in_its_order() -> None:
    columns = ["metric_name", "metric_type", "owner", "description"]

    pasted = read_metrics("acme.a\tgauge\tTeam A\tDepth of the queue", columns=columns)

    assert list(pasted.columns) == columns


@pytest.mark.parametrize(
    "kind, unit", [("Zähler", "Byte pro Sekunde"), ("compteur", "octets/seconde"), ("カウンター", "バイト/秒")]
)
def test_types_and_units_in_other_languages(kind: str, unit: str) -> None:
    (row,) = metric_rows(read_metrics(f"Name;Typ;Einheit\nacme.hits;{kind};{unit}"))

    assert (row["metric_type"], row["unit_name"], row["per_unit_name"]) == ("count", "byte", "second")


@pytest.mark.parametrize(
    "text",
    [
        "- name: acme.a\n  type: gauge\n  tags: [host, queue]\n- name: acme.b\n  unit: ms\n",
        '[{"name": "acme.a", "type": "gauge", "tags": ["host", "queue"]},\n {"name": "acme.b", "unit": "ms"}]',
    ],
)
def test_records_are_a_table(text: str) -> None:
    assert metric_rows(read_metrics(text)) == [
        {"metric_name": "acme.a", "metric_type": "gauge", "sample_tags": "host,queue"},
        {"metric_name": "acme.b", "unit_name": "millisecond"},
    ]
    assert read_metrics("- acme.a: Depth: all\n- acme.b: Age").kind == SourceKind.LINES
    assert read_metrics("- name: 'acme.a\n").kind == SourceKind.LINES  # not closed
    with pytest.raises(FileTooLarge):
        read_metrics("- name: acme.a\n  type: gauge\n" * 2_001)


def test_header_with_one_known_name_is_a_header() -> None:
    pasted = read_metrics("Remark;Metric\nDepth;depth\nAge")

    assert (pasted.header, pasted.columns) == (("Remark", "Metric"), ["", "metric_name"])


def test_markdown_table_has_neither_bars_nor_rule() -> None:
    text = "| Metric | Unit |\n|:-:|--:|\n| `acme.a` | ms |\n| `acme.b` | a \\| b |\n"

    assert metric_rows(read_metrics(text)) == [
        {"metric_name": "acme.a", "unit_name": "millisecond"},
        {"metric_name": "acme.b", "unit_name": "a | b"},
    ]


def test_stray_quotation_marks_are_text() -> None:
    rows = metric_rows(read_metrics('name,type,description\nacme.x,gauge,5" disk\nacme.y,gauge,"Fast" disk\n'))

    assert [row["description"] for row in rows] == ['5" disk', '"Fast" disk']


def test_list_with_types_continued_lines_and_a_heading() -> None:
    text = "Queue metrics\n\n- `acme.depth` (gauge): Messages\n    that wait\n- **acme.age** - Age, in seconds\n"

    pasted = read_metrics(text)

    assert pasted.skipped_lines == ["Queue metrics"]
    assert metric_rows(pasted) == [
        {"metric_name": "acme.depth", "metric_type": "gauge", "description": "Messages that wait"},
        {"metric_name": "acme.age", "description": "Age, in seconds"},
    ]


def test_header_of_a_list_is_not_a_metric() -> None:
    pasted = read_metrics("name: description\nacme.a: Depth: all queues\nacme.b: Age")

    assert metric_rows(pasted)[0] == {"metric_name": "acme.a", "description": "Depth: all queues"}


EXPOSITION = r"""
# HELP http_requests_total All \"requests\".\nSince the start.
# TYPE http_requests_total counter
http_requests_total{method="post",path="/a,b{c}"} 1027 1395066363000
http_requests_total{method="get",code="200"} 3 # {trace="x"} 1
# HELP rpc_duration_seconds Duration of calls.
# TYPE rpc_duration_seconds summary
rpc_duration_seconds{quantile="0.5"} 4.7e-05
rpc_duration_seconds_sum 1.7560473e+07
rpc_duration_seconds_count 2693
# TYPE size_bytes histogram
size_bytes_bucket{le="+Inf",kind="a"} 3
# TYPE heap gauge
# UNIT heap bytes
heap NaN
up 1
# EOF
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_openmetrics_text_becomes_the_metrics_that_an_agent_check_sends(newline: str) -> None:
    pasted = read_metrics(EXPOSITION.replace("\n", newline))

    assert pasted.kind == SourceKind.OPENMETRICS
    rows = metric_rows(pasted, prefix="acme.")
    assert [(row["metric_name"], row["metric_type"], row.get("unit_name")) for row in rows] == [
        ("acme.http_requests.count", "count", None),
        ("acme.rpc_duration_seconds.quantile", "gauge", "second"),
        ("acme.rpc_duration_seconds.count", "count", None),
        ("acme.rpc_duration_seconds.sum", "count", "second"),
        ("acme.size_bytes.bucket", "count", None),
        ("acme.size_bytes.count", "count", None),
        ("acme.size_bytes.sum", "count", "byte"),
        ("acme.heap", "gauge", "byte"),
        ("acme.up", "gauge", None),
    ]  # fmt: skip
    first = metric_rows(pasted)[0]
    assert first["description"] == 'All "requests". Since the start.'
    assert first["sample_tags"] == "method,path,code"


def test_samples_alone_show_what_kind_they_are() -> None:
    text = 'a_total 1\nb_bucket{le="1"} 1\nb_sum 2\nb_count 3\nc{x="y"} 4'

    names = [row["metric_name"] for row in metric_rows(read_metrics(text))]

    assert names == ["a.count", "c", "b.bucket", "b.count", "b.sum"]


MIXED = """
# HELP pump_starts_total Starts
# TYPE pump_starts counter
pump_starts_total{pump="a"} 12
"""
# The two names are two metrics.
DISTINCT = "# TYPE jobs gauge\n# TYPE jobs_total counter\njobs 1\njobs_total 3"


def test_counter_with_and_without_total_is_one_metric() -> None:
    (row,) = metric_rows(read_metrics(MIXED))

    assert row["metric_name"] == "pump_starts.count"
    assert (row["description"], row["sample_tags"]) == ("Starts", "pump")
    assert [row["metric_name"] for row in metric_rows(read_metrics(DISTINCT))] == ["jobs", "jobs.count"]


@pytest.mark.parametrize("text", ["", " \r\n\t\n", ":", "\ufeff", "# a comment"])
def test_text_without_metrics_has_no_names(text: str) -> None:
    assert [row for row in metric_rows(read_metrics(text)) if "metric_name" in row] == []


@pytest.mark.parametrize("text", ["a,b\n" * 25_000, "acme.a: x\n" * 25_000, "\t".join("x" * 300) + "\n"])
def test_text_beyond_the_limits_of_a_file_is_refused(text: str) -> None:
    with pytest.raises(FileTooLarge):
        read_metrics(text)


def test_prefix_is_not_repeated() -> None:
    rows = metric_rows(read_metrics("acme.a: Depth\nqueue.b: Age"), prefix="acme.")

    assert [row["metric_name"] for row in rows] == ["acme.a", "acme.queue.b"]


@pytest.mark.parametrize("header,column", [("What it means", "description"), ("Owner", "")])
def test_sentences_below_an_unknown_header_are_the_description(header: str, column: str) -> None:
    text = "Water level of a basin" if column else "Team Quay"

    pasted = read_metrics(f"Name\tType\t{header}\nacme.level\tgauge\t{text}\nacme.flow\tgauge\t{text}\n")

    assert pasted.columns == ["metric_name", "metric_type", column]


def test_known_description_stays_next_to_longer_sentences() -> None:
    pasted = read_metrics("Metric;Description;Remark\nacme.level;Level;Ask the harbour master first\n")

    assert pasted.columns == ["metric_name", "description", ""]


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\r\nName;Type\r\nacme.level;gauge\r\nacme.flow;count\r\n",
        "\u200bacme.level\tgauge\u00a0\nacme.flow\u2060\tcount\n",
        "| Metric | Type |\n|---|---|\n| **acme.level** | gauge |\n| **`acme.flow`** | count |\n",
    ],
)
def test_marks_around_names_and_separators_are_left_out(text: str) -> None:
    rows = metric_rows(read_metrics(text))

    assert [(row["metric_name"], row["metric_type"]) for row in rows] == [
        ("acme.level", "gauge"),
        ("acme.flow", "count"),
    ]


def test_title_above_the_header_of_a_spreadsheet_is_left_out() -> None:
    sent = "Acme metrics 2026\t\t\n\t\t\nName\tType\tUnit\nacme.level\tgauge\tbyte\n"
    pasted = read_metrics(sent)

    assert metric_rows(pasted) == [{"metric_name": "acme.level", "metric_type": "gauge", "unit_name": "byte"}]
    assert pasted.skipped_lines == ["Acme metrics 2026"]
    assert read_metrics(sent, separator="\t", has_header=True) == pasted
    assert len(read_metrics(sent, separator="\t", has_header=False).rows) == 3
    assert read_metrics("Acme\t\nacme.level\tgauge\n").skipped_lines == []


@pytest.mark.parametrize("shown, stored", [("1.0", "1"), ("-1,0", "-1"), ("0,00", "0"), ("1.5", "1.5")])
def test_orientation_of_a_program_that_writes_decimals_is_whole(shown: str, stored: str) -> None:
    (row,) = metric_rows(read_metrics(f"Name;Type;Orientation\nacme.level;gauge;{shown}\n"))

    assert row["orientation"] == stored


def test_lines_without_types_have_no_column_for_them() -> None:
    without, with_one = (read_metrics(f"acme.depth{kind}: Jobs\nacme.age: Seconds") for kind in ("", " (gauge)"))

    assert (without.columns, without.rows[0]) == (("metric_name", "description"), ("acme.depth", "Jobs"))
    assert with_one.columns == ("metric_name", "metric_type", "description")
