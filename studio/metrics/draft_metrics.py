"""The metrics of a draft, with the findings of their rows."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from studio.findings.finding import WizardFinding
from studio.page_urls import METRICS_PATH
from tilekit.bundle import Bundle
from tilekit.parse.csv import Record, Table, parse_csv
from tilekit.parse.metrics_table import standard_columns
from tilekit.parse.positions import Unparsable
from tilekit.sections.data import Data

NAME_COLUMN = "metric_name"


class DraftMetrics(Struct, frozen=True, kw_only=True, dict=True):
    """The parsed metrics file of a draft with its findings. table is None if there is no file or it is invalid."""

    sha256: str = ""
    name: str = "metadata.csv"
    data: bytes = b""
    table: Table | None = None
    fault: Unparsable | None = None
    findings_by_record: Mapping[int, Sequence[WizardFinding]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The unique metric names, in the order of the file."""
        if self.table is None:
            return []
        return [name for name in dict.fromkeys(self.table.cell(record, NAME_COLUMN) for record in self.records) if name]

    @property
    def records(self) -> Sequence[Record]:
        return self.table.records if self.table else ()

    def record_at_line(self, line: int) -> int:
        """The index of the record that contains a line of the file; -1 before the first record."""
        return bisect_right(self._record_lines, line) - 1

    @cached_property
    def _record_lines(self) -> Sequence[int]:
        return [record.line for record in self.records]

    def findings_without_record(self, findings: Iterable[WizardFinding]) -> list[WizardFinding]:
        """The findings about the file that do not belong to a row."""
        at_rows = {id(finding) for row_findings in self.findings_by_record.values() for finding in row_findings}
        return [finding for finding in findings if id(finding) not in at_rows]


def draft_metrics(bundle: Bundle, findings: Sequence[WizardFinding]) -> DraftMetrics:
    """The metrics file of the bundle, with its findings."""
    reference = bundle.section(Data).metadata_csv
    path = bundle.file_of(reference)
    if not path or reference is None:
        return DraftMetrics()
    metrics = DraftMetrics(sha256=reference.sha256, name=path.rpartition("/")[2], data=bundle.files[path])
    try:
        table = bundle.parse(path, parse_csv)
    except Unparsable as fault:
        return replace(metrics, fault=fault)
    in_file = [item for item in findings if (item.finding.path, item.finding.file) == (METRICS_PATH, path)]
    read = replace(metrics, table=table)
    return replace(read, findings_by_record=_findings_by_record(read, in_file))


def new_file_columns() -> Sequence[str]:
    """The header of a new file."""
    return standard_columns()


def _findings_by_record(metrics: DraftMetrics, findings: Iterable[WizardFinding]) -> dict[int, list[WizardFinding]]:
    """{index of record: findings}, without findings in the header and findings without a line."""
    by_record: dict[int, list[WizardFinding]] = {}
    for item in findings:
        index = metrics.record_at_line(item.finding.line) if item.finding.line else -1
        if index >= 0:
            by_record.setdefault(index, []).append(item)
    return by_record
