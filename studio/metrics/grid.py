"""The data of the metrics table in the browser: its cells, what is wrong with them, and the choices for them."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from msgspec import Struct

from listings.display.place_names import translate_message
from studio.metrics.choices import CellChoice, choices_by_column
from studio.metrics.draft_metrics import DraftMetrics, new_file_columns
from studio.metrics.page import columns_of_findings


class CellFinding(Struct, frozen=True, kw_only=True):
    """A finding at a row. column is the index of its cell, -1 if it is about the row."""

    column: int
    severity: str
    text: str


class GridFindings(Struct, frozen=True, kw_only=True):
    """What is written next to the cells. Rows are indexes of records; lines has the line of each record."""

    sha256: str
    lines: Sequence[int]
    findings: Mapping[int, Sequence[CellFinding]]
    threads: Sequence[int]
    file_field: str = ""


class GridRows(Struct, frozen=True, kw_only=True):
    """The whole table. fault is the reason if the file is not a table; new_row has the cells of a new row."""

    sha256: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    new_row: Mapping[str, str]
    choices: Mapping[str, Sequence[CellChoice]]
    is_editable: bool
    marks: GridFindings
    fault: str = ""


def grid_findings(metrics: DraftMetrics, *, threads: Sequence[int], file_field: str = "") -> GridFindings:
    """The findings at the rows of the table. threads are the records with open comments."""
    return GridFindings(
        sha256=metrics.sha256,
        lines=[record.line for record in metrics.records],
        findings={index: _findings_of(metrics, index) for index in metrics.findings_by_record},
        threads=threads,
        file_field=file_field,
    )


def grid_rows(
    metrics: DraftMetrics, *, new_row: Mapping[str, str], threads: Sequence[int], is_editable: bool
) -> GridRows:
    """The table of a draft; an empty one with the standard columns if there is no file."""
    columns = metrics.table.header if metrics.table and metrics.table.header else new_file_columns()
    width = len(columns)
    return GridRows(
        sha256=metrics.sha256,
        columns=columns,
        rows=[(*record.cells[:width], *[""] * (width - len(record.cells))) for record in metrics.records],
        new_row=new_row,
        choices=choices_by_column(),
        is_editable=is_editable and metrics.fault is None,
        marks=grid_findings(metrics, threads=threads),
        fault=_fault_text(metrics),
    )


def _fault_text(metrics: DraftMetrics) -> str:
    if metrics.fault is None:
        return ""
    text = _("This file can't be shown as a table. Line {line}: {fault}. Fix the file and upload it again.")
    return text.format(line=metrics.fault.position.line, fault=translate_message(metrics.fault.reason))


def _findings_of(metrics: DraftMetrics, index: int) -> list[CellFinding]:
    if metrics.table is None:
        return []
    findings = metrics.findings_by_record[index]
    columns = columns_of_findings(metrics.table, metrics.records[index], findings)
    return [
        CellFinding(
            column=-1 if column is None else column,
            severity=item.severity,
            text=translate_message(item.finding.message),
        )
        for item, column in zip(findings, columns, strict=True)
    ]
