"""MD-012, MD-047 to MD-049, MD-051 and MD-052: the file as a whole, and other listings."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Edit, Fix, FixClass, LazyEdits, RawFinding, Severity, Stage, finding
from tilekit.checks.fixes import text_edit
from tilekit.checks.metrics.metrics_file import (
    MetricsFile,
    RawMetricsFinding,
    metrics_check,
    metrics_of,
    raw_finding_of,
)
from tilekit.checks.metrics.names import NAME_COLUMN, are_all_names_valid, rows_with_name
from tilekit.checks.metrics.normal_forms import common_dotted_prefix
from tilekit.checks.metrics.types import TYPE
from tilekit.checks.parsed_files import METADATA, require_manifest
from tilekit.checks.registry import check
from tilekit.core.kind import sends_metrics
from tilekit.core.messages import N_, Message
from tilekit.parse.csv import Record
from tilekit.parse.metrics_table import end_of
from tilekit.scaffold.change_lists import CHANGE_GROUPS, UNTYPED
from tilekit.sections import limits
from tilekit.sections.release_notes import ReleaseNotes

_MAX_METRICS, _MAX_TABLE_BYTES = 10_000, limits.TABLE_BYTES
_PREFIX_POINTER = "/assets/integration/metrics/prefix"


@check(
    code="MD-012",
    name=N_("Metrics without a metric prefix"),
    severity=Severity.BLOCKER,
    message=N_("Enter the metric prefix before you add metrics."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("file"),
    expected=N_("If there are rows, the manifest has a metric prefix"),
    bad="rows, but no prefix in the manifest",
    good='"prefix": "acme.queue."',
)
def has_prefix(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """A listing with metrics has a metric prefix. MF-043 and MF-046 report on metadata.csv."""
    metrics = metrics_of(bundle)
    if metrics is None or metrics.prefix or not metrics.table.rows or metrics.file == METADATA:
        return
    require_manifest(bundle)
    common = common_dotted_prefix([name for _, name in rows_with_name(metrics)])
    fix = Fix(title=Message(N_("Use {common}"), {"common": common}), values={"data.metric_prefix": common})
    yield finding(path="data.metric_prefix", file="manifest.json", pointer=_PREFIX_POINTER, fix=fix if common else None)


@metrics_check(
    "MD-047",
    Severity.ADVICE,
    N_("The rows are not in order. Sort them by metric name."),
    name=N_("Unsorted metrics"),
    fix_title=N_("Sort the rows"),
    fix=FixClass.SAFE,
    applies_to=N_("file"),
    expected=N_("Rows sorted by metric_name, if most of them are"),
    bad="b before a",
    good="a before b",
)
def is_sorted(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Rows are sorted by name. Only the first row out of order is reported.

    A file in which more than a third of the rows, and more than one, would have to move has another order, such as one
    by subject.
    """
    table = metrics.table
    names = table.column(NAME_COLUMN)
    out = next(
        (at for at, (name, before) in enumerate(zip(names[1:], names, strict=False), start=1) if name < before), None
    )
    if out is None or _rows_to_move(names) > max(1, len(names) // 3) or not are_all_names_valid(metrics):
        return
    yield RawMetricsFinding(
        row=table.rows[out], column=NAME_COLUMN, edits=LazyEdits(partial(_edits_sorting_rows, metrics, names))
    )


def _rows_to_move(names: Sequence[str]) -> int:
    """The smallest number of names to move to sort them: all but the longest ascending subsequence."""
    smallest_ends = list[str]()
    for name in names:
        at = bisect_right(smallest_ends, name)
        smallest_ends[at : at + 1] = [name]
    return len(names) - len(smallest_ends)


def _edits_sorting_rows(metrics: MetricsFile, names: Sequence[str]) -> list[Edit]:
    rows = metrics.table.rows
    order = sorted(range(len(names)), key=names.__getitem__)
    return [
        _edit_replacing_row(metrics, row, rows[at]) for row, at in zip(rows, order, strict=True) if rows[at] is not row
    ]


def _edit_replacing_row(metrics: MetricsFile, row: Record, other: Record) -> Edit:
    """The edit that replaces this record with another. Line breaks don't change."""
    source = metrics.table.source
    return text_edit(metrics.file, source, (row.start, end_of(row)), new=source.text[other.start : end_of(other)])


@metrics_check(
    "MD-048",
    Severity.ADVICE,
    N_("The metrics file lists no metrics. Add the metrics that your integration sends."),
    name=N_("Empty metrics file"),
    submission_severity=Severity.BLOCKER,
    applies_to=N_("file"),
    expected=N_("Has at least one row, unless the listing sends no metrics"),
    bad="only a header",
    good="at least one row",
)
def has_rows(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """The file lists a metric if the listing declares metrics, as a data type or as a metric check.

    The platform's template has only a header.
    """
    is_asked = sends_metrics(metrics.kind) or (not metrics.kind.submitted and metrics.has_check)
    if is_asked and metrics.table.has_columns() and not metrics.table.rows and not metrics.table.irregular:
        yield RawMetricsFinding(severity=None if sends_metrics(metrics.kind) else Severity.ADVICE)


@metrics_check(
    "MD-049",
    Severity.BLOCKER,
    N_("The metrics file is too large to show. Remove metrics that customers don't need, or split the integration."),
    name=N_("Metrics file too large"),
    applies_to=N_("file"),
    expected=N_("At most 10,000 rows and 5 MB"),
    bad="20,000 rows",
    good="the metrics that are sent",
)
def is_small_enough(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    if len(metrics.table.rows) > _MAX_METRICS or len(metrics.table.source.data) > _MAX_TABLE_BYTES:
        yield RawMetricsFinding()


@check(
    code="MD-051",
    name=N_("Removed or changed published metric"),
    severity=Severity.WARNING,
    message=N_("{name} was published with the type {old}. Mention the change in the release notes."),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
    applies_to=N_("row"),
    expected=N_("If a published metric is removed or its type changes, the newest release note mentions it"),
    bad="a published metric that was removed without a note",
    good="***Removed***: acme.queue.size",
)
def keeps_published(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    before = metrics_of(context.published) if context.published else None
    if before is None:
        return
    now = metrics_of(bundle)
    types = dict(_names_and_types(now)) if now else {}
    notes = _newest_note(bundle)
    for name, old in _names_and_types(before):
        if types.get(name) != old and name not in notes:
            text = (
                ""
                if name in types
                else N_("{name} was published but is no longer listed. Mention the removal in the release notes.")
            )
            yield finding(
                path="release_notes.entries" if name not in types else "data.metadata_csv",
                file=before.file if now is None else now.file,
                pointer=f"/{name}",
                line=next((row.line for row, row_name in rows_with_name(now) if row_name == name), 1) if now else 1,
                value=name,
                message=text,
                name=name,
                old=old,
            )


def _names_and_types(metrics: MetricsFile) -> Iterator[tuple[str, str]]:
    return zip(metrics.table.column(NAME_COLUMN), metrics.table.column(TYPE), strict=False)


def _newest_note(bundle: Bundle) -> str:
    newest = bundle.section(ReleaseNotes).newest
    if newest is None:
        return ""
    return "\n".join(text for kind in (UNTYPED, *CHANGE_GROUPS) for text in getattr(newest, kind))


@check(
    code="MD-052",
    name=N_("Metric name with another listing's prefix"),
    severity=Severity.ADVICE,
    message=N_("The metric name {name} belongs to {owner}. Use your own metric prefix."),
    stage=Stage.DEEP,
    needs=(Need.TAKEN,),
    applies_to=N_("row"),
    expected=N_("No metric name starts with the prefix of another listing"),
    bad="kafka.lag, which belongs to another listing",
    good="acme.queue.lag",
)
def has_no_foreign_prefix(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """No name starts with the prefix of another listing, unless this listing's prefix is longer."""
    metrics, taken = metrics_of(bundle), context.taken.values.get("metric_prefix", {}) if context.taken else {}
    if metrics is None:
        return
    others = {prefix: owner for prefix, owner in taken.items() if prefix and len(prefix) > len(metrics.prefix)}
    for row, name in rows_with_name(metrics) if others else ():
        if owner := next((owner for prefix, owner in others.items() if name.startswith(prefix)), None):
            hit = RawMetricsFinding(row=row, column=NAME_COLUMN, value=name, parameters={"owner": owner})
            yield raw_finding_of(metrics, hit)
