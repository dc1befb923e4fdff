"""MD-008 to MD-014: the column metric_name."""

from collections import defaultdict
from collections.abc import Iterator

from tilekit.checks.finding import FixClass, Severity
from tilekit.checks.fixes import text_edit
from tilekit.checks.metrics.metrics_file import MetricsFile, RawMetricsFinding, is_blank, metrics_check
from tilekit.checks.metrics.normal_forms import common_dotted_prefix, normal_metric_name, repeated
from tilekit.core.messages import N_
from tilekit.parse.csv import Record
from tilekit.platform_lists import lines

NAME_COLUMN = "metric_name"
MAX_METRIC_NAME = 200
_NO_LETTER = N_("The platform cannot store the name {name}. Start the name with a letter.")


def rows_with_name(metrics: MetricsFile) -> Iterator[tuple[Record, str]]:
    """The rows with a name, and the name."""
    names = metrics.table.column(NAME_COLUMN)
    return ((row, name) for row, name in zip(metrics.table.rows, names, strict=False) if name)


@metrics_check(
    "MD-008",
    Severity.BLOCKER,
    N_("Line {line} has no metric name. Add one or remove the line."),
    name=N_("Row without a metric name"),
    folded=N_("{n} lines have no metric name, first on line {line}. Add the names or remove the lines."),
    applies_to="metric_name",
    expected=N_("Not empty"),
    bad=",gauge,,",
    good="acme.queue.depth,gauge,,",
)
def has_name(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, *_ in metrics.table.where(NAME_COLUMN, is_blank):
        yield RawMetricsFinding(row=row, column=NAME_COLUMN)


@metrics_check(
    "MD-009",
    Severity.BLOCKER,
    N_("{name} is listed on lines {a} and {b}. Remove one."),
    name=N_("Repeated metric"),
    folded=N_("{n} lines repeat a metric. The first is {name} on lines {a} and {b}. Remove the repeated lines."),
    fix_title=N_("Remove the repeated line"),
    fix=FixClass.SUGGESTED,
    applies_to="metric_name",
    expected=N_("Unique in the file"),
    bad="acme.queue.depth twice",
    good="acme.queue.depth once",
)
def is_unique(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    rows: dict[str, list[Record]] = defaultdict(list)
    for row, name, _ in metrics.table.where(NAME_COLUMN, repeated(filter(None, metrics.table.names)).__contains__):
        rows[name].append(row)
    for first, *others in rows.values():
        for row in others:
            is_same = list(row.cells) == list(first.cells)
            yield RawMetricsFinding(
                row=row,
                column=NAME_COLUMN,
                value="" if is_same else "differs",
                parameters={"a": first.line, "b": row.line},
                edits=(text_edit(metrics.file, metrics.table.source, (row.start, row.end), new=""),) if is_same else (),
            )


@metrics_check(
    "MD-010",
    Severity.BLOCKER,
    N_("The platform would store {name} as {normal}. Use {normal}."),
    name=N_("Metric name not in its stored form"),
    folded=N_(
        "The platform would store {n} metric names differently. The first is {name} on line {line}, "
        "which it would store as {normal}. Use the stored names."
    ),
    fix_title=N_("Use the stored name"),
    fix=FixClass.SUGGESTED,
    applies_to="metric_name",
    expected=N_(
        "As the platform stores the name, starting with a letter, with only letters, digits, _ and dots, and "
        "without _ next to a dot or at either end"
    ),
    bad="acme.queue-depth%",
    good="acme.queue_depth",
)
def is_normal(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Names are in the form in which the platform stores them. MD-030 reports other letters."""
    for row, name in rows_with_name(metrics):
        normal = normal_metric_name(name)
        if normal != name and name.strip() and name.isascii():
            yield RawMetricsFinding(
                row=row,
                column=NAME_COLUMN,
                message="" if normal else _NO_LETTER,
                parameters={"normal": normal},
                cells={NAME_COLUMN: normal} if normal else None,
            )


@metrics_check(
    "MD-011",
    Severity.BLOCKER,
    N_("{name} does not start with the metric prefix “{prefix}”. Rename the metric or correct the prefix."),
    name=N_("Metric name without the metric prefix"),
    folded=N_(
        "{n} metrics do not start with the metric prefix “{prefix}”. The first is {name} on line {line}. "
        "Rename the metrics or correct the prefix."
    ),
    applies_to="metric_name",
    expected=N_("Starts with the listing's metric prefix or a shared prefix"),
    bad="queue.depth",
    good="acme.queue.depth",
)
def has_prefix(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Names start with the metric prefix or a shared one. XC-014 reports a prefix that no metric uses."""
    if not metrics.prefix or is_prefix_unused(metrics):
        return
    allowed = (metrics.prefix, *lines("shared_metric_prefixes.txt"))
    for row, name in rows_with_name(metrics):
        if name.strip() and not name.startswith(allowed) and not normal_metric_name(name).startswith(allowed):
            yield RawMetricsFinding(row=row, column=NAME_COLUMN, parameters={"prefix": metrics.prefix})


def is_prefix_unused(metrics: MetricsFile) -> bool:
    """Whether several metrics share a prefix that differs from the listing's, so that the listing's is wrong."""
    names = [name for _, name in rows_with_name(metrics) if name.strip()]
    is_used = any(form.startswith(metrics.prefix) for name in names for form in (name, normal_metric_name(name)))
    return len(names) > 1 and not is_used and bool(common_dotted_prefix(names))


def are_all_names_valid(metrics: MetricsFile) -> bool:
    """Whether the name of every row is known and valid. Another check reports a wrong name."""
    if NAME_COLUMN not in metrics.table.header or metrics.table.irregular or is_prefix_unused(metrics):
        return False
    allowed = (metrics.prefix, *lines("shared_metric_prefixes.txt"))
    return all(
        name.startswith(allowed)
        and len(name) <= MAX_METRIC_NAME
        and name.isascii()
        and name == normal_metric_name(name)
        for name in metrics.table.column(NAME_COLUMN)
    )


@metrics_check(
    "MD-013",
    Severity.BLOCKER,
    N_("{name} has {length} characters; the limit is 200. Shorten it."),
    name=N_("Metric name too long"),
    folded=N_("{n} metric names are longer than the limit of 200 characters, first on line {line}. Shorten them."),
    applies_to="metric_name",
    expected=N_("At most 200 characters"),
    bad="a name of 240 characters",
    good="acme.queue.depth",
)
def is_short_enough(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, name, _ in metrics.table.where(NAME_COLUMN, lambda text: len(text) > MAX_METRIC_NAME):
        yield RawMetricsFinding(row=row, column=NAME_COLUMN, parameters={"length": len(name)})


_SAME_IN_LOWER_CASE = N_("{name} and {other} differ only in capital letters. Remove one of them, or rename it.")


@metrics_check(
    "MD-014",
    Severity.ADVICE,
    N_("{name} contains capital letters. Use lower case only."),
    name=N_("Capital letters in a metric name"),
    folded=N_("{n} metric names contain capital letters. The first is {name} on line {line}. Use lower case only."),
    applies_to="metric_name",
    expected=N_("In lower case"),
    bad="acme.queue.Depth",
    good="acme.queue.depth",
)
def is_lower(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Names are in lower case. There is no fix, because a new name would be a new metric.

    Two names that differ only in their letter case are a warning, because readers take them for one metric.
    """
    capitals = list(metrics.table.where(NAME_COLUMN, lambda text: text != text.lower()))
    spellings = defaultdict[str, list[str]](list)
    for name in metrics.table.names if capitals else ():
        spellings[name.lower()].append(name)
    for row, name, _ in capitals:
        other = next((one for one in spellings[name.lower()] if one != name), "")
        yield RawMetricsFinding(
            row=row,
            column=NAME_COLUMN,
            value=name if other else "",
            message=_SAME_IN_LOWER_CASE if other else "",
            severity=Severity.WARNING if other else None,
            parameters={"other": other} if other else {},
        )
