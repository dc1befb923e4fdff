"""MD-036 to MD-045: orientation, integration, short_name and curated_metric."""

import re
from collections import defaultdict
from collections.abc import Iterator

from tilekit.checks.finding import FixClass, Severity
from tilekit.checks.metrics.metrics_file import MetricsFile, RawMetricsFinding, is_blank, matching_cells, metrics_check
from tilekit.checks.metrics.normal_forms import in_plain_characters, repeated, short_form
from tilekit.checks.metrics.orientations import is_bad, is_good
from tilekit.core.messages import N_
from tilekit.parse.csv import Record
from tilekit.platform_lists import line_set
from tilekit.sections.initial_values import normal_source_name

ORIENTATION, INTEGRATION, SHORT, CURATED = "orientation", "integration", "short_name", "curated_metric"
MAX_SHORT_NAME = 40
_ORIENTATION_NUMBER = re.compile(r"\s*([+-]?[01])(?:\.0+)?\s*")


@metrics_check(
    "MD-036",
    Severity.BLOCKER,
    N_("Set the orientation of {name}: higher is better (1), lower is better (-1) or neither (0)."),
    name=N_("Metric without an orientation"),
    folded=N_(
        "{n} metrics have no orientation, first on line {line}. Set it: higher is better (1), lower is better (-1) "
        "or neither (0)."
    ),
    applies_to="orientation",
    expected=N_("Not empty"),
    bad="no orientation",
    good="-1",
)
def has_orientation(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, *_ in matching_cells(metrics, ORIENTATION, is_blank):
        yield RawMetricsFinding(row=row, column=ORIENTATION)


@metrics_check(
    "MD-037",
    Severity.BLOCKER,
    N_("The orientation must be -1, 0 or 1, not {value}."),
    name=N_("Invalid orientation"),
    folded=N_("The orientation must be -1, 0 or 1, not {value} ({n} lines, first on line {line})."),
    fix_title=N_("Use a whole number"),
    fix=FixClass.SUGGESTED,
    applies_to="orientation",
    expected=N_("-1, 0 or 1"),
    bad="2",
    good="1",
)
def has_known_orientation(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    orientations = line_set("orientations.txt")
    for row, value, _ in matching_cells(metrics, ORIENTATION, lambda text: text not in orientations and text.strip()):
        number = _ORIENTATION_NUMBER.fullmatch(in_plain_characters(value))
        plain = str(int(number.group(1))) if number else ""
        yield RawMetricsFinding(row=row, column=ORIENTATION, value=value, cells={ORIENTATION: plain} if plain else None)


@metrics_check(
    "MD-038",
    Severity.ADVICE,
    N_("The orientation says that a higher {name} is better. Check that this is correct."),
    name=N_("Doubtful orientation"),
    folded=N_("{n} orientations look reversed. The first is for {name} on line {line}. Check them."),
    applies_to="orientation",
    expected=N_(
        "Not 1 if the name contains a word such as error, latency or failed, and not -1 if it contains one such "
        "as success or available"
    ),
    bad="1 for acme.queue.errors",
    good="-1 for acme.queue.errors",
)
def fits_orientation(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """A higher number of errors is not good, and a lower number of successes is not good."""
    for row, value, name in matching_cells(metrics, ORIENTATION, ("1", "-1").__contains__):
        if value == "1" and is_bad(name):
            yield RawMetricsFinding(row=row, column=ORIENTATION)
        elif value == "-1" and is_good(name):
            yield RawMetricsFinding(
                row=row,
                column=ORIENTATION,
                message=N_("The orientation says that a lower {name} is better. Check that this is correct."),
            )


@metrics_check(
    "MD-039",
    Severity.BLOCKER,
    N_("The integration column is empty on line {line}. Fill it in."),
    name=N_("Empty integration column"),
    folded=N_("The integration column is empty on {n} lines, first on line {line}. Fill it in."),
    fix_title=N_("Fill in the column"),
    fix=FixClass.SUGGESTED,
    applies_to="integration",
    expected=N_("Not empty"),
    bad="no integration",
    good="acme_queue",
)
def has_integration(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    expected = normal_source_name(metrics.source_name)
    for row, *_ in matching_cells(metrics, INTEGRATION, is_blank):
        yield RawMetricsFinding(row=row, column=INTEGRATION, cells={INTEGRATION: expected} if expected else None)


@metrics_check(
    "MD-040",
    Severity.BLOCKER,
    N_("The integration column must be {expected}, not {value}."),
    name=N_("Wrong value in the integration column"),
    folded=N_("The integration column must be {expected}, not {value} ({n} lines, first on line {line})."),
    fix_title=N_("Correct the column on all lines"),
    fix=FixClass.SUGGESTED,
    applies_to="integration",
    expected=N_(
        "source_type_name in lower case, with one _ for each run of characters other than letters, digits and -, "
        "and no _ at either end"
    ),
    bad="Acme Queue",
    good="acme_queue",
)
def fits_integration(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    expected = normal_source_name(metrics.source_name)
    if not expected:
        return
    for row, value, _ in matching_cells(metrics, INTEGRATION, lambda text: text != expected and text.strip()):
        yield RawMetricsFinding(
            row=row,
            column=INTEGRATION,
            value=value,
            parameters={"expected": expected},
            cells={INTEGRATION: expected},
        )


@metrics_check(
    "MD-041",
    Severity.ADVICE,
    N_("{name} has no short name. Add one. Example: “{example}”."),
    name=N_("Metric without a short name"),
    folded=N_(
        "{n} metrics have no short name. The first is {name} on line {line}. Add short names. Example: “{example}”."
    ),
    applies_to="short_name",
    expected=N_("Not empty"),
    bad="no short_name",
    good="queue depth",
)
def has_short_name(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, _, name in matching_cells(metrics, SHORT, is_blank):
        yield RawMetricsFinding(row=row, column=SHORT, parameters={"example": short_form(name, metrics.prefix)})


@metrics_check(
    "MD-042",
    Severity.ADVICE,
    N_("{count} metrics have the short name {short}. Give each metric its own short name."),
    name=N_("Metrics with the same short name"),
    folded=N_(
        "{n} short names are used more than once. The first is {short} on line {line}. Give each metric its own "
        "short name."
    ),
    applies_to="short_name",
    expected=N_("Unique in the file"),
    bad="queue depth twice",
    good="queue depth and dead letter depth",
)
def is_unique_short_name(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Metrics don't share a short name. Each short name is reported once, at its second use."""
    rows: dict[str, dict[str, Record]] = defaultdict(dict)
    twice = repeated(map(_normal_name, metrics.table.column(SHORT)))
    for row, value, name in matching_cells(metrics, SHORT, lambda text: text.strip() and _normal_name(text) in twice):
        rows[_normal_name(value)].setdefault(name, row)
    index = list(metrics.table.header).index(SHORT) if SHORT in metrics.table.header else 0
    for same in map(list, map(dict.values, rows.values())):
        if len(same) > 1:
            yield RawMetricsFinding(
                row=same[1], column=SHORT, parameters={"short": same[0].cells[index], "count": len(same)}
            )


def _normal_name(short_name: str) -> str:
    return short_name.strip().lower()


@metrics_check(
    "MD-043",
    Severity.ADVICE,
    N_("The short name has {length} characters; we recommend at most 40. Shorten it."),
    name=N_("Short name of a metric too long"),
    folded=N_("{n} short names are longer than the recommended 40 characters, first on line {line}. Shorten them."),
    applies_to="short_name",
    expected=N_("At most 40 characters"),
    bad="a short name of 60 characters",
    good="queue depth",
)
def is_short_short_name(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, value, _ in matching_cells(metrics, SHORT, lambda text: len(text) > MAX_SHORT_NAME):
        yield RawMetricsFinding(row=row, column=SHORT, parameters={"length": len(value)})


@metrics_check(
    "MD-044",
    Severity.BLOCKER,
    N_("{value} is not a valid curated_metric. Use cpu or memory."),
    name=N_("Unknown value of curated_metric"),
    folded=N_("{value} is not a valid curated_metric ({n} lines, first on line {line}). Use cpu or memory."),
    fix_title=N_("Use lower case"),
    fix=FixClass.SUGGESTED,
    applies_to="curated_metric",
    expected=N_("Empty, cpu, memory, or both joined with a vertical bar"),
    bad="disk",
    good="cpu",
)
def has_known_curated_kinds(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    kinds = line_set("curated_metric_types.txt")
    for row, value, _ in matching_cells(metrics, CURATED, lambda text: text and not kinds.issuperset(text.split("|"))):
        parts = [part.strip().lower() for part in value.split("|")]
        is_sure = kinds.issuperset(part for part in parts if part)
        plain = "|".join(dict.fromkeys(part for part in parts if part))
        yield RawMetricsFinding(row=row, column=CURATED, value=value, cells={CURATED: plain} if is_sure else None)


@metrics_check(
    "MD-045",
    Severity.BLOCKER,
    N_("{value} is listed twice in curated_metric. Remove one."),
    name=N_("Repeated value in curated_metric"),
    folded=N_("{value} is listed twice in curated_metric ({n} lines, first on line {line}). Remove one."),
    fix_title=N_("Remove the duplicate"),
    fix=FixClass.SAFE,
    applies_to="curated_metric",
    expected=N_("No duplicate values in a cell"),
    bad="cpu twice in one cell",
    good="cpu",
)
def has_curated_once(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, value, _ in matching_cells(metrics, CURATED, lambda text: "|" in text):
        parts = value.split("|")
        repeated = next((part for part in parts if parts.count(part) > 1), "")
        if repeated:
            yield RawMetricsFinding(
                row=row, column=CURATED, value=repeated, cells={CURATED: "|".join(dict.fromkeys(parts))}
            )
