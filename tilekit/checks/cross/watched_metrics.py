"""XC-034: metrics of other products in monitors."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.cross.shown_metrics import foreign_metrics
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.listed_metrics import listed_metrics, metric_of
from tilekit.checks.monitors.template_files import templates_with_query
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.queries.monitors import MonitorQuery

# The metrics of a cloud exist only for customers of the cloud, and a dashboard may show them next to others.
_OF_CLOUDS = ("aws.", "azure.", "gcp.")


def _reads_no_own(bundle: Bundle, query: MonitorQuery) -> bool:
    """Whether the listing sends metrics and the query reads none of them."""
    listed = listed_metrics(bundle)
    return bool(listed) and not any(metric_of(listed, metric.name) for _, metric in query.metrics)


@check(
    code="XC-034",
    name=N_("Another integration's metric in a monitor"),
    severity=Severity.WARNING,
    message=N_(
        "{value} comes from another integration, so the monitor never alerts for customers without it. Use a "
        "metric of your own."
    ),
    applies_to=N_("monitors, metadata.csv"),
    expected=N_(
        "Each metric in a monitor is in metadata.csv, or starts with the metric prefix or a shared prefix such as "
        "“system.”"
    ),
    bad="a monitor on kafka.lag",
    good="a monitor on acme.queue.depth",
)
def watches_own_metrics(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Metrics in monitors are the listing's own, or ones that every customer can have. XC-004 reports unlisted ones."""
    is_foreign = foreign_metrics(bundle)
    for asset, query in templates_with_query(bundle):
        for pointer, metric in query.metrics:
            if is_foreign(metric.name) or (metric.name.startswith(_OF_CLOUDS) and _reads_no_own(bundle, query)):
                yield asset.inside(asset.finding(pointer, metric.name), metric.at)
