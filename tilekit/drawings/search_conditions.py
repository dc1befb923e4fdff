"""Conditions of monitors of logs, events, RUM, traces, processes and formulas."""

import re
from collections.abc import Mapping, Sequence

from tilekit.core.messages import N_, Message
from tilekit.drawings.amounts import amount, duration
from tilekit.drawings.conditions import RESULT, Condition, as_code, compared, inline
from tilekit.drawings.query_chains import ChainedCall, links_of
from tilekit.queries.monitors import Comparison

_SPANS = (N_("the number of spans in {window}"), N_("the number of spans in {window} that match `{search}`"))
# Source -> the number of all results, and of those that match a search.
_COUNTS: Mapping[str, tuple[str, str]] = {
    "logs": (N_("the number of logs in {window}"), N_("the number of logs in {window} that match `{search}`")),
    "events": (N_("the number of events in {window}"), N_("the number of events in {window} that match `{search}`")),
    "rum": (
        N_("the number of RUM events in {window}"),
        N_("the number of RUM events in {window} that match `{search}`"),
    ),
    "spans": _SPANS,
    "trace-analytics": _SPANS,
    "processes": (
        N_("the number of processes in {window}"),
        N_("the number of processes in {window} that match `{search}`"),
    ),
}

_OTHER_COUNTS = (
    N_("the number of results of `{source}` in {window}"),
    N_("the number of results of `{source}` in {window} that match `{search}`"),
)
_OTHER_SOURCES = frozenset((
    "audits", "audit", "ci-pipelines", "ci-tests", "database-monitoring", "network-performance", "error-tracking",
    "error-tracking-logs", "error-tracking-rum", "error-tracking-traces",
))  # fmt: skip
# Aggregation -> over all results, and over those that match a search.
_AGGREGATIONS: Mapping[str, tuple[str, str]] = {
    "avg": (
        N_("the mean of `{field}` in {window}"),
        N_("the mean of `{field}` in {window}, over results that match `{search}`,"),
    ),
    "sum": (
        N_("the sum of `{field}` in {window}"),
        N_("the sum of `{field}` in {window}, over results that match `{search}`,"),
    ),
    "min": (
        N_("the minimum of `{field}` in {window}"),
        N_("the minimum of `{field}` in {window}, over results that match `{search}`,"),
    ),
    "max": (
        N_("the maximum of `{field}` in {window}"),
        N_("the maximum of `{field}` in {window}, over results that match `{search}`,"),
    ),
    "cardinality": (
        N_("the number of different values of `{field}` in {window}"),
        N_("the number of different values of `{field}` in {window}, over results that match `{search}`,"),
    ),
    "percentile": (
        N_("the percentile {percentile} of `{field}` in {window}"),
        N_("the percentile {percentile} of `{field}` in {window}, over results that match `{search}`,"),
    ),
}
_PERCENTILE = re.compile(r"pc(\d{2}(?:\.\d+)?)")
_INDEX = N_("Reads only the index {names}.")
_TAGS = N_("Reads only data with the tags {names}.")
_METHODS = ("by", "index", "last", "over", "rollup")
_MAX_SEARCH = 300


def search_condition(text: str, comparison: Comparison) -> Condition | None:
    """The condition of `logs("status:error").index("*").rollup("count").last("5m")`; None for other texts."""
    links = links_of(text)
    chain = {link.name: link for link in links[1:]} if links else {}
    if not links or len(chain) != len(links) - 1 or not chain.keys() <= set(_METHODS) or "last" not in chain:
        return None
    window, source = duration(chain["last"].first), links[0]
    if window is None or len(source.arguments) > 1 or len(source.first) > _MAX_SEARCH:
        return None
    measure = _measure(source, chain.get("rollup", ChainedCall("")), window)
    groups = tuple(name.strip() for name in _words(chain, "by"))
    if measure is None or any(not name for name in groups):
        return None
    sentence = compared(measure, comparison, threshold=amount(comparison.number), groups=groups)
    return Condition(sentence=sentence, notes=tuple(_notes(chain))) if sentence else None


def _measure(source: ChainedCall, rollup: ChainedCall, window: Message) -> Message | None:
    if source.name == "formula":
        values = {"expression": inline(source.first), "window": window}
        return Message(RESULT, values) if source.first and not rollup.name else None
    if source.name not in _COUNTS and source.name not in _OTHER_SOURCES:
        return None
    values = {"source": source.name, "window": window, "search": inline(source.first)}
    is_filtered = int(source.first.strip() not in ("", "*"))
    if rollup.arguments == ("count",):
        return Message(_COUNTS.get(source.name, _OTHER_COUNTS)[is_filtered], values)
    percentile = _PERCENTILE.fullmatch(rollup.first)
    texts = _AGGREGATIONS.get("percentile" if percentile else rollup.first)
    if texts is None or len(rollup.arguments) != 2:
        return None
    more = {"percentile": percentile[1]} if percentile else {}
    return Message(texts[is_filtered], {**values, **more, "field": inline(rollup.arguments[1])})


def _words(chain: Mapping[str, ChainedCall], name: str) -> list[str]:
    """The names in the arguments of a link, which are separate or joined by commas."""
    return ",".join(chain[name].arguments).split(",") if name in chain else []


def _notes(chain: Mapping[str, ChainedCall]) -> Sequence[Message]:
    """`*` is the same as all indexes, but it doesn't change what other tags select."""
    notes = list[Message]()
    for name, text in (("index", _INDEX), ("over", _TAGS)):
        words = [word.strip() for word in _words(chain, name)]
        named = [word for word in words if word not in ("", "*")]
        if named and (name == "over" or "*" not in words):
            notes.append(Message(text, {"names": tuple(map(as_code, named))}))
    return notes
