"""What the metrics file says of a metric, for those who read its name elsewhere."""

from collections.abc import Mapping

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.metrics.names import are_sound
from tilekit.checks.metrics.rules import Metrics, metrics_of
from tilekit.parse.positions import Unparsable

_SLOT, _WHOLE = ("", __name__), ("", f"{__name__}.knows_metrics")
# What a query may say behind the name of a metric that is listed without it.
ENDINGS = (".count", ".avg", ".max", ".min", ".median", ".sum", ".95percentile", ".as_count")


class ListedMetric(Struct, frozen=True, kw_only=True):
    """A row of the file; every text is as it is written, "" for an empty cell."""

    name: str
    type: str
    unit: str
    per_unit: str
    orientation: str
    short_name: str
    tags: tuple[str, ...]


def readable_metrics(bundle: Bundle) -> Metrics | None:
    """The metrics file, None where there is none or it cannot be read."""
    try:
        return metrics_of(bundle)
    except Unparsable:
        return None


def knows_metrics(bundle: Bundle) -> bool:
    """Whether the metrics file tells all metrics: it has rows, and no name in it is at fault. Looked up once."""

    def known() -> bool:
        metrics = readable_metrics(bundle)
        return metrics is not None and bool(metrics.table.names) and are_sound(metrics)

    return bundle.once(_WHOLE, known)


def listed_metrics(bundle: Bundle) -> Mapping[str, ListedMetric]:
    """The rows of the metrics file by name; empty where it cannot be read. Read once per bundle."""

    def read() -> Mapping[str, ListedMetric]:
        metrics = readable_metrics(bundle)
        return _rows(metrics) if metrics else {}

    return bundle.once(_SLOT, read)


def metric_of(listed: Mapping[str, ListedMetric], name: str) -> ListedMetric | None:
    """The row of a metric; aggregations that the Agent makes (.avg, .max ...) may stand for their base."""
    if name in listed:
        return listed[name]
    bare = next((name.removesuffix(ending) for ending in ENDINGS if name.endswith(ending)), name)
    return listed.get(bare)


def tags_of_metrics(bundle: Bundle) -> dict[str, tuple[str, ...]]:
    """Metric -> the tags that its row samples, for those that have some."""
    return {name: metric.tags for name, metric in listed_metrics(bundle).items() if metric.tags}


def _rows(metrics: Metrics) -> dict[str, ListedMetric]:
    table = metrics.table
    empty = ("",) * len(table.rows)
    columns = ("metric_type", "unit_name", "per_unit_name", "orientation", "short_name", "sample_tags")
    cells = zip(table.names, *(table.column(name) or empty for name in columns), strict=True)
    return {
        name: ListedMetric(
            name=name,
            type=kind,
            unit=unit,
            per_unit=per,
            orientation=orientation,
            short_name=short,
            tags=tuple(tag.strip() for tag in tags.split(",") if tag.strip()) if tags else (),
        )
        for name, kind, unit, per, orientation, short, tags in cells
        if name
    }
