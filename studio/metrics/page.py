"""Prepares metadata.csv as an editable table, in pages of rows with their findings."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from common.requests import parse_number
from studio.findings.finding import WizardFinding, WizardRow, rows_at_field
from studio.metrics.draft_metrics import NAME_COLUMN, DraftMetrics
from tilekit.checks.finding import Severity
from tilekit.parse.csv import Record, Table
from tilekit.parse.positions import Unparsable

METRICS_PAGE_SIZE = 50
_NO_THREADS: Mapping[int, str] = {}
_MOST_SEVERE_FIRST = tuple(Severity)  # the most severe first


class MetricsCell(Struct, frozen=True, kw_only=True):
    """A cell of the table. severity is that of its most severe finding, "" if it has none."""

    column: str
    value: str
    severity: str = ""


class MetricsRow(Struct, frozen=True, kw_only=True):
    """A row of the table. index counts records from 0, line is its line in the file, threads its threads as HTML."""

    index: int
    line: int
    name: str
    cells: Sequence[MetricsCell]
    findings: Sequence[WizardRow]
    threads: str = ""


class MetricsTablePage(Struct, frozen=True, kw_only=True):
    """A page of the table. fault is the reason if the file is not a valid table; sha256 is "" if there is no file."""

    sha256: str = ""
    name: str = "metadata.csv"
    columns: Sequence[str] = ()
    rows: Sequence[MetricsRow] = ()
    total: int = 0
    rows_with_findings: int = 0
    start: int = 0
    only_findings: bool = False
    fault: Unparsable | None = None

    @property
    def filtered_total(self) -> int:
        """The number of rows on all pages."""
        return self.rows_with_findings if self.only_findings else self.total

    @property
    def end(self) -> int:
        return self.start + len(self.rows)

    @property
    def first_number(self) -> int:
        """The number of the first row on the page, from 1."""
        return self.start + 1

    @property
    def is_readable(self) -> bool:
        return bool(self.sha256) and self.fault is None

    @property
    def has_pages(self) -> bool:
        return self.filtered_total > len(self.rows)

    @property
    def has_next(self) -> bool:
        return self.end < self.filtered_total

    @property
    def width(self) -> int:
        """The number of columns, with those for the line number and the button."""
        return len(self.columns) + 2

    @property
    def previous(self) -> int:
        return max(self.start - METRICS_PAGE_SIZE, 0)


def metrics_table(
    metrics: DraftMetrics, *, start: int = 0, only_findings: bool = False, threads: Mapping[int, str] = _NO_THREADS
) -> MetricsTablePage:
    """A page of 50 rows. With only_findings, rows without findings are left out. threads is {index of record: HTML}."""
    if metrics.table is None:
        return MetricsTablePage(sha256=metrics.sha256, name=metrics.name, fault=metrics.fault)
    indexes = sorted(metrics.findings_by_record) if only_findings else range(len(metrics.records))
    start = min(max(start, 0), max(len(indexes) - 1, 0)) // METRICS_PAGE_SIZE * METRICS_PAGE_SIZE
    return MetricsTablePage(
        sha256=metrics.sha256,
        name=metrics.name,
        columns=metrics.table.header,
        rows=[
            replace(
                _metrics_row(metrics.table, index, metrics.findings_by_record.get(index, ())),
                threads=threads.get(index, ""),
            )
            for index in indexes[start : start + METRICS_PAGE_SIZE]
        ],
        total=len(metrics.records),
        rows_with_findings=len(metrics.findings_by_record),
        start=start,
        only_findings=only_findings,
    )


def requested_rows(values: Mapping[str, str]) -> tuple[int, bool]:
    """(first row, only rows with findings) from a query or a form."""
    return (parse_number(values.get("start", "")) or 0, values.get("only") == "findings")


def severities_of_cells(table: Table, record: Record, findings: Sequence[WizardFinding]) -> dict[int, str]:
    """{index of a column: the severity of its most severe finding}."""
    worst: dict[int, str] = {}
    for item, place in zip(findings, columns_of_findings(table, record, findings), strict=True):
        if place is not None and item.severity in _MOST_SEVERE_FIRST:
            worst[place] = min(worst.get(place, item.severity), item.severity, key=_MOST_SEVERE_FIRST.index)
    return worst


def columns_of_findings(table: Table, record: Record, findings: Sequence[WizardFinding]) -> list[int | None]:
    """The index of the column of each finding about a record; None for findings about the whole record."""
    starts = [table.position(record, place).column for place in range(len(record.cells))]
    columns = [item.finding.column for item in findings]
    return [None if column is None else max(bisect_right(starts, column) - 1, 0) for column in columns]


def _metrics_row(table: Table, index: int, findings: Sequence[WizardFinding]) -> MetricsRow:
    record = table.records[index]
    worst = severities_of_cells(table, record, findings) if findings else {}
    cells = [
        MetricsCell(column=column, value=table.cell(record, column), severity=worst.get(place, ""))
        for place, column in enumerate(table.header)
    ]
    name = table.cell(record, NAME_COLUMN)
    return MetricsRow(index=index, line=record.line, name=name, cells=cells, findings=rows_at_field(findings))
