"""XC-001, XC-002, XC-004 and XC-018: metrics of dashboards and monitors compared with the listed ones."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.cross.metric_spelling import is_used_elsewhere
from tilekit.checks.dashboards.board import Board, boards
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity, Stage, finding
from tilekit.checks.manifest.manifest_file import readable_manifest
from tilekit.checks.manifest.paths import asset_paths, normal_path
from tilekit.checks.metrics.listed_metrics import (
    AGGREGATION_ENDINGS,
    ListedMetric,
    listed_metrics,
    lists_all_metrics,
    metric_of,
    readable_metrics,
)
from tilekit.checks.metrics.metrics_file import metrics_of
from tilekit.checks.metrics.name_suggestions import (
    closest_metric,
    has_same_words,
    is_probably_same,
    is_surely_same,
    without_repeats,
)
from tilekit.checks.metrics.names import is_prefix_unused
from tilekit.checks.metrics.new_rows import OF_ROW, row_fix
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.monitors.template_files import templates_with_query
from tilekit.checks.parsed_files import paths, require_manifest
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Position, Unparsable
from tilekit.platform_lists import lines
from tilekit.queries.query_parts import QueryMetric
from tilekit.sections.data import Data

DASHBOARDS_FIELD = "content.dashboards"
# The platform makes these from customers' data, so any board may show them.
_PLATFORM_PREFIXES = (
    "trace.", "synthetics.", "slo.", "logs.", "events.", "aws.", "azure.", "gcp.", "kubernetes", "container.",
)  # fmt: skip
_MAX_MISSING_SHARE, _ENOUGH_METRICS = 0.5, 10
_CACHED_NAMES = 256
_BOARD_NEAR = N_("The dashboard uses {value}, which is not in your metrics file. Did you mean {near}?")
_BOARD_NEAR_FOLDED = N_(
    "The dashboard uses {value} in {n} places, but it is not in your metrics file. Did you mean {near}?"
)
_MONITOR_NEAR = N_("The monitor uses {value}, which is not in your metrics file. Did you mean {near}?")
_PERCENTILE = re.compile(r"p\d{2}(?:\.\d+)?")


class _ListedNames:
    """The listed metrics and the metric prefix, used to find metrics of the listing that are not listed.

    Raises Unparsable if the manifest or the metrics file can't be read, because no metric is known to be missing then.
    """

    def __init__(self, bundle: Bundle) -> None:
        require_manifest(bundle)
        metrics = metrics_of(bundle)
        if metrics and "metric_name" not in metrics.table.header:
            raise Unparsable(Message(N_("The column {name} is missing."), {"name": "metric_name"}), Position(1, 1))
        self.listed: Mapping[str, ListedMetric] = listed_metrics(bundle)
        self.prefix = metrics.prefix if metrics and lists_all_metrics(bundle) else ""
        self._names = tuple(self.listed)

    def lacks(self, metric: QueryMetric) -> bool:
        """Whether the metric has the prefix but is not listed. A listed distribution includes
        metrics derived from it.
        """
        is_own = self.prefix != "" and (metric.name.startswith(self.prefix) or self._is_slip(metric.name))
        return is_own and metric_of(self.listed, metric.name) is None and not self._has_other_aggregation(metric)

    def _is_slip(self, name: str) -> bool:
        """Whether the name begins with the prefix in another spelling: Acme. for acme., or with an underscore."""
        start = "".join(f"{part}." for part in name.split(".")[: self.prefix.count(".")])
        return start != self.prefix and _plain(start) == _plain(self.prefix)

    def _has_other_aggregation(self, metric: QueryMetric) -> bool:
        """Whether the query takes percentiles of a metric of which the count, sum or similar is listed."""
        derived = (f"{metric.name}{ending}" for ending in (*AGGREGATION_ENDINGS, ".bucket"))
        return _PERCENTILE.fullmatch(metric.aggregator) is not None and any(name in self.listed for name in derived)

    def nearest(self, name: str) -> str:
        """The listed metric that the name probably misspells, or whose segments it repeats; "" for none."""
        return _nearest_metric(name, self._names)

    def fix(self, bundle: Bundle, asset: Asset, place: tuple[str, QueryMetric]) -> Fix | None:
        """The fix that uses the listed name if this one misspells it, or adds this one if no listed name is similar.

        None if it may be another metric or a variant of a listed one, or if several files use this name and none the
        listed one, because then the listed name may be wrong.
        """
        pointer, metric = place
        suggestion, closest = self.nearest(metric.name), closest_metric(metric.name, self._names)
        is_sure = is_surely_same(metric.name, suggestion) and not is_used_elsewhere(bundle, metric.name, suggestion)
        if suggestion and not is_sure:
            return None
        if suggestion:
            change = (metric.at, metric.at + len(metric.name), suggestion)
            return asset.rewording(pointer, change, N_("Use {near}"), near=suggestion)
        is_variant = closest and has_same_words(metric.name, closest)
        return None if is_variant else row_fix(bundle, metric.name, "count" if metric.is_count else "")


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


@lru_cache(maxsize=_CACHED_NAMES)
def _nearest_metric(name: str, names: tuple[str, ...]) -> str:
    """The same for any metrics, cached because many queries use the same name."""
    suggestion = closest_metric(name, names) or without_repeats(name, names)
    return suggestion if suggestion and is_probably_same(name, suggestion) else ""


@check(
    code="XC-001",
    name=N_("Unlisted metric on a dashboard"),
    severity=Severity.WARNING,
    message=N_("The dashboard uses {value}, which is not in your metrics file. Add the metric or correct the name."),
    folded=N_(
        "The dashboard uses {value} in {n} places, but it is not in your metrics file. "
        "Add the metric or correct the name."
    ),
    folded_variants={_BOARD_NEAR: _BOARD_NEAR_FOLDED},
    fix=FixClass.SUGGESTED,
    follow_ups=OF_ROW,
    applies_to=N_("dashboards, metadata.csv"),
    expected=N_("Metrics on dashboards that start with the metric prefix are in metadata.csv"),
    bad="a graph of acme.queue.size, which is not in metadata.csv",
    good="acme.queue.depth",
)
def lists_shown_metrics(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    listed_names = _ListedNames(bundle)
    for board in boards(bundle) if listed_names.prefix else ():
        for _, query in board.queries:
            for metric in query.parts.metrics:
                if listed_names.lacks(metric):
                    near = listed_names.nearest(metric.name)
                    message = _BOARD_NEAR if near else ""
                    fix = listed_names.fix(bundle, board.asset, (query.pointer, metric))
                    yield board.asset.finding(query.pointer, metric.name, message=message, near=near, fix=fix)


@check(
    code="XC-002",
    name=N_("Another integration's metric on a dashboard"),
    severity=Severity.ADVICE,
    message=N_("{value} comes from another integration, which customers might not have. Use a metric of your own."),
    folded=N_(
        "{value} comes from another integration, which customers might not have. Use a metric of your own in {n} "
        "queries."
    ),
    applies_to=N_("dashboards, metadata.csv"),
    expected=N_(
        "Each metric on a dashboard is in metadata.csv, or starts with the metric prefix, the product's name or a "
        "shared prefix such as “system.”"
    ),
    bad="a graph of kafka.lag",
    good="your own metrics, or system.cpu.user",
)
def shows_own_metrics(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Metrics in dashboards are the listing's own, or ones that every customer can have, such as cloud costs.

    Metrics that begin with another form of the product's name are its own, too. If no metric has the prefix, the
    listing's own metrics are unknown: MF-043 and XC-014 report that.
    """
    is_foreign = foreign_metrics(bundle)
    for board in boards(bundle):
        for _, query in board.metric_queries:
            for metric in query.parts.metrics if query.source != "cloud_cost" else ():
                if is_foreign(metric.name):
                    yield board.asset.finding(query.pointer, metric.name)


def foreign_metrics(bundle: Bundle) -> Callable[[str], bool]:
    """The function that tells whether a metric is another product's: not listed, and without the metric prefix, the
    product's name or a shared prefix.

    Raises Unparsable as `_ListedNames` does.
    """
    listed_names, prefix, metrics = _ListedNames(bundle), bundle.section(Data).metric_prefix, readable_metrics(bundle)
    if metrics and metrics.table.rows and (not prefix or is_prefix_unused(metrics)):
        return lambda _name: False
    ours = (*lines("shared_metric_prefixes.txt"), *_PLATFORM_PREFIXES, *([prefix] if prefix else ()))
    own_names, listed = own_names_of(bundle), listed_names.listed
    return lambda name: not (name.startswith(ours) or own_names.covers(name) or metric_of(listed, name))


@check(
    code="XC-004",
    name=N_("Unlisted metric in a monitor"),
    severity=Severity.WARNING,
    message=N_("The monitor uses {value}, which is not in your metrics file. Add the metric or correct the name."),
    fix=FixClass.SUGGESTED,
    follow_ups=OF_ROW,
    applies_to=N_("monitors, metadata.csv"),
    expected=N_("Metrics in monitors that start with the metric prefix are in metadata.csv"),
    bad="a monitor on acme.queue.size",
    good="a monitor on acme.queue.depth",
)
def lists_watched_metrics(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    listed_names = _ListedNames(bundle)
    for asset, query in templates_with_query(bundle) if listed_names.prefix else ():
        for pointer, metric in query.metrics:
            if listed_names.lacks(metric):
                near = listed_names.nearest(metric.name)
                fix = listed_names.fix(bundle, asset, (pointer, metric))
                yield asset.finding(pointer, metric.name, message=_MONITOR_NEAR if near else "", near=near, fix=fix)


@check(
    code="XC-018",
    name=N_("Metrics not shown on any dashboard"),
    severity=Severity.ADVICE,
    message=N_("{n} metrics are not on any dashboard, for example {value}. Add the most useful ones."),
    stage=Stage.DEEP,
    applies_to=N_("dashboards, metadata.csv"),
    expected=N_("At least half of the metrics, or ten of them, are on a dashboard"),
    bad="3 of 40 metrics on dashboards",
    good="20 of 40 metrics on dashboards",
)
def shows_listed_metrics(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Dashboards show at least half of the listed metrics, or ten of them.

    Not reported if a dashboard can't be read, because its metrics are unknown.
    """
    listed, dashboards = listed_metrics(bundle), boards(bundle)
    if not lists_all_metrics(bundle) or not dashboards or _has_unread(bundle, dashboards):
        return
    shown = {metric.name for board in dashboards for _, query in board.queries for metric in query.parts.metrics}
    bases = {row.name for row in (metric_of(listed, name) for name in shown) if row}
    missing = [name for name in listed if name not in bases]
    if len(missing) > len(listed) * _MAX_MISSING_SHARE and len(bases) < _ENOUGH_METRICS:
        yield finding(path=DASHBOARDS_FIELD, value=missing[0], n=len(missing))


def _has_unread(bundle: Bundle, boards: tuple[Board, ...]) -> bool:
    """Whether a dashboard in the folder or the manifest could not be read."""
    manifest = readable_manifest(bundle)
    named = asset_paths(manifest.value) if manifest else ()
    named_paths = {normal_path(path) for pointer, path in named if pointer.startswith("/assets/dashboards/")}
    return not named_paths.union(paths(bundle, (".json",), "assets/dashboards/")) <= {
        board.asset.file for board in boards
    }
