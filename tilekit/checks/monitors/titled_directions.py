"""MN-038 and MN-039: texts that say “many” of a monitor that alerts on few, or that are about another quantity."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.quantities import unmeasured
from tilekit.checks.monitors.query_checks import is_measured
from tilekit.checks.monitors.template_files import monitor_query_check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.queries.monitors import MonitorQuery

# The amount at the start of a title, and what there is so much of.
_MANY_OF = re.compile(
    r"(?:(?:too )?many|(?:unusually |very )?high|excessive|too much)\b (?P<what>[\w -]+)", re.IGNORECASE
)
_FEW_OF = re.compile(
    r"(?:(?:too )?few|(?:unusually |very )?low|not enough|too little)\b (?P<what>[\w -]+)", re.IGNORECASE
)
_PRODUCT_IN_BRACKETS = re.compile(r"^\s*\[[^\]]*\]\s*")
_TITLE_WORD = re.compile(r"[a-z]{3,}")
# A metric of the other side: much used disk space is few free disk space.
_OTHER_SIDE = re.compile(
    r"used|usage|util|percent|pct|ratio|consum|satur|load|pressure|free|avail|remain|idle|left|headroom|unused|health"
    r"|score|age|lag|rate|miss|fail|error|loss|lost|deficit|gap"
)
_TITLE_POINTERS, _MESSAGE_POINTER, _MAX_MESSAGE = ("/title", "/definition/name"), "/definition/message", 8_000
_SENTENCE_WITH_VALUE = re.compile(r"[^.!?\n]*\{\{ *value *\}\}[^.!?\n]*")


@monitor_query_check(
    "MN-038",
    Severity.ADVICE,
    N_("The title says “{value}”, but the monitor alerts on values {operator} {number}. Correct one of them."),
    name=N_("Monitor title that contradicts the query"),
    starts_observed=True,
    applies_to="title, name, query",
    expected=N_("A title that begins with “many” or “high” is about high values, and one with “few” about low values"),
    bad="“Few waiting messages” for acme.messages.waiting > 100",
    good="“Many waiting messages”",
)
def is_titled_by_direction(template: tuple[Asset, MonitorQuery], _: Bundle) -> Iterator[RawFinding]:
    """The title names the metric and the end of its range on which the monitor alerts.

    Only if the metric has a word of the title and does not measure the other side, such as used instead of free.
    """
    asset, query = template
    comparison = query.comparison
    names = {metric.name.lower() for _, metric in query.metrics}
    if comparison is None or not is_measured(asset) or len(names) != 1 or "==" in comparison.operator:
        return
    name, pattern = min(names), _FEW_OF if comparison.is_above else _MANY_OF
    for pointer in _TITLE_POINTERS:
        match = pattern.match(_PRODUCT_IN_BRACKETS.sub("", text(asset.at(pointer))))
        words = _TITLE_WORD.findall(match["what"].lower()) if match else []
        if match and not _OTHER_SIDE.search(name) and any(word.removesuffix("s") in name for word in words):
            yield asset.finding(pointer, match[0], operator=comparison.operator, number=comparison.written)


@monitor_query_check(
    "MN-039",
    Severity.ADVICE,
    N_("The text says “{value}”, but the metric of this monitor does not measure it. Correct the text or the query."),
    name=N_("Monitor text about another quantity"),
    starts_observed=True,
    applies_to="title, name, message, query",
    expected=N_("The title, and the sentence with the value, name a quantity that the metric measures"),
    bad="“has a CPU usage of {{value}} %” for acme.messages.waiting",
    good="“has {{value}} waiting messages” for acme.messages.waiting",
)
def is_about_own_metric(template: tuple[Asset, MonitorQuery], bundle: Bundle) -> Iterator[RawFinding]:
    """Processor time, memory, disks and latency are named only if a metric of the query measures them."""
    asset, query = template
    metrics = [metric.name for _, metric in query.metrics]
    sentences = [(pointer, text(asset.at(pointer))) for pointer in _TITLE_POINTERS]
    message = text(asset.at(_MESSAGE_POINTER))[:_MAX_MESSAGE]
    sentences += [(_MESSAGE_POINTER, match[0]) for match in _SENTENCE_WITH_VALUE.finditer(message)]
    for pointer, sentence in sentences if metrics else ():
        for match in unmeasured(sentence, metrics, bundle):
            yield asset.finding(pointer, match[0])
