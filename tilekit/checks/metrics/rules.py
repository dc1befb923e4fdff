"""How a rule over metadata.csv becomes a check: what it sees, what it says, and where that stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from tilekit.bundle import Bundle
from tilekit.checks.budget import Budget
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Edit, Fix, FixClass, LaterEdits, Severity, Spot, Stage
from tilekit.checks.manifest.ident import sound_source_name
from tilekit.checks.registry import check
from tilekit.core.kind import ListingKind
from tilekit.core.messages import N_, Message
from tilekit.parse.csv import Record, spelled
from tilekit.parse.json import pointer_to
from tilekit.parse.metrics_table import MetricsTable, read_table
from tilekit.parse.positions import Position
from tilekit.sections.data import Data

FIELD = "data.metadata_csv"
_DEFAULT = "metadata.csv"
_SLOT = ("", __name__)
MAX_GROUPS = 2_000
"""Different values that one rule objects to; each may be compared with every word that was meant."""


class Metrics(Struct, frozen=True, kw_only=True):
    """The file and what the rest of the listing says about metrics; has_check tells if it names a metric check."""

    file: str
    table: MetricsTable
    prefix: str
    source_name: str
    kind: ListingKind
    has_check: bool


class Hit(Struct, frozen=True, kw_only=True):
    """One cell, row or header that a rule is about.

    row is None for the whole file. value tells causes apart: hits of one value are one finding where the check folds,
    with a fix if all have one.
    cells holds the new texts of cells of the row: the fix; edits are a fix that is more than that.
    """

    row: Record | None = None
    column: str = ""
    value: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    cells: Mapping[str, str] | None = None
    edits: Sequence[Edit] = ()
    message: str = ""
    severity: Severity | None = None


Rule = Callable[[Metrics], Iterable[Hit]]
ContextRule = Callable[[Metrics, Context], Iterable[Hit]]


def is_empty(row: Record) -> bool:
    """Whether a row has commas and nothing else, as spreadsheets leave them behind."""
    return not any(map(str.strip, row.cells))


def is_blank(cell: str) -> bool:
    """Whether a cell holds nothing but spaces."""
    return not cell.strip()


def metrics_file(bundle: Bundle) -> str:
    """The path of the metrics file, be it there or not."""
    return bundle.file_of(bundle.section(Data).metadata_csv) or _DEFAULT


def metrics_of(bundle: Bundle) -> Metrics | None:
    """The metrics file with its surroundings, put together once; None where there is no file. Raises Unparsable."""
    return bundle.once(_SLOT, lambda: _metrics_in(bundle))


def _metrics_in(bundle: Bundle) -> Metrics | None:
    data = bundle.section(Data)
    file = metrics_file(bundle)
    if file not in bundle.files:
        return None
    return Metrics(
        file=file,
        table=bundle.parse(file, read_table),
        prefix=data.metric_prefix,
        source_name=sound_source_name(bundle),
        kind=bundle.kind,
        has_check=bool(data.metric_check),
    )


def metrics_check(
    code: str,
    severity: Severity,
    message: str,
    *,
    folded: str = "",
    fix_title: str = "",
    fix: FixClass | None = None,
    follow_ups: tuple[str, ...] = (),
    in_submission: Severity | None = None,
) -> Callable[[Rule], Rule]:
    """Register a rule over the file. fix_title and fix are the title and the class of its fixes.

    folded is the text for the same on many rows.
    """

    def register(rule: Rule) -> Rule:
        @check(
            code=code,
            severity=severity,
            message=message,
            folded=folded,
            fix=fix,
            follow_ups=follow_ups,
            in_submission=in_submission,
        )
        def run(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
            metrics = metrics_of(bundle)
            if metrics is not None:
                hits = rule(metrics)
                groups = _alike(hits, metrics.file) if folded else ([hit] for hit in hits)
                yield from (_spot(metrics, group, fix_title) for group in groups)

        return rule

    return register


def _alike(hits: Iterable[Hit], file: str) -> Iterable[list[Hit]]:
    """The hits that will be one finding: together before there is a spot of each, of which the first alone is read."""
    groups: dict[tuple[str, str], list[Hit]] = {}
    budget = Budget(MAX_GROUPS)
    for hit in hits:
        if (hit.value, hit.message) not in groups:
            budget.spend(file=file)
        groups.setdefault((hit.value, hit.message), []).append(hit)
    return groups.values()


def deep_metrics_check(
    code: str, severity: Severity, message: str, *, needs: Need
) -> Callable[[ContextRule], ContextRule]:
    """Register a rule that also looks at other listings or the published version."""

    def register(rule: ContextRule) -> ContextRule:
        @check(code=code, severity=severity, message=message, stage=Stage.DEEP, needs=(needs,))
        def run(bundle: Bundle, context: Context) -> Iterator[Spot]:
            metrics = metrics_of(bundle)
            if metrics is not None:
                yield from (spot_of(metrics, hit, "") for hit in rule(metrics, context))

        return rule

    return register


def spot_of(metrics: Metrics, hit: Hit, title: str) -> Spot:
    """The spot of a hit: its pointer names the metric and the column, which stays when lines move."""
    return _spot(metrics, [hit], title)


def _spot(metrics: Metrics, alike: Sequence[Hit], title: str) -> Spot:
    """The spot of hits that are alike, at the first of them."""
    hit = alike[0]
    table, row = metrics.table, hit.row
    is_header = row is None or row is table.header_row
    name = "" if row is None or is_header else _name_in(table, row)
    index = table.header.index(hit.column) if hit.column in table.header else 0
    place = table.position(row, index) if row else Position(1, 1)
    parts = [part for part in (name, hit.column) if part]
    return Spot(
        path=FIELD,
        file=metrics.file,
        pointer=pointer_to(*parts),
        line=place.line,
        column=place.column,
        value=hit.value,
        message=hit.message,
        severity=hit.severity,
        fix=_fix(metrics, alike, title),
        places=len(alike),
        parameters={"name": name, "value": hit.value, **hit.parameters},
    )


def _name_in(table: MetricsTable, row: Record) -> str:
    at = table.header.index("metric_name") if "metric_name" in table.header else 0
    return row.cells[at] if at < len(row.cells) else ""


def _fix(metrics: Metrics, hits: Sequence[Hit], title: str) -> Fix | None:
    if not all(hit.edits or (hit.cells and hit.row) for hit in hits):
        return None
    edits = LaterEdits(lambda: dict.fromkeys(edit for hit in hits for edit in _edits(metrics, hit)))
    return Fix(title=Message(title or N_("Correct the file")), edits=edits)


def _edits(metrics: Metrics, hit: Hit) -> Sequence[Edit]:
    if hit.edits or hit.row is None or not hit.cells:
        return hit.edits
    return [cell_edit(metrics, hit.row, column, text=text) for column, text in hit.cells.items()]


def cell_edit(metrics: Metrics, row: Record, column: str, *, text: str) -> Edit:
    """Put a text into a cell, in quotation marks where it needs them or had them."""
    table = metrics.table
    index = table.header.index(column)
    start, end = table.cell_span(row, index)
    return Edit(
        file=metrics.file,
        start=table.source.byte_offset(start),
        end=table.source.byte_offset(end),
        replacement=spelled(text, is_quoted=row.raw[index].startswith('"')),
    )
