"""MD-028, MD-029 and MD-031 to MD-035: the column description."""

import re
from collections.abc import Iterator

from tilekit.checks.finding import FixClass, Severity
from tilekit.checks.metrics.metrics_file import MetricsFile, RawMetricsFinding, is_blank, is_empty, metrics_check
from tilekit.checks.metrics.normal_forms import are_aggregations_of_one
from tilekit.checks.metrics.units import unit_pair_meant_by
from tilekit.core.messages import N_

DESCRIPTION = "description"
MAX_CHARACTERS, MIN_CHARACTERS = 400, 10
_TAIL_CHARACTERS = 60
_SENTENCE_ENDS = (".", "!", "?", ":", ".)", '."', ".'", "。")
# A full stop after a URL, a path or code would look like a part of it.
_CODE_AT_END = re.compile(r"(?:://|[._`@=\\<>{}$]|/\S*/|(?<!\S)/)\S*$")
_WORD_AT_END = re.compile(r"(?<!\S)[(\[\"']*[A-Za-z]+(?:[-'/][A-Za-z]+)*[)\]\"']*$")
_NO_WORD = "no word at the end"
_UNIT_AT_END = re.compile(r"\s*[(\[]\s*(?:in\s+)?([^()\[\]]{1,30}?)\s*[)\]](?=\.?\s*$)")


@metrics_check(
    "MD-028",
    Severity.WARNING,
    N_("{name} has no description. Describe it in one sentence."),
    name=N_("Metric without a description"),
    folded=N_("{n} metrics have no description. The first is {name} on line {line}. Describe each one in a sentence."),
    applies_to="description",
    expected=N_("Not empty"),
    bad="no description",
    good="Messages waiting in the queue.",
)
def has_description(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, *_ in metrics.table.where(DESCRIPTION, is_blank):
        if not is_empty(row):
            yield RawMetricsFinding(row=row, column=DESCRIPTION)


@metrics_check(
    "MD-029",
    Severity.BLOCKER,
    N_("The description of {name} contains “|”. Remove it."),
    name=N_("Vertical bar in a metric description"),
    folded=N_("{n} descriptions contain “|”. The first is for {name} on line {line}. Remove the character."),
    fix_title=N_("Replace “|” with “or”"),
    fix=FixClass.SUGGESTED,
    applies_to="description",
    expected=N_("No vertical bar"),
    bad="Waiting messages|items.",
    good="Waiting messages or items.",
)
def has_no_bar(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, text, _ in metrics.table.where(DESCRIPTION, lambda text: "|" in text):
        plain = " or ".join(part.strip() for part in text.split("|") if part.strip())
        yield RawMetricsFinding(row=row, column=DESCRIPTION, cells={DESCRIPTION: plain})


@metrics_check(
    "MD-031",
    Severity.BLOCKER,
    N_("The description of {name} has {length} characters; the limit is 400. Shorten it."),
    name=N_("Metric description too long"),
    folded=N_(
        "{n} descriptions are longer than the limit of 400 characters. The first is for {name} on line {line}. "
        "Shorten them."
    ),
    applies_to="description",
    expected=N_("At most 400 characters"),
    bad="a description of 500 characters",
    good="Messages waiting in the queue.",
)
def is_short_enough(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, text, _ in metrics.table.where(DESCRIPTION, lambda text: len(text) > MAX_CHARACTERS and text.strip()):
        yield RawMetricsFinding(row=row, column=DESCRIPTION, parameters={"length": len(text)})


@metrics_check(
    "MD-032",
    Severity.ADVICE,
    N_("The description of {name} says too little. Describe what it measures and when it changes."),
    name=N_("Vague metric description"),
    folded=N_(
        "{n} descriptions say too little. The first is for {name} on line {line}. Describe what each metric measures."
    ),
    applies_to="description",
    expected=N_("At least 10 characters, and different from the short name"),
    bad="Depth",
    good="Messages waiting in the queue.",
)
def says_something(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    table = metrics.table
    shorts = table.column("short_name") or [""] * len(table.rows)
    for row, text, short in zip(table.rows, table.column(DESCRIPTION), shorts, strict=False):
        plain = text.strip().rstrip(".").lower()
        if plain and (len(text.strip()) < MIN_CHARACTERS or plain == short.strip().lower()):
            yield RawMetricsFinding(row=row, column=DESCRIPTION)


@metrics_check(
    "MD-033",
    Severity.ADVICE,
    N_("The description of {name} does not end with a full stop. Add it."),
    name=N_("Metric description without a full stop"),
    folded=N_("{n} descriptions do not end with a full stop, first on line {line}. Add one to each."),
    fix_title=N_("Add the full stop"),
    fix=FixClass.SAFE,
    applies_to="description",
    expected=N_("Ends with a full stop if most descriptions do, and has no spaces at either end"),
    bad="Waiting messages",
    good="Waiting messages.",
)
def ends_with_full_stop(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Descriptions end with a full stop and have no surrounding spaces. A description may end with code or a link.

    In a file where most descriptions have no full stop, none is needed: it is a style. The message about spaces is that
    of `blank_end`.
    """
    described = list(metrics.table.where(DESCRIPTION, str.strip))
    is_style = 2 * sum(text.rstrip().endswith(_SENTENCE_ENDS) for _, text, _ in described) < len(described)
    for row, text, _ in described:
        plain = text.strip()
        tail = plain[-_TAIL_CHARACTERS:]
        is_open = not is_style and not plain.endswith(_SENTENCE_ENDS) and not _CODE_AT_END.search(tail)
        if is_open and _WORD_AT_END.search(tail):
            plain += "."
        has_fix = plain != text and (not is_open or plain.endswith("."))
        if is_open or plain != text:
            cells = {DESCRIPTION: plain} if has_fix else None
            yield RawMetricsFinding(row=row, column=DESCRIPTION, value="" if has_fix else _NO_WORD, cells=cells)


@metrics_check(
    "MD-034",
    Severity.ADVICE,
    N_("{a} and {b} have the same description. Describe what makes them different."),
    name=N_("Two metrics with the same description"),
    folded=N_(
        "{n} metrics have the description of another metric. The first are {a} and {b} on line {line}. Describe what "
        "makes them different."
    ),
    applies_to="description",
    expected=N_("Different from the descriptions of other metrics"),
    bad="the same text for two metrics",
    good="a different text for each",
)
def is_own(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """No two metrics have the same description. MD-009 reports repeated metrics.

    Aggregations of one metric may share it, because the difference is in their names.
    """
    table = metrics.table
    first: dict[str, str] = {}
    for row, text, name in zip(table.rows, table.column(DESCRIPTION), table.names, strict=False):
        plain = text.strip().lower()
        if plain and not are_aggregations_of_one(first.setdefault(plain, name), name):
            yield RawMetricsFinding(row=row, column=DESCRIPTION, parameters={"a": first[plain], "b": name})


@metrics_check(
    "MD-035",
    Severity.ADVICE,
    N_("The unit is shown automatically. Remove “({unit})” from the description."),
    name=N_("Unit in a metric description"),
    folded=N_("The unit is shown automatically. Remove “({unit})” from {n} descriptions, first on line {line}."),
    fix_title=N_("Remove the unit"),
    fix=FixClass.SUGGESTED,
    applies_to="description",
    expected=N_("Does not repeat the unit"),
    bad="Latency in milliseconds.",
    good="Time until a message is read.",
)
def omits_unit(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    table = metrics.table
    columns = (table.column(name) for name in (DESCRIPTION, "unit_name", "per_unit_name"))
    for row, text, unit, per in zip(table.rows, *columns, strict=False):
        tail = text[-_TAIL_CHARACTERS:]
        unit_at_end = _UNIT_AT_END.search(tail) if unit and tail.rstrip(". ").endswith((")", "]")) else None
        if unit_at_end and len(unit_at_end[1]) > 1 and unit_pair_meant_by(unit_at_end[1]) == (unit, per):
            plain = text[:-_TAIL_CHARACTERS] + tail[: unit_at_end.start()] + tail[unit_at_end.end() :]
            yield RawMetricsFinding(
                row=row,
                column=DESCRIPTION,
                value=unit,
                parameters={"unit": unit_at_end.group(1)},
                cells={DESCRIPTION: plain},
            )
