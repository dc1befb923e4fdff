"""Looks up metrics in the metrics file, for checks of other files."""

from collections.abc import Mapping

from msgspec import Struct

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.metrics.metrics_file import MetricsFile, metrics_of
from tilekit.checks.metrics.names import are_all_names_valid
from tilekit.parse.positions import readable

# Suffixes that a query may add to the name of a listed metric.
AGGREGATION_ENDINGS = (".count", ".avg", ".max", ".min", ".median", ".sum", ".95percentile", ".as_count")


class ListedMetric(Struct, frozen=True, kw_only=True):
    """A row of the file. Texts are as written, "" for an empty cell."""

    name: str
    type: str
    interval: str
    unit: str
    per_unit: str
    orientation: str
    short_name: str
    description: str
    tags: tuple[str, ...]


def readable_metrics(bundle: Bundle) -> MetricsFile | None:
    """The metrics file; None if there is none or it can't be read."""
    return readable(metrics_of, bundle)


@once_per_bundle
def lists_all_metrics(bundle: Bundle) -> bool:
    """Whether the metrics file is complete and valid: it has rows, and all names are correct. Computed once."""
    metrics = readable_metrics(bundle)
    return metrics is not None and bool(metrics.table.names) and are_all_names_valid(metrics)


@once_per_bundle
def listed_metrics(bundle: Bundle) -> Mapping[str, ListedMetric]:
    """The rows of the metrics file by name; empty if it can't be read. Read once per bundle."""
    metrics = readable_metrics(bundle)
    return _metrics_by_name(metrics) if metrics else {}


def metric_of(listed: Mapping[str, ListedMetric], name: str) -> ListedMetric | None:
    """The row of a metric; None if it is not listed.

    Also finds the base metric of an Agent aggregation (.avg, .max ...).
    """
    if name in listed:
        return listed[name]
    bare = next((name.removesuffix(ending) for ending in AGGREGATION_ENDINGS if name.endswith(ending)), name)
    return listed.get(bare)


def tags_of_metrics(bundle: Bundle) -> dict[str, tuple[str, ...]]:
    """Metric -> the tags in its sample_tags, for metrics that have some."""
    return {name: metric.tags for name, metric in listed_metrics(bundle).items() if metric.tags}


def _metrics_by_name(metrics: MetricsFile) -> dict[str, ListedMetric]:
    table = metrics.table
    empty = ("",) * len(table.rows)
    columns = (
        "metric_type", "interval", "unit_name", "per_unit_name", "orientation", "short_name", "description",
        "sample_tags",
    )  # fmt: skip
    cells = zip(table.names, *(table.column(name) or empty for name in columns), strict=True)
    return {
        name: ListedMetric(
            name=name,
            type=kind,
            interval=interval,
            unit=unit,
            per_unit=per,
            orientation=orientation,
            short_name=short,
            description=description,
            tags=tuple(tag.strip() for tag in tags.split(",") if tag.strip()) if tags else (),
        )
        for name, kind, interval, unit, per, orientation, short, description, tags in cells
        if name
    }
