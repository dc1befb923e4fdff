"""Turns a function of metadata.csv into a check: its input, its findings and their places."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Unpack

from msgspec import Struct, field
from msgspec.structs import replace

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.budget import StepBudget
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, FindingPlace, Fix, LazyEdits, RawFinding, Severity
from tilekit.checks.fixes import text_edit
from tilekit.checks.identifiers import valid_source_name
from tilekit.checks.metrics.blank_ends import FOLDED_ENDS, blank_end
from tilekit.checks.registry import CheckOptions, check
from tilekit.core.kind import ListingKind
from tilekit.core.messages import N_, Message
from tilekit.parse.csv import Record, quoted_cell
from tilekit.parse.json import pointer_to
from tilekit.parse.metrics_table import MetricsTable, read_table
from tilekit.parse.positions import Position
from tilekit.sections.data import Data

METRICS_FIELD = "data.metadata_csv"
_DEFAULT = "metadata.csv"
MAX_GROUPS = 2_000
"""The most different values that one check reports, because each may be compared with every known word."""


class MetricsFile(Struct, frozen=True, kw_only=True):
    """The metrics file and facts of the listing. has_check: whether the manifest names a metric to check."""

    file: str
    table: MetricsTable
    prefix: str
    source_name: str
    kind: ListingKind
    has_check: bool


class RawMetricsFinding(Struct, frozen=True, kw_only=True):
    """A problem in a cell, a row or the header.

    row is None for the whole file. If the check is foldable, problems with the same value become one finding, which has
    a fix only if each of them has one. cells contains the new texts of cells in the row, as a fix; edits is a fix for
    anything else. fix_title is the title of the fix if it differs from the one of the check.
    """

    row: Record | None = None
    column: str = ""
    value: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    cells: Mapping[str, str] | None = None
    edits: Sequence[Edit] = ()
    fix_title: str = ""
    message: str = ""
    severity: Severity | None = None


MetricsCheckFunction = Callable[[MetricsFile], Iterable[RawMetricsFinding]]


def is_empty(row: Record) -> bool:
    """Whether a row contains only commas, which spreadsheets leave behind."""
    return not any(map(str.strip, row.cells))


def matching_cells(
    metrics: MetricsFile, column: str, matches: Callable[[str], object]
) -> Iterator[tuple[Record, str, str]]:
    """(row, cell, metric) of the rows whose cell matches. MD-008 reports empty rows."""
    return (match for match in metrics.table.where(column, matches) if not is_empty(match[0]))


def is_blank(cell: str) -> bool:
    """Whether a cell contains only spaces."""
    return not cell.strip()


def metrics_file(bundle: Bundle) -> str:
    """The path of the metrics file, whether it exists or not."""
    return bundle.file_of(bundle.section(Data).metadata_csv) or _DEFAULT


@once_per_bundle
def metrics_of(bundle: Bundle) -> MetricsFile | None:
    """The metrics file with facts of the listing, built once; None if there is no file.

    Raises Unparsable if the file can't be read.
    """
    data = bundle.section(Data)
    file = metrics_file(bundle)
    if file not in bundle.files:
        return None
    return MetricsFile(
        file=file,
        table=bundle.parse(file, read_table),
        prefix=data.metric_prefix,
        source_name=valid_source_name(bundle),
        kind=bundle.kind,
        has_check=bool(data.metric_check),
    )


def metrics_check(
    code: str, severity: Severity, message: str, *, fix_title: str = "", **options: Unpack[CheckOptions]
) -> Callable[[MetricsCheckFunction], MetricsCheckFunction]:
    """Register a check of the file. fix_title is the title of its fixes; options are passed to `check`."""
    if options.get("folded"):
        options["folded_variants"] = {**FOLDED_ENDS, **options.get("folded_variants", {})}

    def register(function: MetricsCheckFunction) -> MetricsCheckFunction:
        @check(code=code, severity=severity, message=message, **options)
        @wraps(function)
        def run(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
            metrics = metrics_of(bundle)
            if metrics is not None:
                hits = (_with_real_cause(metrics, hit) for hit in function(metrics))
                groups = _groups_of_hits(hits, metrics.file) if options.get("folded") else ([hit] for hit in hits)
                yield from (raw_finding_of(metrics, *group, fix_title=fix_title) for group in groups)

        return function

    return register


def _with_real_cause(metrics: MetricsFile, hit: RawMetricsFinding) -> RawMetricsFinding:
    """The hit, with the message about a space or a line break at the end of its cell if nothing else is wrong."""
    if hit.row is None or not hit.cells or hit.cells.keys() != {hit.column}:
        return hit
    text = hit.row.cells[metrics.table.header.index(hit.column)]
    blank = blank_end(hit.column, text, hit.cells[hit.column])
    if blank is None:
        return hit
    return replace(hit, message=blank.message, parameters={**hit.parameters, **blank.parameters})


def _groups_of_hits(hits: Iterable[RawMetricsFinding], file: str) -> Iterable[list[RawMetricsFinding]]:
    """The hits in groups, each of which becomes one finding. Only the first hit of a group needs a raw finding."""
    groups: dict[tuple[str, str], list[RawMetricsFinding]] = {}
    budget = StepBudget(MAX_GROUPS)
    for hit in hits:
        if (hit.value, hit.message) not in groups:
            budget.spend(file=file)
        groups.setdefault((hit.value, hit.message), []).append(hit)
    return groups.values()


def raw_finding_of(metrics: MetricsFile, *alike: RawMetricsFinding, fix_title: str = "") -> RawFinding:
    """The raw finding of similar hits, at the first of them.

    Its pointer names the metric and the column, and stays the same when lines move.
    """
    hit = alike[0]
    place = _place(metrics, hit)
    return RawFinding(
        path=METRICS_FIELD,
        file=metrics.file,
        pointer=place.pointer,
        line=place.line,
        column=place.column,
        value=hit.value,
        message=hit.message,
        severity=hit.severity,
        fix=_fix(metrics, alike, hit.fix_title or fix_title),
        other_places=tuple(_place(metrics, other) for other in alike[1:]),
        parameters={"name": _name_of(metrics, hit), "value": hit.value, **hit.parameters},
    )


def _name_of(metrics: MetricsFile, hit: RawMetricsFinding) -> str:
    """The metric in the row of a problem; "" for the header and the whole file."""
    return _name_in(metrics.table, hit.row) if hit.row and hit.row is not metrics.table.header_row else ""


def _place(metrics: MetricsFile, hit: RawMetricsFinding) -> FindingPlace:
    table, parts = metrics.table, filter(None, (_name_of(metrics, hit), hit.column))
    index = table.header.index(hit.column) if hit.column in table.header else 0
    position = table.position(hit.row, index) if hit.row else Position(1, 1)
    return FindingPlace(pointer=pointer_to(*parts), line=position.line, column=position.column)


def _name_in(table: MetricsTable, row: Record) -> str:
    at = table.header.index("metric_name") if "metric_name" in table.header else 0
    return row.cells[at] if at < len(row.cells) else ""


def _fix(metrics: MetricsFile, hits: Sequence[RawMetricsFinding], title: str) -> Fix | None:
    if not all(hit.edits or (hit.cells and hit.row) for hit in hits):
        return None
    edits = LazyEdits(lambda: dict.fromkeys(edit for hit in hits for edit in _edits(metrics, hit)))
    text = N_("Remove it") if hits[0].message in FOLDED_ENDS else title or N_("Correct the file")
    return Fix(title=Message(text), edits=edits)


def _edits(metrics: MetricsFile, raw_finding: RawMetricsFinding) -> Sequence[Edit]:
    if raw_finding.edits or raw_finding.row is None or not raw_finding.cells:
        return raw_finding.edits
    return [cell_edit(metrics, raw_finding.row, column, text=text) for column, text in raw_finding.cells.items()]


def cell_edit(metrics: MetricsFile, row: Record, column: str, *, text: str) -> Edit:
    """Write a text into a cell, in quotation marks if it needs them or had them."""
    table = metrics.table
    index = table.header.index(column)
    new = quoted_cell(text, is_quoted=row.raw[index].startswith('"'))
    return text_edit(metrics.file, table.source, table.cell_span(row, index), new=new)
