"""XC-037: the types of metrics in the list and in the code."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.sent_names import SentName, sent_names
from tilekit.checks.agent.source import source_of
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.metrics_file import RawMetricsFinding, metrics_of, raw_finding_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_

_KINDS = ("count", "gauge")


@check(
    code="XC-037",
    name=N_("Metric type differs from the code"),
    severity=Severity.WARNING,
    message=N_("The code sends {name} as a {sent} ({code}), but its type here is {value}. Use the same type."),
    applies_to=N_("metadata.csv, check code"),
    expected=N_("Each metric has the type with which the code sends it"),
    bad="self.monotonic_count(…) for a gauge",
    good="count",
)
def lists_sent_types(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Metrics that the code always sends as counts are not listed as gauges, and vice versa."""
    source, metrics = source_of(bundle), metrics_of(bundle)
    if source is None or metrics is None or "metric_type" not in metrics.table.header:
        return
    sent: dict[str, dict[str, SentName]] = {}
    for one in sent_names(source):
        sent.setdefault(one.name, {}).setdefault(one.kind, one)
    for row, kind, name in metrics.table.where("metric_type", _KINDS.__contains__):
        kinds = sent.get(name, {})
        if len(kinds) == 1 and kinds.keys().isdisjoint((kind, "")):
            first = next(iter(kinds.values()))
            parameters = {"sent": first.kind, "code": first.place}
            yield raw_finding_of(
                metrics, RawMetricsFinding(row=row, column="metric_type", value=kind, parameters=parameters)
            )
