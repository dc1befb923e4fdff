"""MD-054 to MD-058: what a metric means, by its name and description, compared with its other cells."""

import re
from collections.abc import Iterator

from tilekit.checks.finding import Severity
from tilekit.checks.metrics.columns import CURATED
from tilekit.checks.metrics.descriptions import DESCRIPTION, MIN_CHARACTERS
from tilekit.checks.metrics.metrics_file import MetricsFile, RawMetricsFinding, metrics_check
from tilekit.checks.metrics.types import TYPE
from tilekit.checks.metrics.unit_from_name import name_words
from tilekit.checks.metrics.units import family
from tilekit.core.messages import N_
from tilekit.parse.csv import Record

_GROWS = re.compile(
    r"\b(?:cumulative|accumulated|running total|monotonic\w*|ever[- ]increasing|only increases|lifetime"
    r"|since (?:(?!then\b)[a-z]+ ){0,5}?(?:(?:was|were|has been) (?:last )?)?"
    r"(?:start\w*|launch\w*|boot\w*|restart\w*|creation|created|opened|installed|registered|reset))\b",
    re.IGNORECASE,
)
# "Total number of requests received"; a state such as "waiting" or "open" can fall again.
_HAPPENED = re.compile(
    r"^(?:the )?(?:total )?(?:number|count|amount) of\b.*\b(?:accepted|completed|created|delivered|dropped|executed"
    r"|failed|handled|processed|published|received|rejected|requested|retried|returned|sent|served|started|written)\b",
    re.IGNORECASE,
)
# Values that can fall: of a period, of the present, or calculated from others.
_CAN_FALL = re.compile(
    r"\b(?:per|rate|in the (?:last|past)|during|over the (?:last|past)|current\w*|average|interval|mean|median|peak"
    r"|ratio|share|percent\w*|fraction|throughput|max\w*|min\w*|highest|lowest|longest|shortest|largest|smallest|slowest|fastest"
    r"|quantile|deviation|variance)\b",
    re.IGNORECASE,
)
# A duration or a moment: “Seconds since the last restart.”
_IS_TIME = re.compile(
    r"^(?:the )?(?:time|age|uptime|how long|(?:number of )?(?:seconds|minutes|hours|days))\b", re.IGNORECASE
)
# The present value, not the number of new ones in the current interval.
_IS_STATE = re.compile(
    r"^(?:the )?(?:current (?:number|count|amount|size)|(?:number|count|amount) of (?:[\w-]+ )?currently )"
    r"(?!.*\b(?:since|per|during|interval|period|minute|hour|day|cycle)\b)",
    re.IGNORECASE,
)
# "Requests per second"; not what is counted beyond a limit, or how often the metric is collected.
_IS_RATE = re.compile(r"^(?:the )?(?:rate|throughput) of\b|\bper (?:second|minute|hour)[.]?$", re.IGNORECASE)
_OF_LIMIT = re.compile(
    r"\b(?:above|allowed|beyond|budget|capped|exceed\w*|limit\w*|more than|over|quota|throttl\w*|once|every"
    r"|collected|reported|sampled)\b",
    re.IGNORECASE,
)
_RATE = N_("The description of {name} gives a rate, but its type is count. Use gauge or rate.")
_STATE = N_("The description of {name} gives the current value, but its type is count. Use gauge for a state.")
_GROWING_WORDS = ("umulat", "unning total", "onotonic", "increas", "ifetime", "ince ")
_COUNTER_ENDINGS = (".total", "_total", ".counter", "_counter", ".count", "_count")
_DATES = re.compile(r"\b(?:time|timestamp|seconds|uptime|age|date)\b", re.IGNORECASE)
_FROM_0_TO_1 = re.compile(
    r"\b0(?:\.0+)?(?: \([\w ]{1,20}\))?\s*(?:-|–|to|and|\.\.+|,)\s*1(?:\.0+)?\b(?!\d|\s*(?:00|%))"
    r"|^(?:the )?fraction of\b",
    re.IGNORECASE,
)
_FROM_0_TO_100 = re.compile(r"\b0\s*%?\s*(?:-|–|to|and|\.\.+|,)\s*100\b|^(?:the )?percentage of\b", re.IGNORECASE)
_SAYS_OTHER_UNIT = N_("The description of {name} says {said}, but the unit is {unit}. Correct one of them.")
_COMPARABLE = (
    "nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day", "byte", "kibibyte", "mebibyte",
    "gibibyte", "kilobyte", "megabyte", "gigabyte",
)  # fmt: skip
_BITS = ("bit", "kilobit", "megabit", "gigabit", "kibibit", "mebibit", "gibibit")
_UNITS_IN_TEXT = {
    **{f"{unit}{end}": unit for unit in _COMPARABLE for end in ("", "s")},
    "ns": "nanosecond",
    "ms": "millisecond",
    "secs": "second",
    "kb": "kilobyte",
    "mb": "megabyte",
    "gb": "gigabyte",
    "kib": "kibibyte",
    "mib": "mebibyte",
    "gib": "gibibyte",
}
_IN_UNIT = re.compile(
    rf"(?:\b(?:measured |expressed |given )?in |\()(?P<unit>{'|'.join(_UNITS_IN_TEXT)})\b", re.IGNORECASE
)
_MARKUP = re.compile(
    r"</?(?:a|b|br|code|em|i|li|p|span|strong|ul)\b[^<>]*>|\*\*[^*\s][^*]*\*\*|\[[^\]]{1,200}\]\(\S{1,200}\)"
    r"|&(?:amp|lt|gt|nbsp);|^#+ "
)
_OTHER_KIND = N_("{name} does not measure {value}. Clear the cell curated_metric.")
_ARTICLES = ("a", "an", "the")
_SAYS_NOTHING = re.compile(
    r"(?:(?:no|missing) description\b.*|n/?a|none|unknown|undocumented"
    r"|(?:(?:this|it) is )?(?:a|the|an)? ?(?:custom )?(?:metric|value|count(?:er)?|gauge|number)"
    r"|(?:a )?metric (?:of|for|from) \w+|see (?:the )?(?:docs?|documentation|above|below|name)|self[- ]explanatory"
    r"|description|same as above|to be (?:defined|documented|added))[.!]?",
    re.IGNORECASE,
)
_KINDS = {
    "cpu": (re.compile(r"cpu|processor|core|load", re.IGNORECASE), ("cpu", "frequency", "percentage", "time")),
    "memory": (re.compile(r"mem|heap|rss|ram\b|buffer|swap", re.IGNORECASE), ("bytes", "percentage", "memory")),
}


def cells_of(metrics: MetricsFile, *columns: str) -> Iterator[tuple[Record, str, tuple[str, ...]]]:
    """Row, name and the cells of the columns."""
    table = metrics.table
    cells = (table.column(column) or ("",) * len(table.rows) for column in columns)
    yield from zip(table.rows, table.names, zip(*cells, strict=True), strict=True)


@metrics_check(
    "MD-054",
    Severity.ADVICE,
    N_(
        "The description of {name} says that it counts up, but its type is gauge. Use count if each value "
        "adds to the total."
    ),
    name=N_("Gauge that counts up"),
    folded=N_("{n} metrics count up, but their type is gauge. The first is {name} on line {line}. Use count."),
    folded_variants={
        _STATE: N_("{n} metrics are current values, but their type is count. The first is {name} on line {line}."),
        _RATE: N_("{n} metrics are rates, but their type is count. The first is {name} on line {line}."),
    },
    applies_to="metric_type, description",
    expected=N_("A metric that counts up has the type count"),
    bad="a gauge “Requests since the start.”",
    good="a count",
)
def has_counts_that_count(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """A gauge is a state. A metric that only grows is a count."""
    for row, name, (kind, about) in cells_of(metrics, TYPE, DESCRIPTION):
        if kind == "gauge" and _counts_up(name, about):
            yield RawMetricsFinding(row=row, column=TYPE)
        elif kind == "count" and _IS_STATE.search(about):
            yield RawMetricsFinding(row=row, column=TYPE, message=_STATE)
        elif kind == "count" and _IS_RATE.search(about.rstrip()) and not _OF_LIMIT.search(about):
            yield RawMetricsFinding(row=row, column=TYPE, message=_RATE)


def _counts_up(name: str, about: str) -> bool:
    """Whether the name and the description say that the value only grows."""
    has_word = any(word in about for word in _GROWING_WORDS)  # much faster than the pattern
    grows = (has_word and _GROWS.search(about)) or (name.endswith(_COUNTER_ENDINGS) and _HAPPENED.search(about))
    is_time = _IS_TIME.search(about)
    return bool(grows) and not is_time and not _CAN_FALL.search(about) and not _DATES.search(name.replace("_", " "))


@metrics_check(
    "MD-055",
    Severity.ADVICE,
    N_("The description of {name} gives values up to {most}, which does not fit the unit {unit}. Correct one of them."),
    name=N_("Range that does not fit the unit"),
    folded=N_(
        "{n} metrics have values up to {most}, which does not fit the unit {unit}. The first is {name} on line {line}."
    ),
    folded_variants={
        _SAYS_OTHER_UNIT: N_(
            "{n} descriptions say {said}, but the unit is {unit}, first for {name} on line {line}. Correct one of them."
        )
    },
    applies_to="unit_name, description",
    expected=N_(
        "A ratio from 0 to 1 has the unit fraction, one from 0 to 100 has the unit percent, and a unit in the "
        "description is the one of the row"
    ),
    bad="percent for “Share of hits, from 0 to 1.”",
    good="fraction",
)
def has_range_of_unit(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """A description that gives the range of a ratio gives the one of its unit."""
    for row, _, (unit, about) in cells_of(metrics, "unit_name", DESCRIPTION):
        most = {"percent": _FROM_0_TO_1, "fraction": _FROM_0_TO_100}.get(unit)
        if most and most.search(about):
            yield RawMetricsFinding(
                row=row,
                column="unit_name",
                value=unit,
                parameters={"unit": unit, "most": 1 if unit == "percent" else 100},
            )
        said = unit_said(about, unit)
        if said and said != unit:
            yield RawMetricsFinding(
                row=row,
                column="unit_name",
                value=unit,
                message=_SAYS_OTHER_UNIT,
                parameters={"unit": unit, "said": said},
            )


def unit_said(about: str, unit: str) -> str:
    """The unit in which a description says that values are given, if it can be compared with the row's; "" otherwise.

    "Bytes that were sent in hour 7" and "time in byte code" name no unit, unlike "in seconds".
    """
    named = _IN_UNIT.search(about) if unit in (*_COMPARABLE, *_BITS) else None
    word = named["unit"].lower() if named else ""
    said = _UNITS_IN_TEXT.get(word, "")
    return said if said and (family(said) == family(unit) or word.endswith("s")) else ""


@metrics_check(
    "MD-056",
    Severity.ADVICE,
    N_("{name} is marked as {value} too, although {first} already is. Mark one metric of each kind."),
    name=N_("Unsuitable curated_metric"),
    folded=N_("{n} metrics are marked as {value} too, although {first} already is. Mark one metric of each kind."),
    folded_variants={
        _OTHER_KIND: N_(
            "{n} metrics are marked as {value}, but don't measure it, first on line {line}. Clear their "
            "cells curated_metric."
        )
    },
    applies_to="curated_metric",
    expected=N_("At most one metric for CPU and one for memory, whose name and unit fit"),
    bad="memory for ten metrics",
    good="memory for one metric",
)
def has_one_metric_of_each_kind(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """One metric at most is the CPU metric and one the memory metric. MD-044 and MD-045 report invalid cells."""
    first: dict[str, str] = {}
    for row, name, (curated, unit, about) in cells_of(metrics, CURATED, "unit_name", DESCRIPTION):
        kinds = curated.split("|") if curated else []
        for kind in kinds if len(kinds) == len(_KINDS.keys() & kinds) else ():
            words, families = _KINDS[kind]
            if not words.search(f"{name} {about}") or (unit and family(unit) not in families):
                yield RawMetricsFinding(row=row, column=CURATED, value=kind, message=_OTHER_KIND)
            elif kind in first:
                yield RawMetricsFinding(row=row, column=CURATED, value=kind, parameters={"first": first[kind]})
            first.setdefault(kind, name)


@metrics_check(
    "MD-057",
    Severity.ADVICE,
    N_("The description of {name} contains markup ({value}), which is shown as it is. Write plain text."),
    name=N_("Markup in a metric description"),
    folded=N_("{n} descriptions contain {value}, which is shown as it is, first on line {line}. Write plain text."),
    applies_to="description",
    expected=N_("Plain text"),
    bad="The <b>depth</b> of the queue.",
    good="The depth of the queue.",
)
def is_plain_text(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Descriptions contain neither HTML nor Markdown. Words in angle brackets or backticks are names."""
    for row, about, _ in metrics.table.where(DESCRIPTION, _MARKUP.search):
        markup = _MARKUP.search(about)
        yield RawMetricsFinding(row=row, column=DESCRIPTION, value=markup[0] if markup else "")


@metrics_check(
    "MD-058",
    Severity.ADVICE,
    N_("The description of {name} only repeats its name or says nothing. Describe what it measures."),
    name=N_("Metric description that repeats the name"),
    folded=N_("{n} descriptions only repeat the name or say nothing. The first is for {name} on line {line}."),
    applies_to="description",
    expected=N_("More than the words of the name"),
    bad="“Queue depth.” for acme.queue.depth",
    good="Messages waiting in the queue.",
)
def adds_to_name(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """A description adds something to the name. MD-032 reports short ones and those that repeat the short name."""
    for row, name, (about, short) in cells_of(metrics, DESCRIPTION, "short_name"):
        is_name = len(about) <= 2 * len(name) and _repeats(name, about)
        is_reported = len(about.strip()) < MIN_CHARACTERS or about.strip().rstrip(".").lower() == short.strip().lower()
        if (is_name or _SAYS_NOTHING.fullmatch(about.strip())) and not is_reported:
            yield RawMetricsFinding(row=row, column=DESCRIPTION)


def _repeats(name: str, about: str) -> bool:
    """Whether a text is the last words of a name, without articles and in this order: depth of the queue."""
    words = name_words(name)
    if not words or words[-1] not in about.lower():
        return False
    before, _, after = " ".join(word for word in name_words(about) if word not in _ARTICLES).partition(" of ")
    ordered = f"{after} {before}".strip()
    return ordered != "" and f" {' '.join(words)}".endswith(f" {ordered}")
